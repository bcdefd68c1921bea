/** Deliveries for the scheme tests, genuine and tampered with, and the verdict on them. */
import { readKey, type Key } from '../../src/schemes/engine/keys.js';
import { createSigner } from '../../src/schemes/engine/sign.js';
import type { Scheme, TimeFormat } from '../../src/schemes/spec.js';
import { createVerifier, Refusal, type Tolerance, type Verified } from '../../src/schemes/engine/verify.js';
import { documentOf, encodeDocument, setAt, valueAt, type Json } from './documents.js';
import { EVENT, eventOf, MOMENT, type Subject } from './subject.js';
import { ownerOf, packed, write, type Sent } from './writer.js';

export { BODY, EVENT, subjectOf, subjectsOf, type Subject } from './subject.js';
export type { Sent } from './writer.js';

export const NOW = MOMENT;
export const ID = 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W';
/** With what providers escape in different ways. */
export const URL_OF_TESTS =
  'https://receiver.example/hooks/in?tenant=a%3Ab&name=Zo%C3%AB&sum=1+1&data.id=ORD01J';

const keys = new Map<string, Key>();

/** Each key is read once: PEM takes its time. */
export function keysOf(scheme: Scheme, ...secrets: readonly string[]): readonly Key[] {
  return secrets.map((secret) => {
    const name = `${scheme.keys ? 'public-key' : (scheme.key ?? '')} ${secret}`;
    const key = keys.get(name) ?? readKey(scheme, secret);
    keys.set(name, key);
    return key;
  });
}

export interface Written {
  readonly body?: Buffer;
  readonly at?: number;
  readonly id?: string;
  readonly secrets?: readonly string[];
  readonly url?: string;
}

/** A delivery with the headers the project's signer writes. */
export function signed(subject: Subject, written: Written = {}): Sent {
  const { body = subject.body, at = NOW, id = ID, secrets = [subject.secret], url = URL_OF_TESTS } = written;
  const headers = ['Content-Type', subject.contentType];
  const sign = createSigner(subject.scheme, keysOf(subject.scheme, ...secrets), url);
  const query = sign({ id, event: eventOf(subject.scheme), body }, at, headers);
  return { method: 'POST', url: query === undefined ? url : `${url}&${query}`, headers, body };
}

export interface Given extends Written {
  /** The signed time's text, whatever one likes. */
  readonly time?: string;
  readonly method?: string;
}

/** A delivery with a genuine signature, made without the project's engine. */
export function genuine(subject: Subject, given: Given = {}): Sent {
  const { scheme, signature, secret, contentType } = subject;
  const at = given.at ?? NOW;
  return write(scheme, signature, {
    method: 'POST',
    url: URL_OF_TESTS,
    contentType,
    body: subject.body,
    secrets: [secret],
    id: ID,
    event: EVENT,
    at,
    time: timeText(scheme.time?.formats[0] ?? 's', at),
    ...given,
  });
}

export function timeText(format: TimeFormat, at: number): string {
  switch (format) {
    case 's':
      return String(Math.floor(at / 1000));
    case 'ms':
    case 'digits-ms':
      return String(at);
    case 'iso':
      return new Date(at).toISOString();
    case 'iso-utc':
      return new Date(at).toISOString().replace('Z', '');
    case 'http-date':
      return new Date(at).toUTCString();
    case 'utc-date': {
      const [day = '', ...rest] = new Date(at).toUTCString().split(' ');
      return [day.replace(',', ''), ...rest.slice(0, -1), 'UTC'].join(' ');
    }
  }
}

export interface Tried {
  readonly now?: number;
  readonly secrets?: readonly string[];
  readonly tolerance?: Tolerance | 'off';
  /** What the route knows of its own URL; default the sent one, `none` nothing. */
  readonly url?: string;
  /** The route knows the URL up to its query, and takes any. */
  readonly anyQuery?: boolean;
}

export function verifySent(subject: Subject, sent: Sent, tried: Tried = {}): Verified | Refusal {
  const { now = NOW, secrets = [subject.secret], tolerance, url = sent.url, anyQuery = false } = tried;
  const { method, headers, body } = sent;
  const [base = '', query = ''] = url.split('?');
  const target = anyQuery ? `/?${query}` : '';
  const verify = createVerifier(subject.scheme, keysOf(subject.scheme, ...secrets), {
    tolerance,
    owner: ownerOf(subject.scheme),
    publicUrl: url === 'none' ? undefined : anyQuery ? base : url,
    signedQuery: anyQuery ? 'any' : undefined,
  });
  return verify({ method, target, rawHeaders: headers, body, receivedAt: now });
}

/** `accepted`, or the reason of the refusal: one word to compare. */
export function verdictOn(subject: Subject, sent: Sent, tried: Tried = {}): string {
  const result = verifySent(subject, sent, tried);
  return result instanceof Refusal ? result.reason : 'accepted';
}

function is(name: string): (candidate: string | undefined) => boolean {
  return (candidate) => candidate?.toLowerCase() === name.toLowerCase();
}

export function valueOf({ headers }: Pick<Sent, 'headers'>, name: string): string {
  const at = headers.findIndex((text, i) => i % 2 === 0 && is(name)(text));
  const value = at < 0 ? undefined : headers[at + 1];
  if (value === undefined) throw new TypeError(`there is no header ${name}`);
  return value;
}

export function without(sent: Sent, name: string): Sent {
  return { ...sent, headers: sent.headers.filter((_, i) => !is(name)(sent.headers[i - (i % 2)])) };
}

export function replaced(sent: Sent, name: string, value: string): Sent {
  valueOf(sent, name);
  const { headers } = sent;
  return {
    ...sent,
    headers: headers.map((text, i) => (i % 2 === 1 && is(name)(headers[i - 1]) ? value : text)),
  };
}

