/** What a key's host answers, to keys. Nothing that cannot sign for a provider is taken, and what is unclear is none. */
import { createPublicKey, type JsonWebKey } from 'node:crypto';
import type { PairKey } from '../engine/keys.js';
import { isUtf8 } from 'node:buffer';
import { readCertificates } from './certificates.js';
import type { KeyLayout } from '../spec.js';
import { valueAt } from '../engine/input.js';

/** More keys than any provider has at a time. */
const MAX_KEYS = 64;
const FEWEST_RSA_BITS = 2048;

export interface KeySet {
  /** By their ids. */
  readonly byId: ReadonlyMap<string, readonly PairKey[]>;
  /** Those without an id too. */
  readonly all: readonly PairKey[];
}

/** @returns undefined where the answer is no set of keys; keys of other kinds in it are passed over */
export function readKeySet(body: Buffer, layout?: KeyLayout): KeySet | undefined {
  const document = jsonOf(body);
  const list = valueAt(document, layout ? (layout.list ?? '') : '/keys');
  if (!Array.isArray(list) || list.length > MAX_KEYS) return undefined;
  const byId = new Map<string, PairKey[]>();
  const all: PairKey[] = [];
  for (const item of list as readonly unknown[]) {
    const key = keyOf(layout ? valueAt(item, layout.key) : item);
    if (!key) continue;
    const id = valueAt(item, layout?.id ?? '/kid');
    all.push(key);
    if (typeof id === 'string') byId.set(id, [...(byId.get(id) ?? []), key]);
  }
  return { byId, all };
}

/** One key, as PEM (a certificate's too), a JWK, or where the layout says. */
export function readOneKey(body: Buffer, layout?: KeyLayout): PairKey | undefined {
  const document = jsonOf(body);
  if (layout) return keyOf(valueAt(document, layout.key));
  return keyOf(document ?? (isUtf8(body) ? body.toString('utf8') : undefined));
}

/** The member of an answer that is text. */
export function textAt(body: Buffer, pointer: string): string | undefined {
  const value = valueAt(jsonOf(body), pointer);
  return typeof value === 'string' ? value : undefined;
}

/** The member of an answer that is a count of seconds: a number, or one in text as some write it. */
export function secondsAt(body: Buffer | undefined, pointer: string): number | undefined {
  const value = body && valueAt(jsonOf(body), pointer);
  const seconds = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return typeof seconds === 'number' && seconds >= 0 ? seconds : undefined;
}

function jsonOf(body: Buffer): unknown {
  if (!isUtf8(body)) return undefined;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function keyOf(value: unknown): PairKey | undefined {
  try {
    if (typeof value === 'string') return textKey(value.trim());
    return typeof value === 'object' && value !== null ? jwkKey(value as JsonWebKey) : undefined;
  } catch {
    return undefined;
  }
}

const KEY_TYPES: readonly (string | undefined)[] = ['RSA', 'EC', 'OKP'];

/** RFC 7517: a key for signatures, public and asymmetric. */
function jwkKey(jwk: JsonWebKey): PairKey | undefined {
  const { kty, use, key_ops: operations, alg } = jwk;
  if (!KEY_TYPES.includes(kty) || (use !== undefined && use !== 'sig')) return undefined;
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify')))
    return undefined;
  const key = strong(createPublicKey({ key: jwk, format: 'jwk' }));
  return key && (typeof alg === 'string' ? { ...key, algorithm: alg } : key);
}

/** Some write PEM in one line, which no decoder takes. */
const PUBLIC_PEM =
  /^-----BEGIN (?:RSA )?PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END (?:RSA )?PUBLIC KEY-----$/;

function textKey(text: string): PairKey | undefined {
  if (text.includes('BEGIN CERTIFICATE')) {
    const [leaf] = readCertificates(text) ?? [];
    return leaf && strong(leaf.publicKey);
  }
  const inPem = PUBLIC_PEM.exec(text)?.[1];
  const encoded = (inPem ?? text).replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return undefined;
  const type = text.includes('BEGIN RSA') ? 'pkcs1' : 'spki';
  return strong(createPublicKey({ key: Buffer.from(encoded, 'base64'), format: 'der', type }));
}

function strong(publicKey: PairKey['publicKey']): PairKey | undefined {
  const bits = publicKey.asymmetricKeyDetails?.modulusLength;
  if (bits !== undefined && bits < FEWEST_RSA_BITS) return undefined;
  return { kind: 'pair', publicKey, privateKey: undefined };
}
