/**
 * Signs by the same description that the verifier reads. It is called at the moment of sending, with that moment's
 * time, so a retry hours later still passes a receiver's tolerance.
 */
import { digestOf } from './body-digest.js';
import { writeDigestHeader } from './digest-header.js';
import { parseContent, type Part } from './content.js';
import { signText } from './digest.js';
import { formPairs } from './form.js';
import { createHeaderListReader, type ListedHeaders } from './header-list.js';
import { informationHeader } from './headers.js';
import { createInformationWriter } from './information.js';
import { SignedInput } from './input.js';
import { writeJws } from './detached-jws.js';
import { writeJwt } from './jwt.js';
import { SIGNATURE_INPUT, writeMessageSignature } from './message-signature.js';
import { JWS_ALGORITHMS, MESSAGE_ALGORITHMS } from './raw-signature.js';
import { keyServes, type Key } from './keys.js';
import { signatureCount, signatureHeaderNames, writeSignatures } from './signatures.js';
import type { Algorithm, Scheme, Signature } from '../spec.js';
import { writeTime } from '../text/time-text.js';
import { Unsignable } from './unsignable.js';
import type { EpochMs } from '../../model/time.js';

export interface Signable {
  readonly id: string;
  readonly event?: string | undefined;
  readonly body: Buffer;
}

/**
 * Appends the scheme's headers, names and values in turn. `at` is epoch milliseconds; `called` is the URL of this
 * message, if it is another than the signer was made for.
 * @returns what must be added to the URL's query, if the scheme signs the body's hash there.
 */
export type Signer = (
  message: Signable,
  at: EpochMs,
  headers: string[],
  called?: string,
) => string | undefined;

interface SigningKey {
  readonly key: Key;
  readonly algorithm: Algorithm;
  readonly tag: string | undefined;
}

/** Apart from the body: a time that is signed with the body alone is the message's own. */
function namesTime({ content }: Signature): boolean {
  return content?.includes('{time}') === true;
}

/** Why a scheme cannot sign, whatever its keys; undefined if it can. */
export function whyUnsignable({ signature, time, keys }: Scheme): string | undefined {
  if (!signature) return undefined;
  if (signature.headerList?.entry !== undefined)
    return 'the headers that it signs are named among its signatures, where the gateway names none';
  if (keys)
    return 'its private keys are with the provider alone, and only their public halves come from elsewhere';
  if (signature.json !== undefined || signature.field !== undefined)
    return 'its signature stands inside the body, which the gateway does not write';
  if ((time?.json ?? time?.field) !== undefined && namesTime(signature))
    return 'its signed time stands inside the body, which the gateway does not write';
  return undefined;
}

/**
 * @param keys the first is the current one; if receivers of the scheme read several signatures, all of them sign
 * @param url the destination's, for schemes that sign it
 * @param method for schemes that sign it; receivers are called by POST
 * @throws TypeError if the scheme cannot sign, or none of the keys can
 */
export function createSigner(scheme: Scheme, keys: readonly Key[], url?: string, method = 'POST'): Signer {
  const { signature, time, idHeader, bodyDigest } = scheme;
  const writeInformation = createInformationWriter(scheme);
  if (!signature) {
    return (message, at, headers) => {
      writeInformation(message, at, headers);
      return undefined;
    };
  }
  const reason = whyUnsignable(scheme);
  if (reason !== undefined) throw new TypeError(`${scheme.title} cannot sign: ${reason}`);

  const parts = parseContent(signature.content ?? '');
  const signing = signingKeys(scheme.title, signature, keys);
  const constants = Object.entries(scheme.requires ?? {});
  if (signature.algorithmHeader) constants.push([signature.algorithmHeader.header, signing[0]?.tag ?? '']);
  const listIn = createHeaderListReader(signature);
  const timeHeader = time?.header;
  const timeFormat = time?.formats[0];
  const writing = { signature, names: signatureHeaderNames(signature), signing, parts };

  return function sign(message, at, headers, called = url) {
    const query = bodyHashQuery(scheme, message.body, headers, called);
    const input = new SignedInput({
      method,
      rawHeaders: headers,
      body: message.body,
      url: query === undefined ? called : appendQuery(called ?? '', query),
      jsonField: undefined,
      tokenAt: undefined,
    });
    input.id = message.id;
    input.time = timeFormat === undefined ? '' : writeTime(at, timeFormat);
    writeInformation(message, at, headers);
    for (const [name, value] of constants) headers.push(name, value);
    if (idHeader !== undefined) headers.push(idHeader, message.id);
    if (timeHeader !== undefined) headers.push(timeHeader, input.time);
    if (bodyDigest) headers.push(bodyDigest.header, writeDigestHeader(bodyDigest, message.body));
    if (listIn) input.listed = writtenList(signature, listIn, headers);
    if (signature.entries?.values) input.entries = signature.entries.values;
    writeSignature(writing, input, at, headers);
    return query;
  };
}

