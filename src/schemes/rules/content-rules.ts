/**
 * Rules of the signed content: known placeholders only, the whole body or an honest word that it is not whole, and one
 * way to split it.
 */
import { parseContent } from '../engine/content.js';
import type { Algorithm, Scheme } from '../spec.js';
import { isHeaderName, isPointer } from '../../checks/fields.js';
import { member, type Report } from '../../checks/report.js';
import { unbounded, valuesOf, type Value } from './borders.js';
import { hasNoKey } from './algorithms.js';
import { canBeHeld, isHeld, nameOf } from './held-values.js';
import { coversBody, namesIn, piecesOf, strayBrace, withoutQuoted, type Piece } from './template.js';

const PLACEHOLDERS =
  'knows {body}, {body:quoted}, {body:canonical}, {entry:NAME} and {entry:NAME|quoted} (of entries.values), {members:/pointer}, {id}, {time}, {header:NAME}, {method}, {url}, {url:decoded}, {url:base}, {url:sorted}, {path}, {path:escaped}, {query:NAME}, {query:NAME|lower}, {query:sorted}, {form}, {form:distinct}, {form:given}, {field:NAME}, {json:/pointer}, {headers} and {headers:names} (of headerList), the body’s digest such as {sha256:hex:body} (md5, sha1, sha256, sha384, sha512; hex, HEX, base64, base64url), {owner:NAME}, {crc32:body}, {lines:/A,/B} and {secret} only';

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
  if (isInItself(scheme)) {
    report.fault(
      at,
      'covers the form in which the signature itself stands, so it cannot be made; name the fields that are signed',
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
  readingRules(scheme, pieces, at, report);
  borderRules(scheme, pieces, at, report);
  openRules(scheme, pieces, member(path, 'open'), report);
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
    else if (optional && !['header', 'query', 'json', 'form', 'field'].includes(name)) {
      report.fault(at, 'only a header, a query, form or JSON value, and the form may be optional (?)');
    } else if (name === 'header' && !isHeaderName(argument)) {
      report.fault(at, '{header:NAME} needs the name of a header');
    } else if (name === 'json' && !isPointer(argument)) {
      report.fault(at, '{json:/pointer} needs a JSON pointer such as /data/id');
    }
  }
}

/** Whether what is signed holds the signature, which makes other bytes of it. */
function isInItself(scheme: Scheme): boolean {
  return scheme.signature?.field !== undefined && coversBody(scheme);
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
  const bare = algorithms.filter(hasNoKey);
  if (bare.length > 0 && !namesSecret) {
    report.fault(at, `needs {secret}: ${bare.join(', ')} has no key, so anyone could make this signature`);
  }
  if (namesSecret && bare.length < algorithms.length) {
    report.fault(
      at,
      '{secret} belongs to plain and the plain hashes (sha1, sha256, sha384, sha512) only; the others are keyed by the secret as it is',
    );
  }
}

/** What a value must bring, or the body be, so that it stands for one thing. */
function readingRules(scheme: Scheme, pieces: readonly Piece[], at: string, report: Report): void {
  const { entries, headerList } = scheme.signature ?? {};
  for (const { name, argument } of valuesOf(pieces)) {
    if (name === 'entry' && !Object.hasOwn(entries?.values ?? {}, withoutQuoted(argument))) {
      report.fault(at, `{entry:${argument}} needs that name under entries.values`);
    } else if (name === 'members' && !isPointer(argument)) {
      report.fault(at, '{members:/pointer} needs a JSON pointer such as /data');
    } else if (name === 'md5' && scheme.bodyMustBeJson !== 'whole' && !scheme.bodyMustBeText) {
      report.fault(
        at,
        'whoever writes two bodies can give them one MD5, if they may hold any bytes; set bodyMustBeJson: whole, or bodyMustBeText: true',
      );
    }
  }
  const how = valuesOf(pieces).flatMap(({ name, argument }) => (name === 'body' ? [argument] : []));
  if (how.includes('quoted') && !scheme.bodyMustBeText)
    report.fault(at, 'signs the body as text, and no bytes that are none; set bodyMustBeText: true');
  if (how.includes('canonical') && scheme.bodyMustBeJson !== 'whole')
    report.fault(
      at,
      'signs the body as JSON, which must have no end before its own; set bodyMustBeJson: whole',
    );
  const signed = valuesOf(pieces).map(({ name, argument }) =>
    name === 'entry' ? withoutQuoted(argument) : '',
  );
  for (const name of Object.keys(entries?.values ?? {})) {
    if (!signed.includes(name)) report.fault(at, `entries.values has ${name}; content needs {entry:${name}}`);
  }
  if (headerList?.member !== undefined && !scheme.signature?.jws)
    report.fault(at, 'headerList.member stands in the header of a JWS; it needs signature.jws');
}

/** One signed text, one reading. */
function borderRules(scheme: Scheme, pieces: readonly Piece[], at: string, report: Report): void {
  const names = namesIn(scheme.signature?.content);
  for (const part of partsWithBorders(scheme, pieces)) {
    const left = valuesOf(unbounded(part, scheme, (value) => isHeld(scheme, value)));
    const [before, after] = movablePair(left) ?? [];
    if (!before || !after) continue;
    const remedy = names.has('body')
      ? 'set bodyMustBeJson: whole'
      : 'put text between them that neither can contain';
    report.fault(
      at,
      `bytes could move between ${before.written} and ${after.written} under the same signature; ${remedy}`,
    );
    return;
  }
}

/**
 * The first two neighbours of what is left. Beside a URL, a form is bounded by the fields it always has, or by a query
 * that does not vary; but any further value lets bytes move again.
 */
function movablePair(left: readonly Value[]): readonly Value[] | undefined {
  const [first, second] = left;
  const isUrl = first?.name === 'url' || (first?.name === 'query' && first.argument === 'sorted');
  const isUrlAndForm = isUrl && second?.name === 'form';
  const pair = isUrlAndForm ? left.slice(1, 3) : left.slice(0, 2);
  return pair.length < 2 ? undefined : pair;
}

function openRules(scheme: Scheme, pieces: readonly Piece[], at: string, report: Report): void {
  const open = scheme.signature?.open;
  if (open === undefined) return;
  const left = valuesOf(unbounded(pieces, scheme));
  const value = left.find((piece) => nameOf(piece) === open);
  if (!value || left.length < 2 || !canBeHeld(scheme, value)) {
    report.fault(
      at,
      'names no value that is held to the text beside it; name one of several, such as json:/reference or header:X-Id',
    );
  }
}

/**
 * A body that must be JSON from end to end begins and ends where it does: a moved border would leave half a document. One
 * that must only begin as JSON has a known beginning, if nothing in front of it can hold a brace.
 */
function partsWithBorders(scheme: Scheme, pieces: readonly Piece[]): readonly (readonly Piece[])[] {
  const body = pieces.findIndex((piece) => piece.kind === 'value' && piece.name === 'body');
  if (body < 0 || !scheme.bodyMustBeJson) return [pieces];
  const before = pieces.slice(0, body);
  if (scheme.bodyMustBeJson === 'whole') return [before, pieces.slice(body + 1)];
  const holdsNoBrace = before.every(
    (piece) =>
      piece.kind === 'text' ||
      ['secret', 'method', 'path', 'id', 'time'].includes(piece.name) ||
      // Values without their names hold no brace (engine/header-list.ts).
      (piece.name === 'headers' && scheme.signature?.headerList?.assign === undefined),
  );
  return holdsNoBrace ? [before, pieces.slice(body)] : [pieces];
}
