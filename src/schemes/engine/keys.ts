/**
 * Makes keys of secrets. Node's hex and base64 decoders skip what they do not understand, so the text's form is checked
 * before it is decoded. An undecodable or empty secret is a fault at load, never a key that matches something.
 */
import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import type { Algorithm, KeyForm, Scheme } from '../spec.js';

export interface SecretKey {
  readonly kind: 'secret';
  readonly secret: KeyObject;
  /** The only name under which it signs, if the secret was given with one. */
  readonly name?: string;
}
export interface PairKey {
  readonly kind: 'pair';
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject | undefined;
  /** The only algorithm of a token that it is for, if whoever gave it said so. */
  readonly algorithm?: string;
}
export type Key = SecretKey | PairKey;

/** The secret cannot be used. The message says how it should look and never repeats it. */
export class SecretFault extends TypeError {
  constructor(message: string) {
    super(message);
    this.name = 'SecretFault';
  }
}

const HEX = /^(?:[0-9a-fA-F]{2})+$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** @throws SecretFault with what the text should have been. */
export function readKey(
  scheme: Pick<Scheme, 'key' | 'keys' | 'keyPrefix' | 'signature'>,
  given: string,
): Key {
  if (given === '') throw new SecretFault('the secret is empty');
  if (scheme.signature?.keyName !== undefined && given.includes(':')) return namedKey(scheme, given);
  const text = withoutKeyPrefix(scheme, given);
  switch (keyFormOf(scheme)) {
    case 'utf8':
      return secretKey(Buffer.from(text, 'utf8'));
    case 'nfkd':
      return secretKey(Buffer.from(text.normalize('NFKD'), 'utf8'));
    case 'hex':
      if (!HEX.test(text)) throw new SecretFault('the secret is not hexadecimal (an even number of 0-9 a-f)');
      return secretKey(Buffer.from(text, 'hex'));
    case 'base64':
      return secretKey(decodeBase64(text, 'the secret'));
    case 'standard':
      return standardKey(text);
    case 'public-key':
      return pairKey(text);
  }
}

/** `NAME:…`, where signatures say under which name they were made. */
function namedKey({ key }: Pick<Scheme, 'key'>, given: string): Key {
  const at = given.indexOf(':');
  const name = given.slice(0, at);
  if (!KEY_NAME.test(name)) {
    throw new SecretFault(
      'the name of the key, in front of the colon, is empty, too long or holds a blank; expected NAME:SECRET',
    );
  }
  const read = readKey({ ...(key !== undefined && { key }) }, given.slice(at + 1));
  return read.kind === 'secret' ? { ...read, name } : read;
}

const KEY_NAME = /^[\x21-\x39\x3b-\x7e]{1,128}$/;

/** @throws SecretFault where nothing stands behind it */
function withoutKeyPrefix({ keyPrefix }: Pick<Scheme, 'keyPrefix'>, given: string): string {
  if (keyPrefix === undefined) return given;
  const [before = '', after] = keyPrefix.split('*');
  const star = after === undefined ? '' : `\\w+${after}`;
  const text = given.replace(new RegExp(`^${before}${star}`), '');
  if (text === '') throw new SecretFault(`nothing stands behind ${keyPrefix}`);
  return text;
}

/** Keys from elsewhere are public ones, written so wherever one is given by hand. */
export function keyFormOf({ key, keys }: Pick<Scheme, 'key' | 'keys'>): KeyForm {
  return keys ? 'public-key' : (key ?? 'utf8');
}

/** The kind of key an asymmetric algorithm takes, as node:crypto names it. */
function keyTypeOf(algorithm: Algorithm): string | undefined {
  if (algorithm === 'ed25519') return algorithm;
  if (algorithm.startsWith('ecdsa-')) return 'ec';
  return algorithm.startsWith('rsa-') ? 'rsa' : undefined;
}

/** Whether a key can check (`verify`) or make (`sign`) signatures of an algorithm. */
export function keyServes(key: Key, algorithm: Algorithm, use: 'verify' | 'sign'): boolean {
  const type = keyTypeOf(algorithm);
  if (key.kind === 'secret') return type === undefined;
  return type === key.publicKey.asymmetricKeyType && (use === 'verify' || key.privateKey !== undefined);
}

