/**
 * Headers that a delivery itself says are signed. It may name more than the scheme asks for and nothing less; each is
 * there once, and their text has one reading, whatever stands in them.
 */
import type { RawHeaders } from '../../model/delivery.js';
import type { HeaderList, Signature } from '../spec.js';
import { REPEATED, headerOf } from './headers.js';
import type { RefusalReason } from './refusal-reason.js';

export interface ListedHeaders {
  /** As they were sent. */
  readonly names: string;
  readonly text: string;
}

/** More than any provider signs. */
const MOST_NAMES = 32;

/**
 * @param entry the list, where it is an entry of the signature's header
 * @returns what reads it; undefined for a scheme without such a list
 */
export function createHeaderListReader({
  headerList,
}: Signature): ((raw: RawHeaders, entry: string | undefined) => ListedHeaders | RefusalReason) | undefined {
  if (!headerList) return undefined;
  const header = headerList.header?.toLowerCase();
  const blank = headerList.separator === ' ' ? '' : ' ?';
  const list = new RegExp(
    `^[A-Za-z0-9_-]{1,64}(?:${headerList.separator}${blank}[A-Za-z0-9_-]{1,64}){0,${MOST_NAMES - 1}}$`,
  );
  const required = headerList.required.map((name) => name.toLowerCase());
  return (raw, entry) => {
    const names = header === undefined ? entry : headerOf(raw, header);
    if (names === REPEATED) return 'repeated_header';
    if (names === undefined || !list.test(names)) return 'unreadable_signature';
    const given = names.split(headerList.separator).map((name) => name.trim());
    const lower = given.map((name) => name.toLowerCase());
    if (new Set(lower).size < lower.length) return 'unreadable_signature';
    if (!required.every((name) => lower.includes(name))) return 'unknown_version';
    const listed = headerList.letters === 'given' ? given : lower;
    const text = textOf(headerList, headerList.order === 'sorted' ? listed.sort() : listed, raw);
    return typeof text === 'string' ? { names, text } : text.reason;
  };
}

function textOf(
  spec: HeaderList,
  names: readonly string[],
  raw: RawHeaders,
): string | { readonly reason: RefusalReason } {
  const parts: string[] = [];
  for (const name of names) {
    const value = headerOf(raw, name.toLowerCase());
    if (value === undefined) return { reason: 'mismatch' };
    if (value === REPEATED) return { reason: 'repeated_header' };
    if (holdsBorder(spec, name, value)) return { reason: 'border_in_value' };
    parts.push(spec.assign === undefined ? value : name + spec.assign + value);
  }
  return parts.join(spec.between) + (spec.ends === true ? spec.between : '');
}

/** Whether its text could be cut elsewhere: into a further header, or, where names stand apart, into another value. */
function holdsBorder({ assign, between, open }: HeaderList, name: string, value: string): boolean {
  if (assign === undefined) {
    return /[{[]/.test(value) || (open?.toLowerCase() !== name.toLowerCase() && value.includes(between));
  }
  const pieces = value.split(between).slice(1);
  return pieces.some(
    (piece) => /^[A-Za-z0-9_-]+$/.test(piece.split(assign, 1)[0] ?? '') && piece.includes(assign),
  );
}
