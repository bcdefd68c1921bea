/**
 * What a delivery presents: its signatures, id and time, and everything about them that can be checked without a key.
 */
import { createAlgorithmReader } from './algorithm-name.js';
import { createBodyCheck } from './body-check.js';
import { REPEATED, headerOf } from './headers.js';
import { createHeaderListReader } from './header-list.js';
import { SignedInput, valueAt } from './input.js';
import { jwsHeaderOf } from './detached-jws.js';
import { isIn, readSignatures, signatureHeaderNames, withoutPrefix, type Presented } from './signatures.js';
import type { RefusalReason } from './refusal-reason.js';
import type { Algorithm, Encoding, Scheme, Shape, Signature, Time } from '../spec.js';
import { namesValue, speaksForItself } from '../rules/template.js';
import { hasShape } from './shapes.js';
import { readTime } from '../text/time-text.js';
import type { RawHeaders } from '../../model/delivery.js';
import type { EpochMs } from '../../model/time.js';

export type { RefusalReason };

/** What stands beside the content: the signatures as text, and the signed time. */
export interface Presentation {
  readonly texts: readonly string[];
  readonly presented: readonly Presented[];
  readonly signedAt: EpochMs | undefined;
}

/** @param urlIsConfigured whether the signed URL is the configured one, nothing added by whoever sent it */
type ReadPresentation = (input: SignedInput, urlIsConfigured: boolean) => Presentation | RefusalReason;

/**
 * Collects and checks everything that can be checked without a key, and sets the input's id and time.
 * @param has whether the body has come
 */
export function createPresentationReader(scheme: Scheme, has = { body: true }): ReadPresentation {
  const { signature = {}, time } = scheme;
  const signatureHeaders = signatureHeaderNames(signature).map((name) => name.toLowerCase());
  const timeHeader = time?.header?.toLowerCase();
  const idHeader = scheme.idHeader?.toLowerCase();
  const otherFault = createOthersCheck(scheme);
  const algorithmIn = createAlgorithmReader(signature);
  const listIn = createHeaderListReader(signature);
  const memberOfHead = signature.headerList?.member;
  const isAlone = speaksForItself(signature);
  const bodyFault = has.body ? createBodyCheck(scheme) : () => undefined;

  return function read(input, urlIsConfigured) {
    const raw = input.rawHeaders;
    const texts = signatureTexts(signature, signatureHeaders, input);
    if (typeof texts === 'string') return texts;

    const noId = idHeader === undefined ? undefined : takeId(idHeader, input);
    if (noId) return noId;

    const named = algorithmIn?.(raw);
    if (typeof named === 'string') return named;
    const presented: Presented[] = [];
    let entryTime: string | undefined;
    let entryList: string | undefined;
    for (const text of isAlone ? [] : texts) {
      const known = signature.versions ? underVersion(signature, signature.versions, input) : signature;
      if (!known) return 'unknown_version';
      const found = readSignatures(known, text, named?.algorithm);
      if (!found) return 'unreadable_signature';
      presented.push(...found.signatures);
      entryTime ??= found.time;
      if (found.values) input.entries = found.values;
      entryList ??= found.listed;
    }

    let signedAt: EpochMs | undefined;
    if (time) {
      const text =
        timeHeader !== undefined ? headerOf(raw, timeHeader) : (entryTime ?? bodyTime(time, input));
      if (text === undefined || text === '') return 'missing_time';
      if (text === null) return 'unreadable_time';
      if (text === REPEATED) return 'repeated_header';
      signedAt = readTime(text, time.formats);
      if (signedAt === undefined) return 'unreadable_time';
      input.time = text;
    }

    if (memberOfHead !== undefined) entryList = listInHead(signature, memberOfHead, texts[0] ?? '');
    const listed = listIn?.(raw, entryList);
    if (typeof listed === 'string') return listed;
    input.listed = listed;
    const fault = otherFault(raw) ?? bodyFault(input, urlIsConfigured);
    if (fault) return fault;
    if (presented.length === 0 && !isAlone && !signature.each) {
      return signature.entries ? 'unknown_version' : 'mismatch';
    }
    return { texts, presented, signedAt };
  };
}

