/**
 * Handshakes: answers a provider's questions ("is this endpoint yours?") from the scheme's description. It echoes only
 * what the description asks for, bounded in length and never as HTML. It refuses a question that brings a wrong token.
 */
import { createHash, createHmac } from 'node:crypto';
import type { Delivery } from '../../model/delivery.js';
import { sameText } from './digest.js';
import { hashIn, type HandshakeHash } from './handshake-hash.js';
import { informationHeader } from './headers.js';
import { SignedInput } from './input.js';
import type { Key } from './keys.js';
import type { AskedPlace, Handshake, Scheme } from '../spec.js';

export interface HandshakeAnswer {
  readonly status: number;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** The secret that the provider handed over with its question. */
  readonly secret: string | undefined;
  /** The signed address that is to be asked before the answer is given. */
  readonly confirms?: string | undefined;
}

/**
 * @param verified whether the delivery's signature held; asked once before the check and once after it
 * @returns undefined if the delivery is no such question
 */
export type AnswerHandshake = (
  delivery: Delivery,
  verified: boolean,
) => HandshakeAnswer | 'refused' | undefined;

/** Longer than any provider's challenge. */
const MAX_ECHO = 1024;

/**
 * @param token what the provider was told to prove itself with, or us, if the scheme's handshakes ask for one
 * @param url the one that the provider was given, if an answer hashes it
 */
export function createHandshakes(
  scheme: Scheme,
  keys: readonly Key[],
  token: string | undefined,
  url?: string,
): AnswerHandshake {
  const { handshakes = [], jsonField } = scheme;
  return function answer({ method, rawHeaders, body, target }, verified) {
    const candidates = handshakes.filter(
      ({ when, check }) => when.method === method && (check === 'signature') === verified,
    );
    if (candidates.length === 0) return undefined;
    const input = new SignedInput({ method, rawHeaders, body, url: undefined, jsonField });
    const question: Question = {
      input,
      json: jsonOf(input, verified),
      query: new URLSearchParams(target.includes('?') ? target.slice(target.indexOf('?') + 1) : ''),
      key: keys[0],
      ours: { token, url },
    };
    const handshake = candidates.find((candidate) => isAsked(candidate, question));
    if (!handshake) return undefined;
    return mayAnswer(handshake, question, token) ? (write(handshake, question) ?? 'refused') : 'refused';
  };
}

/** The methods besides POST under which a scheme's provider may ask. */
export function handshakeMethods({ handshakes = [] }: Scheme): ReadonlySet<string> {
  return new Set(handshakes.map(({ when }) => when.method));
}

/** A document that nests too deep is no question; whether it is a delivery, its signature says. */
function jsonOf(input: SignedInput, verified: boolean): Question['json'] {
  let closed: boolean | undefined;
  return (pointer) => ((closed ??= !verified && input.isTooDeep) ? undefined : input.scalarAt(pointer));
}

interface Question {
  readonly input: SignedInput;
  /** The scalar at a JSON pointer of the body, as text. */
  readonly json: (pointer: string) => string | undefined;
  readonly query: URLSearchParams;
  readonly key: Key | undefined;
  /** What is hashed beside what was asked, and never told. */
  readonly ours: { readonly token: string | undefined; readonly url: string | undefined };
}

function isAsked({ when }: Handshake, question: Question): boolean {
  return (
    all(when.query, (name) => valueOf(`query:${name}`, question)) &&
    all(when.headers, (name) => valueOf(`header:${name}`, question), isSameHeader) &&
    all(when.json, (pointer) => valueOf(`json:${pointer}`, question))
  );
}

function all(
  wanted: Readonly<Record<string, string>> = {},
  read: (name: string) => string | undefined,
  isSame = (_name: string, value: string, found: string): boolean => value === found,
): boolean {
  return Object.entries(wanted).every(([name, value]) => {
    const found = read(name);
    return found !== undefined && (value === '*' || isSame(name, value, found));
  });
}

/** A content type is the same in any case, and whatever parameters (`charset=…`) it came with. */
function isSameHeader(name: string, value: string, found: string): boolean {
  if (name.toLowerCase() !== 'content-type') return value === found;
  return mediaType(value) === mediaType(found);
}

function mediaType(contentType: string): string {
  return contentType.replace(/;.*$/s, '').trim().toLowerCase();
}

