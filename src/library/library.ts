/** The scheme engine for other programs: `verify` and `sign` without a gateway. Nothing happens on import. */
import { isAnyArrayBuffer } from 'node:util/types';
import { parseScheme } from '../schemes/rules/parse.js';
import type { RawHeaders } from '../model/delivery.js';
import { schemes, type SchemeName } from '../schemes/catalogue/index.js';
import { readKey, type Key } from '../schemes/engine/keys.js';
import { ownerFaults, type Owner } from '../schemes/engine/owner.js';
import { MESSAGE_ID } from '../schemes/engine/presentation.js';
import { fitEvent, readEvent, readSourceId } from '../schemes/engine/read.js';
import { createSigner } from '../schemes/engine/sign.js';
import type { Scheme } from '../schemes/spec.js';
import { Refusal, createVerifier, type RefusalReason } from '../schemes/engine/verify.js';
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

export interface VerifyRequest {
  readonly scheme: SchemeInput;
  /** Any of them may match. */
  readonly secrets: readonly string[];
  readonly headers: HeadersInput;
  /** Never a parsed object. */
  readonly body: BodyInput;
  /**
   * Of a scheme whose keys come from elsewhere (`secrets` are its public keys then): what makes a delivery yours, by the
   * scheme's names.
   */
  readonly owner?: Readonly<Record<string, string | readonly string[]>>;
  /** Default `POST`. */
  readonly method?: string;
  /** The public URL with its query, if the scheme signs it. */
  readonly url?: string;
  /** Epoch milliseconds; default the clock. */
  readonly now?: number;
}

export type VerifyResult =
  | {
      readonly ok: true;
      /** The signed message id, else the provider's own id for the event; undefined if the format has neither. */
      readonly id: string | undefined;
      readonly event: string | undefined;
      /** The signed time in epoch milliseconds; undefined if the format signs none. */
      readonly timestamp: number | undefined;
      /** Which of the secrets matched; -1 under scheme `none`. */
      readonly secretIndex: number;
    }
  | { readonly ok: false; readonly reason: RefusalReason };

export interface SignRequest {
  readonly scheme: SchemeInput;
  /** The first is the current one; a scheme that carries several signatures signs with all. */
  readonly secrets: readonly string[];
  /** The message id; it may hold no `.`, blank or comma where the scheme signs it. */
  readonly id: string;
  readonly event?: string;
  /** Epoch milliseconds or a Date; default the clock. A number below 10^11 counts as seconds. */
  readonly timestamp?: number | Date;
  readonly body: BodyInput;
  /** The body's, for schemes that sign it; it is among the headers then. */
  readonly contentType?: string;
  /** The receiver's URL, if the scheme signs it. */
  readonly url?: string;
}

/**
 * Whether a delivery is genuine and fresh.
 * @throws TypeError for an unknown scheme, a faulty description or a secret that cannot be a key of the scheme; a bad
 * delivery is a result.
 */
export function verify(request: VerifyRequest): VerifyResult {
  const scheme = schemeOf(request.scheme);
  const check = createVerifier(scheme, keysOf(scheme, request.secrets), {
    publicUrl: urlOf(request),
    owner: ownerFor(scheme, request.owner),
  });
  const verified = check({
    method: request.method ?? 'POST',
    target: '',
    rawHeaders: rawHeadersOf(request.headers),
    body: bytesOf(request.body),
    receivedAt: request.now ?? Date.now(),
  });
  if (verified instanceof Refusal) return { ok: false, reason: verified.reason };
  return {
    ok: true,
    id: verified.signedId ?? readSourceId(scheme, verified),
    event: fitEvent(readEvent(scheme, verified)),
    timestamp: verified.signedAt,
    secretIndex: verified.secretIndex,
  };
}

/**
 * The headers a sender under this scheme would add to the body.
 * @throws TypeError for an unknown scheme, a faulty description, a secret that cannot sign, an id the scheme cannot
 * carry, a value it signs that is not given, or a URL that must name the body's hash and does not.
 */
export function sign(request: SignRequest): Record<string, string> {
  const scheme = schemeOf(request.scheme);
  const { id, event, timestamp = Date.now() } = request;
  if (scheme.idHeader !== undefined && !MESSAGE_ID.test(id)) {
    throw new TypeError('the id must be printable ASCII without ".", "," and blanks, at most 256 characters');
  }
  const list = request.contentType === undefined ? [] : ['Content-Type', request.contentType];
  const at =
    timestamp instanceof Date ? timestamp.getTime() : timestamp < 1e11 ? timestamp * 1000 : timestamp;
  if (!Number.isFinite(at)) throw new TypeError('the timestamp is no time');
  const write = createSigner(scheme, keysOf(scheme, request.secrets), urlOf(request));
  const query = write({ id, event, body: bytesOf(request.body) }, at, list);
  if (query !== undefined)
    throw new TypeError(`the url must carry ${query}: add it, send to it, and sign again`);
  const headers: Record<string, string> = {};
  for (let i = 0; i < list.length; i += 2) headers[list[i] ?? ''] = list[i + 1] ?? '';
  return headers;
}

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

/** Checked by the compiler and the tests already. */
const builtIn: ReadonlySet<Scheme> = new Set(Object.values(schemes));

function keysOf(scheme: Scheme, secrets: readonly string[]): readonly Key[] {
  if (!Array.isArray(secrets)) throw new TypeError('secrets must be a list of strings');
  if (scheme.signature && secrets.length === 0) throw new TypeError('secrets must hold at least one secret');
  return secrets.map((secret: unknown, index) => {
    if (typeof secret !== 'string')
      throw new TypeError(`secrets[${index}] is not a string; is its variable set?`);
    return readKey(scheme, secret);
  });
}

function ownerFor(scheme: Scheme, given: VerifyRequest['owner'] = {}): Owner | undefined {
  if (!scheme.owner) return undefined;
  const owner = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, [value].flat()]));
  const [fault] = ownerFaults(scheme, owner, 'owner');
  if (fault) throw new TypeError(`${fault.path} ${fault.says}`);
  return owner;
}

function urlOf({ url }: { readonly url?: string }): string | undefined {
  if (url !== undefined && !asUrl(url)) throw new TypeError('the url must be whole, as in https://host/path');
  return url;
}

function bytesOf(body: BodyInput): Buffer {
  if (typeof body === 'string') return Buffer.from(body, 'utf8');
  if (isAnyArrayBuffer(body)) return Buffer.from(body);
  if (!(body instanceof Uint8Array)) throw new TypeError('the body must be bytes or a string, as received');
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

function rawHeadersOf(headers: HeadersInput): RawHeaders {
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