/** The list of signed headers, where a JWS has it in its own header; undefined where that has none. */
function listInHead(signature: Signature, name: string, text: string): string | undefined {
  const head = jwsHeaderOf(withoutPrefix(signature, text) ?? '');
  const list = head && Object.hasOwn(head, name) ? head[name] : undefined;
  return typeof list === 'string' ? list : undefined;
}

/** @returns why there is none; else it is the input's */
function takeId(header: string, input: SignedInput): RefusalReason | undefined {
  const id = headerOf(input.rawHeaders, header);
  if (id === undefined || id === '') return 'missing_id';
  if (id === REPEATED) return 'repeated_header';
  if (!MESSAGE_ID.test(id)) return 'unreadable_id';
  input.id = id;
  return undefined;
}

/** What stands beside signature, time and id: labels in their shape, twins that say the same, constants. */
function createOthersCheck(scheme: Scheme): (raw: RawHeaders) => RefusalReason | undefined {
  const twins = lowerPairs(scheme.twins);
  const required = lowerPairs(scheme.requires, false);
  const labels = labelHeadersOf(scheme);
  return (raw) => {
    for (const { name, shape, reason } of labels) {
      const value = headerOf(raw, name);
      if (value === REPEATED) return 'repeated_header';
      if (value !== undefined && shape !== undefined && !hasShape(value, shape)) return reason;
    }
    for (const [own, other] of twins) {
      const value = headerOf(raw, other);
      if (value !== undefined && value !== headerOf(raw, own)) return 'conflicting_headers';
    }
    for (const [name, value] of required) {
      if (headerOf(raw, name) !== value) return 'unknown_version';
    }
    return undefined;
  };
}

/**
 * What the headers alone tell before the body has come: why the delivery cannot be genuine. Undefined for a scheme whose
 * signature or time stands in the body, or whose header is several lists.
 */
export function createHeadCheck(
  scheme: Scheme,
): ((rawHeaders: RawHeaders) => RefusalReason | undefined) | undefined {
  const { signature, time } = scheme;
  if (!signature || signature.body || signature.each !== undefined) return undefined;
  if ([signature, time].some((part) => part?.json !== undefined || part?.field !== undefined))
    return undefined;
  if (signature.entries?.groups) return undefined;
  const { encoding = 'hex' } = signature;
  const read = createPresentationReader(scheme, { body: false });
  return (rawHeaders) => {
    const given = read(withoutBody(rawHeaders), false);
    if (typeof given === 'string') return given;
    const isOne = speaksForItself(signature) || given.presented.some((one) => isShaped(one, encoding));
    return isOne ? undefined : 'mismatch';
  };
}

/** Whether it could be a signature: its alphabet and, for a digest, its length. */
function isShaped({ algorithm, text }: Presented, encoding: Encoding): boolean {
  if (!isIn(encoding, text)) return false;
  const length = lengthOfDigest(algorithm, encoding);
  return (
    length === undefined || length === (encoding === 'base64url' ? text.replace(/=+$/, '') : text).length
  );
}

/** Of the digest as text; undefined where an algorithm makes none, or none of one length. */
function lengthOfDigest(algorithm: Algorithm, encoding: Encoding): number | undefined {
  if (encoding === 'text') return undefined;
  const bytes = BYTES_OF[algorithm];
  if (bytes === undefined) return undefined;
  if (encoding === 'hex' || encoding === 'HEX') return 2 * bytes;
  return encoding === 'base64' ? 4 * Math.ceil(bytes / 3) : Math.ceil((8 * bytes) / 6);
}

const BYTES_OF: Partial<Readonly<Record<Algorithm, number>>> = {
  ...{ sha1: 20, sha256: 32, sha384: 48, sha512: 64 },
  ...{ 'hmac-sha1': 20, 'hmac-sha256': 32, 'hmac-sha384': 48, 'hmac-sha512': 64 },
};

