import { hash } from 'node:crypto';

const WIDTH = 43;
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const PAIRS = Array.from({ length: 62 * 62 }, (_, i) => `${ALPHABET[Math.floor(i / 62)]}${ALPHABET[i % 62]}`);
/** 62^4: four digits at a time, and remainders that fit the arithmetic below (24 bits beside a 24-bit limb). */
const CHUNK = 62 ** 4;
const LIMB = 2 ** 24;
const LIMBS = 11;

/**
 * `msg_` and 43 base62 characters of SHA-256(route \0 identity): the same for every retry on every replica, and made
 * of nothing secret. BigInt would cost ten times as much.
 */
export function messageIdOf(route: string, identity: string): string {
  const digest = hash('sha256', `${route}\0${identity}`, 'buffer');
  const limbs = new Array<number>(LIMBS);
  // 32 bytes are ten limbs of three and one of two.
  limbs[0] = digest.readUIntBE(0, 2);
  for (let i = 1; i < LIMBS; i++) limbs[i] = digest.readUIntBE(i * 3 - 1, 3);
  let text = '';
  for (let first = 0; first < LIMBS;) {
    let rest = 0;
    for (let i = first; i < LIMBS; i++) {
      const value = rest * LIMB + (limbs[i] ?? 0);
      const quotient = Math.floor(value / CHUNK);
      limbs[i] = quotient;
      rest = value - quotient * CHUNK;
    }
    const high = Math.floor(rest / PAIRS.length);
    text = (PAIRS[high] ?? '') + (PAIRS[rest - high * PAIRS.length] ?? '') + text;
    while (first < LIMBS && limbs[first] === 0) first++;
  }
  return `msg_${text.padStart(WIDTH + 1, '0').slice(-WIDTH)}`;
}

/**
 * The dedupe record's key: 32 hex characters; nothing that came over the wire stands in it as text.
 * @param identity or the message id made of it, which says the same and leads an operator who knows it to the record
 */
export function recordKeyOf(route: string, scheme: string, identity: string): string {
  return hash('sha256', `${route}\0${scheme}\0${identity}`, 'hex').slice(0, 32);
}

/** The key of the note about which record first came with a signed message id. */
export function idNoteKeyOf(route: string, scheme: string, messageId: string): string {
  return recordKeyOf(route, scheme, `id:${messageId}`);
}
