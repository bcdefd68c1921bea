/** Signatures as text, made with a key: the one place where cryptography is called. */
import {
  constants,
  createHash,
  createHmac,
  sign,
  timingSafeEqual,
  verify,
  type KeyObject,
} from 'node:crypto';
import { feedContent, joinContent, type Part } from './content.js';
import type { SignedInput } from './input.js';
import type { Key, PairKey, SecretKey } from './keys.js';
import type { Algorithm, Encoding } from '../spec.js';

/** @returns undefined if a value that is part of the content is missing. */
export function digestText(
  key: SecretKey,
  algorithm: Algorithm,
  parts: readonly Part[],
  input: SignedInput,
  encoding: Encoding,
): string | undefined {
  switch (algorithm) {
    case 'sha1':
    case 'sha256':
    case 'sha384':
    case 'sha512': {
      const hash = createHash(algorithm);
      return feedContent(parts, input, hash, key.secret.export())
        ? encode(hash.digest(), encoding)
        : undefined;
    }
    case 'plain': {
      const content = joinContent(parts, input, key.secret.export());
      return content && encode(content, encoding);
    }
    default: {
      const hmac = createHmac(algorithm.slice('hmac-'.length), key.secret);
      if (!feedContent(parts, input, hmac, undefined)) return undefined;
      return encoding === 'hex' || encoding === 'base64' || encoding === 'base64url'
        ? hmac.digest(encoding)
        : encode(hmac.digest(), encoding);
    }
  }
}

/** @returns undefined if the key is a public one, or a value of the content is missing. */
export function signText(
  key: Key,
  algorithm: Algorithm,
  parts: readonly Part[],
  input: SignedInput,
  encoding: Encoding,
): string | undefined {
  if (key.kind === 'secret') return digestText(key, algorithm, parts, input, encoding);
  const content = joinContent(parts, input);
  if (!content || !key.privateKey) return undefined;
  return encode(sign(hashOf(algorithm), content, padded(algorithm, key.privateKey)), encoding);
}

/** @param given in its canonical form */
export function pairHolds(
  key: PairKey,
  algorithm: Algorithm,
  content: Buffer,
  given: string,
  encoding: Encoding,
): boolean {
  const bytes = decode(given, encoding);
  if (encode(bytes, encoding) !== given) return false;
  return verify(hashOf(algorithm), content, padded(algorithm, key.publicKey), bytes);
}

/** UTF-8 on both sides: a character beyond ASCII makes its side longer and can never pass for its low byte. */
export function sameText(expected: string, given: string): boolean {
  const a = Buffer.from(expected, 'utf8');
  const b = Buffer.from(given, 'utf8');
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Ed25519 hashes by itself. */
function hashOf(algorithm: Algorithm): string | null {
  return algorithm === 'ed25519' ? null : algorithm.slice(algorithm.lastIndexOf('-') + 1);
}

/** With PSS a key needs a word more; the salt is as long as the hash, as all its users have it. */
function padded(algorithm: Algorithm, key: KeyObject): Parameters<typeof sign>[2] & KeyObject {
  if (!algorithm.startsWith('rsa-pss-')) return key;
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  return { key, padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST } as unknown as KeyObject;
}

function encode(bytes: Buffer, encoding: Encoding): string {
  if (encoding === 'HEX') return bytes.toString('hex');
  return encoding === 'text' ? bytes.toString('latin1') : bytes.toString(encoding);
}

function decode(text: string, encoding: Encoding): Buffer {
  return encoding === 'text'
    ? Buffer.from(text, 'latin1')
    : Buffer.from(text, encoding === 'HEX' ? 'hex' : encoding);
}