const NO_BODY = Buffer.alloc(0);

/** Member by member: to spread an object costs fifty times as much, for each delivery. */
function withoutBody(rawHeaders: RawHeaders): SignedInput {
  return new SignedInput({
    method: 'POST',
    rawHeaders,
    body: NO_BODY,
    url: undefined,
    jsonField: undefined,
    tokenAt: undefined,
  });
}

interface LabelHeader {
  readonly name: string;
  readonly shape: Shape | undefined;
  readonly reason: RefusalReason;
}

/**
 * The headers that decide something: the event's name, an unsigned id that is part of the identity, and a signed one
 * whose shape says where it ends.
 */
function labelHeadersOf({ event = [], sourceId, identity, signature }: Scheme): readonly LabelHeader[] {
  const found: LabelHeader[] = [];
  for (const place of event) {
    if ('header' in place)
      found.push({ name: place.header.toLowerCase(), shape: place.shape, reason: 'unreadable_event' });
  }
  if (!sourceId || !('header' in sourceId)) return found;
  const bounds = sourceId.shape !== undefined && namesValue(signature?.content, 'header', sourceId.header);
  if (identity.includes('sourceId') || bounds) {
    found.push({ name: sourceId.header.toLowerCase(), shape: sourceId.shape, reason: 'unreadable_id' });
  }
  return found;
}

/** @returns the texts that may be signatures, at least one; with `each`, none: the items carry them. */
function signatureTexts(
  signature: Signature,
  headers: readonly string[],
  input: SignedInput,
): readonly string[] | RefusalReason {
  if (signature.each !== undefined) return [];
  if (signature.jwt?.isDocument) {
    const text = input.token;
    return text === undefined || text === '' ? 'missing_signature' : [text];
  }
  if (signature.json !== undefined) {
    const text = input.scalarAt(signature.json);
    return text === undefined || text === '' ? 'missing_signature' : [text];
  }
  if (signature.field !== undefined) {
    const text = input.field(signature.field);
    if (text === undefined || text === '') return 'missing_signature';
    return text === null ? 'unreadable_signature' : [text];
  }
  const texts: string[] = [];
  for (const name of headers) {
    const text = headerOf(input.rawHeaders, name);
    if (text === REPEATED) return 'repeated_header';
    if (text === undefined || text === '') continue;
    const inside = signature.packed === undefined ? text : unpacked(text, signature.packed);
    if (inside === undefined) return 'unreadable_signature';
    texts.push(inside);
  }
  return texts.length === 0 ? 'missing_signature' : texts;
}

/** The signature with the algorithm that the body names. */
function underVersion(
  signature: Signature,
  { json, algorithms }: NonNullable<Signature['versions']>,
  input: SignedInput,
): Signature | undefined {
  const version = input.scalarAt(json) ?? '';
  const algorithm = Object.hasOwn(algorithms, version) ? algorithms[version] : undefined;
  return algorithm && { ...signature, algorithm };
}

/** A member of the JSON object that a header is, in base64. */
export function unpacked(text: string, pointer: string): string | undefined {
  if (text.length > MAX_PACKED || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  try {
    const value = valueAt(JSON.parse(Buffer.from(text, 'base64').toString('utf8')) as unknown, pointer);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

const MAX_PACKED = 4096;

/** Printable ASCII, no blank, no `.` (it would make the signed content ambiguous), no `,`; at most 256. */
export const MESSAGE_ID = /^[\x21-\x2b\x2d\x2f-\x7e]{1,256}$/;

/** @returns null if it is there but cannot be read without doubt */
function bodyTime({ json, field }: Time, input: SignedInput): string | undefined | null {
  if (field !== undefined) return input.field(field);
  return json === undefined ? undefined : input.scalarAt(json);
}

function lowerPairs(
  pairs: Readonly<Record<string, string>> = {},
  both = true,
): readonly (readonly [string, string])[] {
  return Object.entries(pairs).map(([a, b]) => [a.toLowerCase(), both ? b.toLowerCase() : b] as const);
}