/** The headers that must be signed are: each of them must be there by now. */
function writtenList(
  { headerList }: Signature,
  listIn: NonNullable<ReturnType<typeof createHeaderListReader>>,
  headers: string[],
): ListedHeaders {
  const { header, required = [], separator = ',' } = headerList ?? {};
  const names = required.join(separator);
  if (header !== undefined) headers.push(header, names.toLowerCase());
  const listed = listIn(headers, names);
  if (typeof listed === 'string') throw new Unsignable();
  return listed;
}

/** A form is signed field by field; any other body through its hash in the query, unless that is there already. */
function bodyHashQuery(
  { bodyHash }: Scheme,
  body: Buffer,
  headers: readonly string[],
  url: string | undefined,
): string | undefined {
  if (!bodyHash || body.length === 0 || url === undefined) return undefined;
  if (formPairs(informationHeader(headers, 'content-type') ?? '', body)) return undefined;
  if (new URL(url).searchParams.has(bodyHash.query)) return undefined;
  return `${bodyHash.query}=${digestOf('sha256', body, bodyHash.encoding)}`;
}

/** A URL, or its path and query, with more behind its path and in its query. */
export function addToUrl(url: string, pathRest = '', query?: string): string {
  const longer = pathRest === '' ? url : url.replace(/\/?(?=\?|$)/, () => pathRest);
  return query === undefined ? longer : appendQuery(longer, query);
}

export function appendQuery(url: string, query: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

/** What is the same for all messages. */
interface Writing {
  readonly signature: Signature;
  /** Of the headers that may carry signatures. */
  readonly names: readonly string[];
  readonly signing: readonly SigningKey[];
  readonly parts: readonly Part[];
}

function writeSignature(
  { signature, names, signing, parts }: Writing,
  input: SignedInput,
  at: EpochMs,
  headers: string[],
): void {
  const first = names[0] ?? '';
  if (signature.jwt) {
    const token = signing[0] && writeJwt(signature.jwt, signing[0].key, input, input.id, at);
    headers.push(first, (signature.prefix ?? '') + given(token));
    return;
  }
  if (signature.message) {
    const written = signing[0] && writeMessageSignature(signature.message, signing[0].key, input, at);
    headers.push(SIGNATURE_INPUT, given(written?.input), first, given(written?.signature));
    return;
  }
  if (signature.jws) {
    const text =
      signing[0] && writeJws(signature.jws, signing[0].key, parts, input, listedIn(signature, input));
    headers.push(first, (signature.prefix ?? '') + given(text));
    return;
  }
  const encoding = signature.encoding ?? 'hex';
  const made = signing.map(({ key, algorithm, tag }) => {
    const text = given(signText(key, algorithm, parts, input, encoding));
    const written = encoding === 'HEX' ? text.toUpperCase() : text;
    return { tag, text: written, keyName: key.kind === 'secret' ? key.name : undefined };
  });
  if (!signature.headers) {
    headers.push(first, writeSignatures(signature, made, input.time));
    return;
  }
  for (const [index, one] of made.entries()) {
    const name = names[index];
    if (name !== undefined) headers.push(name, writeSignatures(signature, [one], input.time));
  }
}

/** The names of signed headers, where a JWS has them in its own header. */
function listedIn({ headerList }: Signature, { listed }: SignedInput): Readonly<Record<string, string>> {
  const { member } = headerList ?? {};
  return member === undefined || !listed ? {} : { [member]: listed.names };
}

function given(text: string | undefined): string {
  if (text === undefined) throw new Unsignable();
  return text;
}

function ownAlgorithms({ algorithm, jwt, jws, message }: Signature): readonly (Algorithm | undefined)[] {
  if (jws) return jws.algorithms.map((name) => JWS_ALGORITHMS[name].algorithm);
  if (message) return message.algorithms.map((name) => MESSAGE_ALGORITHMS[name].algorithm);
  return [jwt ? 'hmac-sha256' : algorithm];
}

function signingKeys(title: string, signature: Signature, keys: readonly Key[]): readonly SigningKey[] {
  const { entries, algorithmHeader } = signature;
  const named = entries?.tags ?? algorithmHeader?.names;
  const tags: readonly (readonly [string | undefined, Algorithm | undefined])[] = named
    ? Object.entries(named)
    : ownAlgorithms(signature).map((one) => [undefined, one] as const);
  const found: SigningKey[] = [];
  for (const key of keys) {
    if (signature.keyName !== undefined && (key.kind === 'pair' || key.name === undefined)) continue;
    const tag = tags.find(([, candidate]) => candidate !== undefined && keyServes(key, candidate, 'sign'));
    if (tag?.[1] !== undefined) found.push({ key, tag: tag[0], algorithm: tag[1] });
  }
  if (found.length === 0) {
    const name = signature.keyName === undefined ? '' : '; write one as NAME:SECRET';
    throw new TypeError(`${title}: none of the secrets can sign${name}`);
  }
  // One header names one algorithm for all.
  const alike = algorithmHeader ? found.filter(({ tag }) => tag === found[0]?.tag) : found;
  return alike.slice(0, signatureCount(signature));
}
