/** The signature's text: one digest, or a list of entries. Read strictly, before anything is decoded. */
import type { Algorithm, Encoding, Entries, List, Signature } from '../spec.js';

/** More entries than any rotation needs are an attempt to make us work. */
const MAX_ENTRIES = 16;

/** More numbered headers than any rotation needs. */
const MAX_NUMBERED = 16;

/** The headers that may carry signatures, as the provider writes them, numbers filled in; none if the body does. */
export function signatureHeaderNames({ header, headers = [] }: Signature): readonly string[] {
  if (header !== undefined) return [header];
  return headers.flatMap((name) =>
    name.includes('{n}')
      ? Array.from({ length: MAX_NUMBERED }, (_, index) => name.replace('{n}', String(index + 1)))
      : [name],
  );
}

/** How many secrets can sign one message: as many as its receiver reads signatures. */
export function signatureCount(signature: Signature): number {
  const { entries, list, headers } = signature;
  if (entries ?? list) return (entries ?? list)?.several === true ? Infinity : 1;
  return headers ? signatureHeaderNames(signature).length : 1;
}

export interface Presented {
  readonly algorithm: Algorithm;
  readonly text: string;
}

export interface PresentedSignatures {
  readonly signatures: readonly Presented[];
  /** The signed time, if an entry carries it. */
  readonly time: string | undefined;
  /** The names of signed headers, if an entry carries them. */
  readonly listed?: string | undefined;
}

/**
 * @param algorithm of this delivery, where no tag says it
 * @returns undefined if the text cannot be read at all.
 */
export function readSignatures(
  signature: Signature,
  value: string,
  algorithm = signature.algorithm,
): PresentedSignatures | undefined {
  const { entries, list } = signature;
  if (entries) return readEntries(entries, value, signature.headerList?.entry);
  if (list) return readList(signature, list, value, algorithm);
  const digest = withoutPrefix(signature, value);
  if (digest === undefined || !algorithm) return NOTHING;
  return { signatures: [{ algorithm, text: digest }], time: undefined };
}

const NOTHING: PresentedSignatures = { signatures: [], time: undefined };

/** @returns undefined if a prefix that must be there is not. */
export function withoutPrefix({ prefix, prefixOptional }: Signature, value: string): string | undefined {
  if (prefix === undefined) return value;
  if (value.startsWith(prefix)) return value.slice(prefix.length);
  return prefixOptional ? value : undefined;
}

function readEntries(entries: Entries, value: string, listTag?: string): PresentedSignatures | undefined {
  let listed: string | undefined;
  const signatures: Presented[] = [];
  let time: string | undefined;
  let count = 0;
  for (const piece of value.split(entries.separator.trim() || ' ')) {
    const entry = withoutBlanks(piece);
    if (entry === '') continue;
    if (++count > MAX_ENTRIES) return undefined;
    const at = entry.indexOf(entries.assign);
    if (at < 1) continue;
    const tag = entry.slice(0, at);
    const text = entry.slice(at + entries.assign.length);
    if (tag === entries.time) {
      time ??= text;
    } else if (tag === listTag) {
      listed ??= text;
    } else if (Object.hasOwn(entries.tags, tag)) {
      const algorithm = entries.tags[tag];
      if (algorithm) signatures.push({ algorithm, text });
    }
  }
  return { signatures, time, listed };
}

/** Signatures without tags; one that lacks the prefix is none. */
function readList(
  signature: Signature,
  { separator, time }: List,
  value: string,
  algorithm: Algorithm | undefined,
): PresentedSignatures | undefined {
  const pieces = value.split(separator.trim() || ' ').map(withoutBlanks);
  const first = time === 'first' ? pieces.shift() : undefined;
  const entries = pieces.filter((entry) => entry !== '');
  if (entries.length > MAX_ENTRIES) return undefined;
  const signatures: Presented[] = [];
  for (const entry of entries) {
    const text = withoutPrefix(signature, entry);
    if (text !== undefined && algorithm) signatures.push({ algorithm, text });
  }
  return { signatures, time: first };
}

/** Blanks and tabs only, and no regular expression: `trim` takes what is no blank on the wire (U+00A0). */
function withoutBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** @returns the header's value for the digests of the keys that sign, in their order. */
export function writeSignatures(
  signature: Signature,
  made: readonly { readonly tag: string | undefined; readonly text: string }[],
  time: string,
): string {
  const { entries, list, prefix = '' } = signature;
  if (list) {
    const texts = made.map(({ text }) => prefix + text);
    return [...(list.time === 'first' ? [time] : []), ...texts].join(list.separator);
  }
  if (!entries) return prefix + (made[0]?.text ?? '');
  const lead = entries.time === undefined ? '' : entries.time + entries.assign + time;
  let value = lead;
  for (const [index, { tag, text }] of made.entries()) {
    if (entries.groups === true && index > 0) value += ` ${lead}`;
    if (value !== '') value += entries.separator;
    value += `${tag ?? ''}${entries.assign}${text}`;
  }
  return value;
}

const HEX = /^[0-9a-fA-F]+$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const BASE64URL = /^[A-Za-z0-9_-]+={0,2}$/;

/**
 * The one text a digest can have, or undefined if the text is not in the encoding. Encoded texts are compared, not
 * decoded bytes: Node's decoders stop silently at the first bad character.
 */
export function canonical(encoding: Encoding, text: string): string | undefined {
  switch (encoding) {
    case 'hex':
    case 'HEX':
      return HEX.test(text) ? text.toLowerCase() : undefined;
    case 'base64':
      return BASE64.test(text) ? text : undefined;
    case 'base64url':
      return BASE64URL.test(text) ? text.replace(/=+$/, '') : undefined;
    case 'text':
      return text === '' ? undefined : text;
  }
}
