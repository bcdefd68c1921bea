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
  /** Of the key, where the scheme's signatures have one. */
  readonly keyName?: string;
}

export interface PresentedSignatures {
  readonly signatures: readonly Presented[];
  /** The signed time, if an entry carries it. */
  readonly time: string | undefined;
  /** The names of signed headers, if an entry carries them. */
  readonly listed?: string | undefined;
  /** Further signed entries, by their tags. */
  readonly values?: Readonly<Record<string, string>>;
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
  if (signature.keyName === undefined) return { signatures: [{ algorithm, text: digest }], time: undefined };
  const [, keyName, text] = NAMED.exec(digest) ?? [];
  if (keyName === undefined || text === undefined) return NOTHING;
  return { signatures: [{ algorithm, text, keyName }], time: undefined };
}

/** A key's name, a colon, and what has none. */
const NAMED = /^([\x21-\x39\x3b-\x7e]{1,128}):([^:]+)$/;

/** What an entry that is signed may hold: nothing that stands between entries, or that JSON would escape. */
export function isEntryValue(text: string): boolean {
  return /^[A-Za-z0-9._~+/-]{1,128}$/.test(text);
}

const NOTHING: PresentedSignatures = { signatures: [], time: undefined };

/** @returns undefined if a prefix that must be there is not. */
export function withoutPrefix(
  { prefix, prefixOptional, prefixAnyCase }: Signature,
  value: string,
): string | undefined {
  if (prefix === undefined) return value;
  const lead = value.slice(0, prefix.length);
  const isThere = lead === prefix || (prefixAnyCase === true && lead.toLowerCase() === prefix.toLowerCase());
  if (isThere) return value.slice(prefix.length);
  return prefixOptional ? value : undefined;
}

function readEntries(entries: Entries, value: string, listTag?: string): PresentedSignatures | undefined {
  let listed: string | undefined;
  const signatures: Presented[] = [];
  const values: Record<string, string> = {};
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
    } else if (entries.values && Object.hasOwn(entries.values, tag)) {
      if (Object.hasOwn(values, tag) || !isEntryValue(text)) return undefined;
      values[tag] = text;
    } else if (Object.hasOwn(entries.tags, tag)) {
      const algorithm = entries.tags[tag];
      if (algorithm) signatures.push({ algorithm, text });
    }
  }
  return { signatures, time, listed, values };
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

/** A digest of a key that signs. */
interface Made {
  readonly tag: string | undefined;
  readonly text: string;
  readonly keyName: string | undefined;
}

/** @returns the header's value for the digests of the keys that sign, in their order. */
export function writeSignatures(signature: Signature, made: readonly Made[], time: string): string {
  const { entries, list, prefix = '' } = signature;
  if (list) {
    const texts = made.map(({ text }) => prefix + text);
    return [...(list.time === 'first' ? [time] : []), ...texts].join(list.separator);
  }
  if (!entries) {
    const [one] = made;
    return prefix + (one?.keyName === undefined ? '' : `${one.keyName}:`) + (one?.text ?? '');
  }
  if (entries.timeLast === true) return writeTimeLast(entries, made, time);
  const lead = entries.time === undefined ? '' : entries.time + entries.assign + time;
  let value = lead;
  for (const [index, { tag, text }] of made.entries()) {
    if (entries.groups === true && index > 0) value += ` ${lead}`;
    if (value !== '') value += entries.separator;
    value += `${tag ?? ''}${entries.assign}${text}`;
  }
  for (const [tag, text] of Object.entries(entries.values ?? {})) {
    value += `${entries.separator}${tag}${entries.assign}${text}`;
  }
  return value;
}

function writeTimeLast(
  { separator, assign, time: timeTag = '', values = {} }: Entries,
  made: readonly { readonly tag: string | undefined; readonly text: string }[],
  time: string,
): string {
  const row = made.map(({ tag, text }) => `${tag ?? ''}${assign}${text}`);
  const further = Object.entries(values).map(([tag, text]) => tag + assign + text);
  return [...row, ...further, timeTag + assign + time].join(separator);
}

const HEX = /^[0-9a-fA-F]+$/;
const LOWER_HEX = /^[0-9a-f]+$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const BASE64URL = /^[A-Za-z0-9_-]+={0,2}$/;

/** Whether a text is in the encoding. */
export function isIn(encoding: Encoding, text: string): boolean {
  switch (encoding) {
    case 'hex':
    case 'HEX':
      return HEX.test(text);
    case 'base64':
      return BASE64.test(text);
    case 'base64url':
      return BASE64URL.test(text);
    case 'text':
      return text !== '';
  }
}

/**
 * The one text a digest can have, or undefined if the text is not in the encoding. Encoded texts are compared, not
 * decoded bytes: Node's decoders stop silently at the first bad character.
 */
export function canonical(encoding: Encoding, text: string): string | undefined {
  if (!isIn(encoding, text)) return undefined;
  if (encoding === 'hex' || encoding === 'HEX') return LOWER_HEX.test(text) ? text : text.toLowerCase();
  return encoding === 'base64url' ? text.replace(/=+$/, '') : text;
}