/** With further headers behind the others. */
export function added(sent: Sent, ...headers: readonly string[]): Sent {
  return { ...sent, headers: [...sent.headers, ...headers] };
}

/** With further headers before the others. */
export function led(sent: Sent, ...headers: readonly string[]): Sent {
  return { ...sent, headers: [...headers, ...sent.headers] };
}

export function withBody(sent: Sent, body: Buffer | string): Sent {
  return { ...sent, body: Buffer.from(body) };
}

/** With a member of the JSON in the body set, or removed. */
export function withMember({ scheme }: Subject, sent: Sent, pointer: string, value: unknown): Sent {
  const document = documentOf(scheme, sent.body) as Json;
  setAt(document, pointer, value);
  return { ...sent, body: encodeDocument(scheme, document) };
}

/** With a field of its urlencoded form set, or removed. */
export function withField(sent: Sent, name: string, value: unknown): Sent {
  const form = new URLSearchParams(sent.body.toString());
  if (value === undefined) form.delete(name);
  else form.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  return withBody(sent, form.toString());
}

/** The header with the signature; of several, the first. */
export function signatureHeader({ signature }: Subject): string {
  return signature.header ?? signature.headers?.[0]?.replace('{n}', '1') ?? '';
}

function signaturePointer({ signature }: Subject): string {
  return `${signature.each === undefined ? '' : `${signature.each}/0`}${signature.json ?? ''}`;
}

/** The signature's whole text, wherever it stands. */
export function signatureText(subject: Subject, sent: Sent): string {
  const { field } = subject.signature;
  if (field !== undefined) return new URLSearchParams(sent.body.toString()).get(field) ?? '';
  if (!subject.inBody) return valueOf(sent, signatureHeader(subject));
  return String(valueAt(documentOf(subject.scheme, sent.body), signaturePointer(subject)));
}

/** With another text as signature, or with none. */
export function withSignature(subject: Subject, sent: Sent, text: string | undefined): Sent {
  if (subject.signature.field !== undefined) return withField(sent, subject.signature.field, text);
  if (subject.inBody) return withMember(subject, sent, signaturePointer(subject), text);
  const name = signatureHeader(subject);
  return text === undefined ? without(sent, name) : replaced(sent, name, text);
}

/** The digest's text within the signature. */
export function digestOf(subject: Subject, sent: Sent): string {
  const { entries, list, prefix = '', jwt, jws, keyName, packed: inside } = subject.signature;
  const text = signatureText(subject, sent);
  if (inside !== undefined) {
    const document: unknown = JSON.parse(Buffer.from(text, 'base64').toString());
    return String(valueAt(document, inside));
  }
  if (jwt ?? jws) return text.slice(text.lastIndexOf('.') + 1);
  if (list) return (text.split(list.separator).at(-1) ?? '').slice(prefix.length);
  if (keyName !== undefined) return text.slice(text.lastIndexOf(keyName) + 1);
  if (!entries) return text.slice(prefix.length);
  const last = text.split(entries.separator).at(behind(subject) - 1) ?? '';
  return last.slice(last.indexOf(entries.assign) + entries.assign.length);
}

/** How many entries stand behind the signatures, counted from the end. */
function behind({ signature: { entries } }: Subject): number {
  return 0 - Object.keys(entries?.values ?? {}).length - (entries?.timeLast === true ? 1 : 0);
}

/** The entries of a list that are no signatures: the time, and what else is signed. */
export function otherEntries({ signature: { entries } }: Subject, text: string): readonly string[] {
  const { separator = ',', assign = '=', time = '', values = {} } = entries ?? {};
  const tags = [time, ...Object.keys(values)];
  return text.split(separator).filter((entry) => tags.some((tag) => entry.startsWith(tag + assign)));
}

/** What stands behind the digest, the separator included. */
export function tailOf(subject: Subject, text: string): string {
  const { separator = ',' } = subject.signature.entries ?? {};
  const further = behind(subject) === 0 ? [] : text.split(separator).slice(behind(subject));
  return further.map((entry) => separator + entry).join('');
}

/** With another text where the digest stood; what stands around it stays. */
export function withDigest(subject: Subject, sent: Sent, digest: string): Sent {
  const text = signatureText(subject, sent);
  const { packed: inside } = subject.signature;
  if (inside !== undefined) return withSignature(subject, sent, packed(inside, digest));
  const tail = tailOf(subject, text);
  const lead = text.slice(0, text.length - tail.length - digestOf(subject, sent).length);
  return withSignature(subject, sent, lead + digest + tail);
}

/** With another text as signed time, wherever the scheme carries it; the signature stays. */
export function withTime(subject: Subject, sent: Sent, time: string): Sent {
  const { scheme, signature } = subject;
  if (scheme.time?.header !== undefined) return replaced(sent, scheme.time.header, time);
  if (scheme.time?.json !== undefined) return withMember(subject, sent, scheme.time.json, time);
  if (scheme.time?.field !== undefined) return withField(sent, scheme.time.field, time);
  const { entries } = signature;
  if (signature.list) {
    const [, ...row] = signatureText(subject, sent).split(signature.list.separator);
    return withSignature(subject, sent, [time, ...row].join(signature.list.separator));
  }
  const list = signatureText(subject, sent).split(entries?.separator ?? ',');
  const lead = `${entries?.time ?? ''}${entries?.assign ?? ''}`;
  const changed = list.map((entry) => (entry.startsWith(lead) ? lead + time : entry));
  return withSignature(subject, sent, changed.join(entries?.separator));
}