/** Without a configured token nobody can prove anything, so nothing is answered. */
function mayAnswer({ check }: Handshake, question: Question, token: string | undefined): boolean {
  if (typeof check === 'string') return true;
  const given =
    'query' in check.token ? valueOf(`query:${check.token.query}`, question) : valueAt(check.token, question);
  return token !== undefined && token !== '' && given !== undefined && sameText(token, given);
}

function valueAt(place: AskedPlace, question: Question): string | undefined {
  return valueOf('json' in place ? `json:${place.json}` : `header:${place.header}`, question);
}

function write(handshake: Handshake, question: Question): HandshakeAnswer | undefined {
  const { answer } = handshake;
  const secret = handshake.secret && valueAt(handshake.secret, question);
  const confirms = handshake.confirms === undefined ? undefined : question.json(handshake.confirms);
  if (handshake.confirms !== undefined && confirms === undefined) return undefined;
  const headers: string[] = [];
  for (const [name, template] of Object.entries(answer.headers ?? {})) {
    const value = fill(template, question);
    if (value === undefined || !/^[\x20-\x7e]*$/.test(value)) return undefined;
    headers.push(name, value);
  }
  if (answer.json) {
    const members: [string, string | number][] = [];
    for (const [name, template] of Object.entries(answer.json)) {
      const value = typeof template === 'number' ? template : fill(template, question);
      if (value === undefined) return undefined;
      members.push([name, value]);
    }
    headers.push('Content-Type', 'application/json');
    const body = Buffer.from(JSON.stringify(Object.fromEntries(members)));
    return { status: answer.status, headers, body, secret, confirms };
  }
  const text = fill(answer.text ?? '', question);
  if (text === undefined) return undefined;
  // What is echoed came from outside: no browser may take it for a page.
  if (text !== '')
    headers.push('Content-Type', 'text/plain; charset=utf-8', 'X-Content-Type-Options', 'nosniff');
  return { status: answer.status, headers, body: Buffer.from(text), secret, confirms };
}

function fill(template: string, question: Question): string | undefined {
  let text = '';
  for (const piece of template.split(/(\{[^{}]+\})/)) {
    const value = piece.startsWith('{') ? evaluate(piece.slice(1, -1), question) : piece;
    if (value === undefined) return undefined;
    text += value;
  }
  return text;
}

/**
 * What is hashed with the secret for whoever asks: a token, and nothing that could be the signed content of a delivery
 * (JSON, a time with its colon, a form). Otherwise the answer would be a signature of the asker's own words.
 */
const TOKEN = /^[\w.~+/-]{1,256}={0,2}$/;

const HMAC = /^hmac-(sha1|sha256|sha512):(hex|base64|base64url):(.+)$/;

function evaluate(expression: string, question: Question): string | undefined {
  const hash = hashIn(expression);
  if (hash) return hashed(hash, question);
  const [, algorithm, encoding, inner] = HMAC.exec(expression) ?? [];
  if (algorithm === undefined || inner === undefined) return valueOf(expression, question);
  const value = valueOf(inner, question);
  if (value === undefined || !TOKEN.test(value) || question.key?.kind !== 'secret') return undefined;
  return createHmac(algorithm, question.key.secret)
    .update(value)
    .digest(encoding as 'hex' | 'base64' | 'base64url');
}

/** Of what was asked and of ours, one behind the other. @returns undefined where one of them is not there */
function hashed({ algorithm, encoding, values }: HandshakeHash, question: Question): string | undefined {
  const { token, url } = question.ours;
  let text = '';
  for (const name of values) {
    const asked = name === 'token' || name === 'url' ? undefined : valueOf(name, question);
    const value = name === 'token' ? token : name === 'url' ? url : asked;
    if (value === undefined || value === '' || (asked !== undefined && !TOKEN.test(asked))) return undefined;
    text += value;
  }
  return createHash(algorithm).update(text).digest(encoding);
}

function valueOf(expression: string, question: Question): string | undefined {
  const colon = expression.indexOf(':');
  const argument = expression.slice(colon + 1);
  const value = readValue(expression.slice(0, colon), argument, question);
  return value === undefined || value.length > MAX_ECHO ? undefined : value;
}

function readValue(kind: string, name: string, { input, query, json }: Question): string | undefined {
  switch (kind) {
    case 'query':
      return query.get(name) ?? undefined;
    case 'header':
      return informationHeader(input.rawHeaders, name.toLowerCase());
    case 'json':
      return json(name);
    default:
      return undefined;
  }
}
