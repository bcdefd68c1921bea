/**
 * Whether a signed text has one reading. A template joins values and literal text; whoever holds one genuine delivery
 * may move bytes from one value to its neighbour, and the signature still holds. A border is fixed only if the value
 * beside it cannot contain it.
 */
import type { Scheme, Time } from '../spec.js';
import { isBodyDigest, isQuoted, type Piece } from './template.js';

export type Value = Extract<Piece, { kind: 'value' }>;

/** Characters that a value never holds; `none`: it may hold anything. `fixed`: its length is known beforehand. */
type Alphabet = 'fixed' | 'none' | RegExp;

/** Whether a value is refused at run time if it holds a literal beside it. */
type IsHeld = (value: Value) => boolean;

/**
 * Walks from both ends towards the middle over values whose end is known.
 * @param isHeld default: no value is
 * @returns what is left; with two values or more, bytes could move between them
 */
export function unbounded(
  pieces: readonly Piece[],
  scheme: Scheme,
  isHeld: IsHeld = () => false,
): readonly Piece[] {
  const endIsKnown = (at: number, direction: 1 | -1): boolean => {
    const piece = pieces[at];
    if (piece?.kind !== 'value') return true;
    // A text of JSON ends where its quotes do, read from the front: from the back an escape could stand before one.
    if (isQuoted(piece)) return direction === 1;
    const next = pieces[at + direction];
    if (next?.kind === 'text' && isHeld(piece)) return true;
    return holdsNot(alphabetOf(piece, scheme), next, direction);
  };
  let first = 0;
  let last = pieces.length - 1;
  while (first <= last && endIsKnown(first, 1)) first += 1;
  while (last > first && endIsKnown(last, -1)) last -= 1;
  return pieces.slice(first, last + 1);
}

/** Whether a value of this alphabet ends in front of the next piece, read from the front (1) or from the back (-1). */
function holdsNot(alphabet: Alphabet, next: Piece | undefined, direction: 1 | -1): boolean {
  if (alphabet === 'fixed') return true;
  if (alphabet === 'none' || next?.kind !== 'text') return false;
  return alphabet.test(borderOf(next.text, direction));
}

/** The first character of a literal that a reader meets. */
export function borderOf(text: string, direction: 1 | -1): string {
  return direction === 1 ? text.charAt(0) : text.charAt(text.length - 1);
}

export function valuesOf(pieces: readonly Piece[]): readonly Value[] {
  return pieces.filter((piece) => piece.kind === 'value');
}

/** Of the message id: see MESSAGE_ID in engine/presentation.ts. */
const NEVER_IN_ID = /[.,\s]/;
const NEVER_IN_DIGITS = /\D/;
/** RFC 3339 and its like: what no time holds. */
const NEVER_IN_TIME = /[|/_=;{}[\]]/;
/** What `encodeURI` leaves. */
const NEVER_IN_ESCAPED = /[^A-Za-z0-9;,/?:@&=+$\-_.!~*'()#%]/;
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
  if (isTime(name, argument, scheme)) return timeAlphabet(scheme.time);
  if (isBodyDigest({ name })) return 'fixed';
  switch (name) {
    case 'secret':
    case 'owner':
      return 'fixed';
    case 'crc32':
      return NEVER_IN_DIGITS;
    case 'path':
      // The configured URL's own, or escaped with any query.
      return argument === 'escaped' ? NEVER_IN_ESCAPED : 'fixed';
    case 'method':
      // One of a few words, none of which begins another.
      return 'fixed';
    case 'id':
      return NEVER_IN_ID;
    case 'time':
      return timeAlphabet(scheme.time);
    case 'url':
      return argument === 'base' ? 'fixed' : 'none';
    case 'headers':
      return listAlphabet(argument, scheme);
    case 'entry':
      return /[^A-Za-z0-9._~+/-]/;
    case 'header':
      return digestAlphabet(argument, scheme) ?? NEVER_IN_SHAPE[shapeOf(argument, scheme) ?? ''] ?? 'none';
    default:
      return 'none';
  }
}

/**
 * Names have few characters. Of values with their names nothing holds a line feed; without them their number is known from
 * the names before them, and none but an open one holds what stands between.
 */
function listAlphabet(what: string, { signature }: Scheme): Alphabet {
  if (what === 'names') return /[^A-Za-z0-9_ ,;-]/;
  const { assign, between, open, member } = signature?.headerList ?? {};
  // The names are signed before all else, so the lines are counted, and no value holds a line feed.
  if (member !== undefined && between === '\n') return 'fixed';
  if (between === undefined || between === '\n' || open !== undefined) return 'none';
  return assign === undefined ? 'fixed' : /\n/;
}

/** The header with the body's digest has passed as one; of a list, other digests may come along. */
function digestAlphabet(header: string, { bodyDigest }: Scheme): Alphabet | undefined {
  if (bodyDigest?.header.toLowerCase() !== header.toLowerCase()) return undefined;
  return (bodyDigest.form ?? 'plain') === 'plain' ? 'fixed' : /[^A-Za-z0-9+/=:,*_.\t -]/;
}

/** The member, field or header in which the signed time stands: it has passed as a time before anything is compared. */
function isTime(name: string, argument: string, { time }: Scheme): boolean {
  if (name === 'json') return time?.json === argument;
  if (name === 'field') return time?.field === argument;
  return name === 'header' && time?.header?.toLowerCase() === argument.toLowerCase();
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
