/**
 * Whether a signed text has one reading. A template joins values and literal text; whoever holds one genuine delivery
 * may move bytes from one value to its neighbour, and the signature still holds. A border is fixed only if the value
 * beside it cannot contain it.
 */
import type { Scheme, Time } from '../spec.js';
import type { Piece } from './template.js';

type Value = Extract<Piece, { kind: 'value' }>;

/** Characters that a value never holds; `none`: it may hold anything. `fixed`: its length is known beforehand. */
type Alphabet = 'fixed' | 'none' | RegExp;

/**
 * Walks from both ends towards the middle over values whose end is known. What is left must be one value, or nothing.
 * @returns the two values (as written) between which bytes could move, or undefined if there is one reading
 */
export function movableBorder(
  pieces: readonly Piece[],
  scheme: Scheme,
): readonly [string, string] | undefined {
  let first = 0;
  let last = pieces.length - 1;
  while (first <= last && endIsKnown(pieces, first, 1, scheme)) first += 1;
  while (last > first && endIsKnown(pieces, last, -1, scheme)) last -= 1;
  const left = pieces.slice(first, last + 1).filter((piece) => piece.kind === 'value');
  const [a, b] = left;
  return a && b ? [a.written, b.written] : undefined;
}

/** Whether a reader that comes from the front (1) or from the back (-1) knows where this piece ends. */
function endIsKnown(pieces: readonly Piece[], at: number, direction: 1 | -1, scheme: Scheme): boolean {
  const piece = pieces[at];
  if (piece?.kind !== 'value') return true;
  const alphabet = alphabetOf(piece, scheme);
  if (alphabet === 'fixed') return true;
  const next = pieces[at + direction];
  if (alphabet === 'none' || next?.kind !== 'text') return false;
  const border = direction === 1 ? next.text.charAt(0) : next.text.charAt(next.text.length - 1);
  return alphabet.test(border);
}

/** Of the message id: see MESSAGE_ID in engine/presentation.ts. */
const NEVER_IN_ID = /[.,\s]/;
const NEVER_IN_DIGITS = /\D/;
/** RFC 3339 and its like: what no time holds. */
const NEVER_IN_TIME = /[|/_=;{}[\]]/;
const NEVER_IN_SHAPE: Readonly<Record<string, RegExp>> = {
  a_b: /[^a-z0-9_]/,
  'a/b': /[^a-z0-9_/]/,
  'a.b': /[^a-z0-9_.]/,
  'a:b': /[^a-z0-9_:]/,
  A_B: /[^A-Z0-9_]/,
  'A b': /[^A-Za-z ]/,
  uuid: /[^0-9A-Fa-f-]/,
  hex: /[^0-9A-Fa-f]/,
  token: /[^A-Za-z0-9._:/+=-]/,
};

function alphabetOf({ name, argument, optional }: Value, scheme: Scheme): Alphabet {
  if (optional) return 'none';
  switch (name) {
    case 'secret':
      return 'fixed';
    case 'path':
      // The configured URL's own.
      return 'fixed';
    case 'method':
      // One of a few words, none of which begins another.
      return 'fixed';
    case 'id':
      return NEVER_IN_ID;
    case 'time':
      return timeAlphabet(scheme.time);
    case 'url':
      return argument === 'base' ? 'fixed' : 'none';
    case 'header':
      return NEVER_IN_SHAPE[shapeOf(argument, scheme) ?? ''] ?? 'none';
    default:
      return 'none';
  }
}

function timeAlphabet(time: Time | undefined): Alphabet {
  if (!time) return 'none';
  if (hasOneLength(time)) return 'fixed';
  return time.formats.every((format) => ['s', 'ms', 'digits-ms'].includes(format))
    ? NEVER_IN_DIGITS
    : NEVER_IN_TIME;
}

/** The shape to which a header that is an event's name or the provider's id is held. */
function shapeOf(header: string, { event = [], sourceId }: Scheme): string | undefined {
  const places = sourceId ? [...event, sourceId] : event;
  for (const place of places) {
    if ('header' in place && place.header.toLowerCase() === header.toLowerCase()) return place.shape;
  }
  return undefined;
}

/**
 * Whether no time in one of the formats, as fresh as the tolerance asks, is the beginning or the end of another one.
 * A number of any length is: a digit more or less is centuries away.
 */
function hasOneLength({ formats, tolerance }: Time): boolean {
  if (formats.includes('iso-utc')) return false;
  const numbers = formats.filter((format) => ['s', 'ms', 'digits-ms'].includes(format));
  if (!numbers.includes('digits-ms')) return numbers.length < 2;
  const bounded = typeof tolerance === 'string' ? tolerance !== 'off' : tolerance.future !== undefined;
  return numbers.length === 1 && bounded;
}
