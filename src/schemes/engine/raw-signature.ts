/**
 * Signatures as JSON Web Algorithms and HTTP messages have them: ECDSA as two numbers of one length, and the curve a part
 * of the algorithm's name. A key that is of another kind or curve neither checks nor makes one.
 */
import { constants, createHmac, sign, timingSafeEqual, verify, type KeyObject } from 'node:crypto';
import type { Algorithm, JwsAlgorithm, MessageAlgorithm } from '../spec.js';
import { keyServes, type Key } from './keys.js';

interface Named {
  readonly algorithm: Algorithm;
  /** As node:crypto names it. */
  readonly curve?: string;
}

/** RFC 7518 and RFC 8037. */
export const JWS_ALGORITHMS: Readonly<Record<JwsAlgorithm, Named>> = {
  HS256: { algorithm: 'hmac-sha256' },
  HS384: { algorithm: 'hmac-sha384' },
  HS512: { algorithm: 'hmac-sha512' },
  RS256: { algorithm: 'rsa-sha256' },
  RS384: { algorithm: 'rsa-sha384' },
  RS512: { algorithm: 'rsa-sha512' },
  PS256: { algorithm: 'rsa-pss-sha256' },
  PS384: { algorithm: 'rsa-pss-sha384' },
  PS512: { algorithm: 'rsa-pss-sha512' },
  ES256: { algorithm: 'ecdsa-sha256', curve: 'prime256v1' },
  ES384: { algorithm: 'ecdsa-sha384', curve: 'secp384r1' },
  ES512: { algorithm: 'ecdsa-sha512', curve: 'secp521r1' },
  EdDSA: { algorithm: 'ed25519' },
};

/** RFC 9421, section 6.2.2. */
export const MESSAGE_ALGORITHMS: Readonly<Record<MessageAlgorithm, Named>> = {
  'hmac-sha256': { algorithm: 'hmac-sha256' },
  ed25519: { algorithm: 'ed25519' },
  'ecdsa-p256-sha256': { algorithm: 'ecdsa-sha256', curve: 'prime256v1' },
  'ecdsa-p384-sha384': { algorithm: 'ecdsa-sha384', curve: 'secp384r1' },
  'rsa-v1_5-sha256': { algorithm: 'rsa-sha256' },
  'rsa-pss-sha512': { algorithm: 'rsa-pss-sha512' },
};

/** The bytes of base64url in its one spelling; undefined for any other, and for none. */
export function strictBytes(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return text !== '' && bytes.toString('base64url') === text ? bytes : undefined;
}

export function rawHolds(key: Key, named: Named, content: Buffer, signature: Buffer): boolean {
  if (!isFor(key, named, 'verify')) return false;
  if (key.kind === 'pair') {
    return verify(hashOf(named), content, optionsOf(key.publicKey, named), signature);
  }
  const expected = hmacOf(key.secret, named, content);
  return expected.length === signature.length && timingSafeEqual(expected, signature);
}

/** @returns undefined if the key cannot make one */
export function rawSign(key: Key, named: Named, content: Buffer): Buffer | undefined {
  if (!isFor(key, named, 'sign')) return undefined;
  if (key.kind === 'secret') return hmacOf(key.secret, named, content);
  return key.privateKey && sign(hashOf(named), content, optionsOf(key.privateKey, named));
}

function isFor(key: Key, { algorithm, curve }: Named, use: 'verify' | 'sign'): boolean {
  if (!keyServes(key, algorithm, use)) return false;
  return (
    curve === undefined || (key.kind === 'pair' && key.publicKey.asymmetricKeyDetails?.namedCurve === curve)
  );
}

function hmacOf(secret: KeyObject, { algorithm }: Named, content: Buffer): Buffer {
  return createHmac(algorithm.slice('hmac-'.length), secret).update(content).digest();
}

/** Ed25519 hashes by itself. */
function hashOf({ algorithm }: Named): string | null {
  return algorithm === 'ed25519' ? null : algorithm.slice(algorithm.lastIndexOf('-') + 1);
}

function optionsOf(key: KeyObject, { algorithm, curve }: Named) {
  if (curve !== undefined) return { key, dsaEncoding: 'ieee-p1363' as const };
  if (!algorithm.startsWith('rsa-pss-')) return { key };
  return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
}
