/** What a program hands over, read: scheme, secrets, headers and bytes. A fault of the program is a TypeError. */
import { isAnyArrayBuffer } from 'node:util/types';
import { parseScheme } from '../schemes/rules/parse.js';
import type { RawHeaders } from '../model/delivery.js';
import { schemes, type SchemeName } from '../schemes/catalogue/index.js';
import { readKey, type Key } from '../schemes/engine/keys.js';
import { ownerFaults, type Owner } from '../schemes/engine/owner.js';
import type { Scheme } from '../schemes/spec.js';
import { signsUrl } from '../schemes/rules/template.js';
import { asUrl } from '../model/as-url.js';

/**
 * As node:http, fetch or a test has them; a repeated header is an array or stands twice in a flat list. `Headers` and other iterables give names and values; repeated ones are joined there, and cannot be told
 * apart.
 */
export type HeadersInput =
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | Iterable<readonly [string, string]>
  | readonly (readonly [string, string])[]
  | readonly string[];

/** A built-in scheme's name, or a description in the scheme language. Editors complete the names; any text may come. */
export type SchemeInput = SchemeName | (string & {}) | Scheme;

/** The bytes as received or to be sent; a string stands for its UTF-8 bytes. */
export type BodyInput = Uint8Array | ArrayBuffer | string;

/** What makes a delivery ours, by the scheme's names. */
export type OwnerInput = Readonly<Record<string, string | readonly string[]>>;

/** @throws TypeError for an unknown name or a faulty description. */
export function schemeOf(given: string | Scheme): Scheme {
  if (typeof given === 'string') {
    const scheme = Object.hasOwn(schemes, given) ? schemes[given] : undefined;
    if (!scheme) throw new TypeError(`there is no scheme "${given}"; \`schemes\` holds those there are`);
    return scheme;
  }
  if (builtIn.has(given)) return given;
  const parsed = parseScheme(given, ['scheme']);
  if (parsed.ok) return parsed.scheme;
  throw new TypeError(parsed.faults.map(({ path, message }) => `${path}: ${message}`).join('\n'));
}

/** For requests whose own URL is made of the Host header. @throws TypeError where the scheme needs a URL that is not given */
export function checkPublicUrl(given: SchemeInput, publicUrl: string | undefined): void {
  if (publicUrl !== undefined || !signsUrl(schemeOf(given))) return;
  throw new TypeError(
    'publicUrl is missing: this scheme signs the URL, and the Host header is no proof of it',
  );
}

/** @throws TypeError where there is none */
export function checkSecrets({ signature }: Scheme, secrets: readonly string[]): void {
  if (signature && secrets.length === 0) throw new TypeError('secrets must hold at least one secret');
}

/** Checked by the compiler and the tests already. */
const builtIn: ReadonlySet<Scheme> = new Set(Object.values(schemes));

export function keysOf(scheme: Scheme, secrets: readonly string[]): readonly Key[] {
  if (!Array.isArray(secrets)) throw new TypeError('secrets must be a list of strings');
  return secrets.map((secret: unknown, index) => {
    if (typeof secret !== 'string')
      throw new TypeError(`secrets[${index}] is not a string; is its variable set?`);
    return readKey(scheme, secret);
  });
}

export function ownerFor(scheme: Scheme, given: OwnerInput = {}): Owner | undefined {
  if (!scheme.owner) return undefined;
  const owner = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, [value].flat()]));
  const [fault] = ownerFaults(scheme, owner, 'owner');
  if (fault) throw new TypeError(`${fault.path} ${fault.says}`);
  return owner;
}

export function urlOf(url: string | undefined): string | undefined {
  if (url !== undefined && !asUrl(url)) throw new TypeError('the url must be whole, as in https://host/path');
  return url;
}

export function bytesOf(body: BodyInput): Buffer {
  if (typeof body === 'string') return Buffer.from(body, 'utf8');
  if (isAnyArrayBuffer(body)) return Buffer.from(body);
  if (!(body instanceof Uint8Array)) throw new TypeError('the body must be bytes or a string, as received');
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

export function rawHeadersOf(headers: HeadersInput): RawHeaders {
  if (Array.isArray(headers)) return (headers as readonly unknown[]).flat().map(String);
  const entries = (Symbol.iterator in headers ? headers : Object.entries(headers)) as Iterable<
    readonly [string, string | number | readonly string[] | undefined]
  >;
  const raw: string[] = [];
  for (const [name, value] of entries) {
    for (const one of [value].flat()) if (one !== undefined) raw.push(name, String(one));
  }
  return raw;
}
