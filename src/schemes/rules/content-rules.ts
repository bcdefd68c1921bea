/**
 * Rules of the signed content: known placeholders only, the whole body or an honest word that it is not whole, and one
 * way to split it.
 */
import { parseContent } from '../engine/content.js';
import type { Algorithm, Scheme, Time } from '../spec.js';
import { isHeaderName, isPointer } from '../../checks/fields.js';
import { member, type Report } from '../../checks/report.js';
import { coversBody, namesIn, piecesOf, strayBrace, type Piece } from './template.js';

const PLACEHOLDERS =
  'knows {body}, {id}, {time}, {header:NAME}, {method}, {url}, {url:decoded}, {url:base}, {path}, {query:NAME}, {form}, {json:/pointer} and {secret} only';

/** @param path where the signature stands */
export function contentRules(
  scheme: Scheme,
  content: string,
  algorithms: readonly Algorithm[],
  path: string,
  report: Report,
): void {
  const at = member(path, 'content');
  const pieces = piecesOf(content);
  placeholderRules(pieces, content, at, report);
  const names = namesIn(content);
  if (!coversBody(scheme) && scheme.trust === 'body verified') {
    report.fault(
      at,
      'without {body} the body is not verified; set trust to partly or authenticated if that is so',
    );
  }
  if (countOf(pieces, 'body') > 1) report.fault(at, 'names {body} twice');
  if (names.has('id') && scheme.idHeader === undefined) report.fault(at, '{id} needs idHeader');
  if (scheme.idHeader !== undefined && !names.has('id')) {
    report.fault(
      at,
      'idHeader names the signed id, but {id} is not part of what is signed; use sourceId instead',
    );
  }
  if (!scheme.bodyMustBeJson && !hasFixedBorders(pieces, scheme.time)) {
    report.fault(
      at,
      'nothing separates {body} from its neighbour, so one signature fits several splits; set bodyMustBeJson: true',
    );
  }
  secretRules(names.has('secret'), algorithms, at, report);
  const continues = /^\{secret\}.*\{body\}$/.test(content) && !algorithms.includes('plain');
  if (continues && scheme.bodyMustBeJson !== 'whole' && !scheme.bodyMustBeText) {
    report.fault(
      at,
      'whoever sees a plain hash that begins with the secret can continue it with more of a body; set bodyMustBeJson: whole, or bodyMustBeText: true',
    );
  }
}

function placeholderRules(pieces: readonly Piece[], content: string, at: string, report: Report): void {
  if (strayBrace(content)) report.fault(at, 'has a { or } outside of a placeholder');
  for (const piece of pieces) {
    if (piece.kind === 'text') continue;
    const { name, argument, optional, written } = piece;
    if (!isKnown(written)) report.fault(at, PLACEHOLDERS);
    else if (optional && !['header', 'query', 'json', 'form'].includes(name)) {
      report.fault(at, 'only a header, a query or JSON value, and the form may be optional (?)');
    } else if (name === 'header' && !isHeaderName(argument)) {
      report.fault(at, '{header:NAME} needs the name of a header');
    } else if (name === 'json' && !isPointer(argument)) {
      report.fault(at, '{json:/pointer} needs a JSON pointer such as /data/id');
    }
  }
}

/** Asked of the engine's own reader, so that what passes here is what it can read. */
function isKnown(placeholder: string): boolean {
  try {
    parseContent(placeholder);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function countOf(pieces: readonly Piece[], name: string): number {
  return pieces.filter((piece) => piece.kind === 'value' && piece.name === name).length;
}

function secretRules(
  namesSecret: boolean,
  algorithms: readonly Algorithm[],
  at: string,
  report: Report,
): void {
  const bare = algorithms.filter((algorithm) => ['plain', 'sha1', 'sha256'].includes(algorithm));
  if (bare.length > 0 && !namesSecret) {
    report.fault(at, `needs {secret}: ${bare.join(', ')} has no key, so anyone could make this signature`);
  }
  if (namesSecret && bare.length < algorithms.length) {
    report.fault(
      at,
      '{secret} belongs to plain, sha1 and sha256 only; the others are keyed by the secret as it is',
    );
  }
}

/** Values that are known before a delivery is read: nothing of the body can be passed off as part of them. */
const KNOWN = ['secret', 'method', 'path', 'url'];

/**
 * Whether text signed as one piece has one reading. Where a value touches the body without literal text between them,
 * bytes could wander from one to the other under the same signature, unless the value says itself where it ends: it is
 * known beforehand (of the URL all but a query, which registered URLs seldom have), or it is a time whose formats leave
 * one length. With `bodyMustBeJson` a wandered border leaves a body that does not begin, or does not end, as JSON.
 */
function hasFixedBorders(pieces: readonly Piece[], time: Time | undefined): boolean {
  const body = pieces.findIndex((piece) => piece.kind === 'value' && piece.name === 'body');
  return body < 0 || (holds(body, -1) && holds(body, 1));

  /** Whether what stands next in that direction cannot become longer or shorter. */
  function holds(from: number, direction: 1 | -1): boolean {
    const piece = pieces[from + direction];
    if (piece?.kind !== 'value' || KNOWN.includes(piece.name)) return true;
    return (
      piece.name === 'time' && time !== undefined && hasOneLength(time) && holds(from + direction, direction)
    );
  }
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