/** Bytes of a secret key; for the length rules of the configuration. */
export function keyLength(key: Key): number | undefined {
  return key.kind === 'secret' ? key.secret.symmetricKeySize : undefined;
}

function secretKey(bytes: Buffer): Key {
  return { kind: 'secret', secret: createSecretKey(bytes) };
}

function decodeBase64(text: string, what: string): Buffer {
  const unpadded = text.replace(/=+$/, '');
  if (!BASE64.test(text) || unpadded.length % 4 === 1) {
    throw new SecretFault(`${what} is not base64 (A-Z a-z 0-9 + / with = at the end only)`);
  }
  const bytes = Buffer.from(unpadded, 'base64');
  if (bytes.length === 0) throw new SecretFault(`${what} decodes to nothing`);
  return bytes;
}

/**
 * Standard Webhooks: `whsec_` + base64 (also without the prefix, also Supabase's `v1,whsec_`), `whsk_` + base64 of
 * seed and public key, `whpk_` + base64 of the public key.
 */
function standardKey(given: string): Key {
  const text = given.trim();
  if (text.startsWith('whpk_')) {
    const publicKey = ed25519Public(decodeBase64(text.slice(5), 'whpk_…'));
    return { kind: 'pair', publicKey, privateKey: undefined };
  }
  if (text.startsWith('whsk_')) return ed25519Pair(decodeBase64(text.slice(5), 'whsk_…'));
  const encoded = text.replace(/^(?:v1,)?whsec_/, '');
  if (encoded === '') throw new SecretFault('the secret is a prefix with nothing behind it');
  if (/^[a-z]+_/i.test(encoded)) {
    throw new SecretFault('the secret has an unknown or doubled prefix; expected whsec_, whsk_ or whpk_');
  }
  return secretKey(decodeBase64(encoded, 'the secret behind whsec_'));
}

// DER headers of RFC 8410 for raw Ed25519 keys.
const SPKI_HEADER = Buffer.from('302a300506032b6570032100', 'hex');
const PKCS8_HEADER = Buffer.from('302e020100300506032b657004220420', 'hex');

function ed25519Public(raw: Buffer): KeyObject {
  if (raw.length !== 32) throw new SecretFault('an Ed25519 public key has 32 bytes');
  return createPublicKey({ key: Buffer.concat([SPKI_HEADER, raw]), format: 'der', type: 'spki' });
}

function ed25519Pair(raw: Buffer): Key {
  if (raw.length !== 64)
    throw new SecretFault('whsk_… must be 64 bytes: the seed followed by the public key');
  const privateKey = createPrivateKey({
    key: Buffer.concat([PKCS8_HEADER, raw.subarray(0, 32)]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = ed25519Public(raw.subarray(32));
  const probe = Buffer.from('probe');
  if (!verify(null, probe, publicKey, sign(null, probe, privateKey))) {
    throw new SecretFault('the public half of whsk_… does not belong to its seed');
  }
  return { kind: 'pair', publicKey, privateKey };
}

/** A private key serves both ways; a public one can only verify. */
function pairKey(text: string): Key {
  if (text.includes('PRIVATE KEY')) return privatePair(() => createPrivateKey(text));
  if (text.includes('-----BEGIN')) {
    return publicPair(() => createPublicKey(text));
  }
  const compact = text.replace(/\s+/g, '');
  const der = HEX.test(compact) ? Buffer.from(compact, 'hex') : decodeBase64(compact, 'the key');
  if (der.length === 32) return { kind: 'pair', publicKey: ed25519Public(der), privateKey: undefined };
  try {
    return publicPair(() => createPublicKey({ key: der, format: 'der', type: 'spki' }));
  } catch {
    return privatePair(() => createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
  }
}

function publicPair(read: () => KeyObject): Key {
  return { kind: 'pair', publicKey: attempt(read), privateKey: undefined };
}

function privatePair(read: () => KeyObject): Key {
  const privateKey = attempt(read);
  return { kind: 'pair', publicKey: createPublicKey(privateKey), privateKey };
}

function attempt(read: () => KeyObject): KeyObject {
  try {
    return read();
  } catch {
    throw new SecretFault(
      'the key cannot be read; expected PEM, or base64 of a public (SPKI) or private (PKCS #8) key',
    );
  }
}
