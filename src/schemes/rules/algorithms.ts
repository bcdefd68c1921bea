/** What kind of key an algorithm takes, for the rules that ask. */
import type { Algorithm } from '../spec.js';

const WITHOUT_KEY: readonly Algorithm[] = ['plain', 'sha1', 'sha256', 'sha384', 'sha512'];

/** Whether the secret is part of the text rather than a key. */
export function hasNoKey(algorithm: Algorithm): boolean {
  return WITHOUT_KEY.includes(algorithm);
}

export function isRsaOrEc(algorithm: Algorithm): boolean {
  return algorithm.startsWith('rsa-') || algorithm.startsWith('ecdsa-');
}

/** Whether both sides hold the same secret. */
export function isShared(algorithm: Algorithm): boolean {
  return !isRsaOrEc(algorithm) && algorithm !== 'ed25519';
}
