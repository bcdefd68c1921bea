/**
 * What the scheme tests share: a subject to try things on, deliveries written by an independent hand (a dozen lines of
 * node:crypto that know the catalogue's data but none of its engine), and headers to be tampered with.
 */
import { createHmac } from 'node:crypto';
import { readKey, type Key } from '../../src/schemes/keys.js';
import { createSigner } from '../../src/schemes/sign.js';
import type { Scheme, TimeFormat } from '../../src/schemes/spec.js';
import { createVerifier, Refusal, type Tolerance, type Verified } from '../../src/schemes/verify.js';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { secretFor } from '../helpers/sign.js';

/** Epoch milliseconds, with a part of a second on purpose. */
export const NOW = Date.parse('2026-06-11T17:42:11.734Z');
export const ID = 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W';
export const EVENT = 'lead.created';
export const BODY = Buffer.from(
  '{"id":"evt_1","event":"lead.created","type":"lead.created","data":{"name":"Zoë"}}',
);

export interface Subject {
  readonly name: string;
  readonly scheme: Scheme;
  readonly signature: NonNullable<Scheme['signature']>;
  readonly secret: string;
  readonly otherSecret: string;
}

/** @throws TypeError for a scheme without a signature: there is nothing to test then. */
export function subjectOf(name: string, scheme: Scheme | undefined = schemes[name]): Subject {
  if (!scheme?.signature) throw new TypeError(`${name} has no signature`);
  return {
    name,
    scheme,
    signature: scheme.signature,
    secret: secretFor(name, 'a'),
    otherSecret: secretFor(name, 'b'),
  };
}

export function keysOf(scheme: Scheme, ...secrets: readonly string[]): readonly Key[] {
  return secrets.map((secret) => readKey(scheme, secret));
}

export interface Written {
  readonly body?: Buffer;
  readonly at?: number;
  readonly id?: string;
  readonly secrets?: readonly string[];
}

/** The headers the project's signer writes. */
export function signed(subject: Subject, written: Written = {}): string[] {
  const { body = BODY, at = NOW, id = ID, secrets = [subject.secret] } = written;
  const headers: string[] = [];
  createSigner(subject.scheme, keysOf(subject.scheme, ...secrets))({ id, event: EVENT, body }, at, headers);
  return headers;
}

/** Headers with a genuine signature over whatever time and id text one likes, made without the project's engine. */
export function genuine(
  { signature, scheme, secret }: Subject,
  given: { readonly time?: string; readonly id?: string; readonly body?: Buffer } = {},
): string[] {
  const { time = timeText(scheme.time?.formats[0] ?? 's', NOW), id = ID, body = BODY } = given;
  const [tag, algorithm] = Object.entries(signature.entries?.tags ?? { '': signature.algorithm })[0] ?? [];
  const hmac = createHmac((algorithm ?? '').replace('hmac-', ''), keyBytes(scheme, secret));
  for (const piece of signature.content.split(/(\{\w+\})/)) {
    if (piece === '{body}') hmac.update(body);
    else
      hmac.update(
        piece.replace('{id}', () => id).replace('{time}', () => time),
        'latin1',
      );
  }
  const digest = hmac.digest(signature.encoding);
  const headers: string[] = [];
  if (scheme.idHeader !== undefined) headers.push(scheme.idHeader, id);
  if (scheme.time?.header !== undefined) headers.push(scheme.time.header, time);
  const { entries } = signature;
  if (!entries) return [...headers, signature.header, (signature.prefix ?? '') + digest];
  const list = [`${tag ?? ''}${entries.assign}${digest}`];
  if (entries.time !== undefined) list.unshift(`${entries.time}${entries.assign}${time}`);
  return [...headers, signature.header, list.join(entries.separator)];
}

function keyBytes(scheme: Scheme, secret: string): Buffer {
  switch (scheme.key ?? 'utf8') {
    case 'utf8':
      return Buffer.from(secret);
    case 'hex':
      return Buffer.from(secret, 'hex');
    case 'base64':
      return Buffer.from(secret, 'base64');
    case 'standard':
      return Buffer.from(secret.replace('whsec_', ''), 'base64');
  }
}

export function timeText(format: TimeFormat, at: number): string {
  if (format === 'iso') return new Date(at).toISOString();
  return format === 'ms' ? String(at) : String(Math.trunc(at / 1000));
}

export interface Tried {
  readonly body?: Buffer;
  readonly now?: number;
  readonly secrets?: readonly string[];
  readonly tolerance?: Tolerance | 'off';
}

export function verifyHeaders(
  subject: Subject,
  headers: readonly string[],
  tried: Tried = {},
): Verified | Refusal {
  const { body = BODY, now = NOW, secrets = [subject.secret], tolerance } = tried;
  const verify = createVerifier(subject.scheme, keysOf(subject.scheme, ...secrets), tolerance);
  return verify({ method: 'POST', target: '/', rawHeaders: headers, body, receivedAt: now });
}

/** `accepted`, or the reason of the refusal: one word to compare. */
export function verdictOn(subject: Subject, headers: readonly string[], tried: Tried = {}): string {
  const result = verifyHeaders(subject, headers, tried);
  return result instanceof Refusal ? result.reason : 'accepted';
}

function is(name: string): (candidate: string | undefined) => boolean {
  return (candidate) => candidate?.toLowerCase() === name.toLowerCase();
}

export function valueOf(headers: readonly string[], name: string): string {
  const at = headers.findIndex((text, i) => i % 2 === 0 && is(name)(text));
  const value = at < 0 ? undefined : headers[at + 1];
  if (value === undefined) throw new TypeError(`there is no header ${name}`);
  return value;
}

export function without(headers: readonly string[], name: string): string[] {
  return headers.filter((_, i) => !is(name)(headers[i - (i % 2)]));
}

export function replaced(headers: readonly string[], name: string, value: string): string[] {
  valueOf(headers, name);
  return headers.map((text, i) => (i % 2 === 1 && is(name)(headers[i - 1]) ? value : text));
}

/** The digest's text within the signature header. */
export function digestOf({ signature }: Subject, headers: readonly string[]): string {
  const header = valueOf(headers, signature.header);
  const { entries, prefix = '' } = signature;
  if (!entries) return header.slice(prefix.length);
  const last = header.split(entries.separator).at(-1) ?? '';
  return last.slice(last.indexOf(entries.assign) + entries.assign.length);
}

/** The same headers with another text where the digest stood; what stands around it stays. */
export function withDigest(subject: Subject, headers: readonly string[], digest: string): string[] {
  const { header } = subject.signature;
  const value = valueOf(headers, header);
  return replaced(headers, header, value.slice(0, -digestOf(subject, headers).length) + digest);
}

/** The time's text, wherever the scheme carries it. */
export function withTime({ scheme, signature }: Subject, headers: readonly string[], time: string): string[] {
  if (scheme.time?.header !== undefined) return replaced(headers, scheme.time.header, time);
  const { entries, header } = signature;
  const list = valueOf(headers, header).split(entries?.separator ?? ',');
  const lead = `${entries?.time ?? ''}${entries?.assign ?? ''}`;
  return replaced(
    headers,
    header,
    list.map((entry) => (entry.startsWith(lead) ? lead + time : entry)).join(entries?.separator),
  );
}
