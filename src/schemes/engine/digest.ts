/** Signatures as text, made with a key. */
import {
  constants,
  createHash,
  sign,
  timingSafeEqual,
  verify,
  type BinaryToTextEncoding,
  type KeyObject,
} from 'node:crypto';
import { feedContent, joinContent, type Part } from './content.js';
import { hmacText } from './hmac.js';
import type { SignedInput } from './input.js';
import type { Key, PairKey, SecretKey } from './keys.js';
import type { Algorithm, DigestAlgorithm, Encoding } from '../spec.js';

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
      const name = HMAC_OF[algorithm];
      return name && hmacText(key.secret, name, parts, input, TEXT_OF[encoding]);
    }
  }
}

const HMAC_OF: Partial<Readonly<Record<Algorithm, DigestAlgorithm>>> = {
  'hmac-sha1': 'sha1',
  'hmac-sha256': 'sha256',
  'hmac-sha384': 'sha384',
  'hmac-sha512': 'sha512',
};

/** What Node calls it. */
const TEXT_OF: Readonly<Record<Encoding, BinaryToTextEncoding>> = {
  hex: 'hex',
  HEX: 'hex',
  base64: 'base64',
  base64url: 'base64url',
  text: 'binary',
};

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

/** Room for what digests are as text, so that to compare them makes no copies. */
const SIDE_BYTES = 256;
const [ours, theirs] = [Buffer.alloc(SIDE_BYTES), Buffer.alloc(SIDE_BYTES)];

/** UTF-8 on both sides: a character beyond ASCII makes its side longer and can never pass for its low byte. */
export function sameText(expected: string, given: string): boolean {
  const bytes = Buffer.byteLength(expected);
  if (bytes !== Buffer.byteLength(given)) return false;
  if (bytes > SIDE_BYTES) return timingSafeEqual(Buffer.from(expected), Buffer.from(given));
  ours.write(expected, 0);
  theirs.write(given, 0);
  // What stands behind them is of an earlier comparison, and not compared.
  return timingSafeEqual(ours.subarray(0, bytes), theirs.subarray(0, bytes));
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
