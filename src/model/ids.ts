import { hash } from 'node:crypto';

/** So many random bytes as hex digits, two for each byte; fit for what nobody may guess. Made in gateway/random-hex.ts. */
export type RandomHex = (bytes: number) => string;

const WIDTH = 43;
const CODES = Buffer.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz');
/** 62^4: four digits at a time, and remainders that fit the arithmetic below (24 bits beside a 24-bit limb). */
const CHUNK = 62 ** 4;
const LIMB = 2 ** 24;
const LIMBS = 11;

/** What the digits are written into: those of one id, and a leading zero that falls off. */
const digits = Buffer.alloc(LIMBS * 4);
const limbs = new Float64Array(LIMBS);

/**
 * `msg_` and 43 base62 characters of SHA-256(route \0 identity): the same for every retry on every replica, and made
 * of nothing secret. BigInt would cost ten times as much.
 */
export function messageIdOf(route: string, identity: string): string {
  const digest = hash('sha256', `${route}\0${identity}`, 'binary');
  // 32 bytes are ten limbs of three and one of two.
  limbs[0] = (digest.charCodeAt(0) << 8) | digest.charCodeAt(1);
  for (let i = 1, at = 2; i < LIMBS; i++, at += 3) {
    limbs[i] = (digest.charCodeAt(at) << 16) | (digest.charCodeAt(at + 1) << 8) | digest.charCodeAt(at + 2);
  }
  let end = digits.length;
  for (let first = 0; first < LIMBS;) {
    let rest = 0;
    for (let i = first; i < LIMBS; i++) {
      const value = rest * LIMB + (limbs[i] ?? 0);
      const quotient = Math.floor(value / CHUNK);
      limbs[i] = quotient;
      rest = value - quotient * CHUNK;
    }
    for (let i = 0; i < 4; i++) {
      const above = Math.floor(rest / 62);
      digits[--end] = CODES[rest - above * 62] ?? 0;
      rest = above;
    }
    while (first < LIMBS && limbs[first] === 0) first++;
  }
  digits.fill(CODES[0] ?? 0, 0, end);
  return `msg_${digits.toString('latin1', digits.length - WIDTH)}`;
}

/** Whether an id could be one of `messageIdOf`. */
export function looksMade(id: string): boolean {
  return id.length === WIDTH + 4 && /^msg_[0-9A-Za-z]+$/.test(id);
}

/**
 * The dedupe record's key: 32 hex characters; nothing that came over the wire stands in it as text.
 * @param identity or the message id made of it, which says the same and leads an operator who knows it to the record
 */
export function recordKeyOf(route: string, scheme: string, identity: string): string {
  return hash('sha256', `${route}\0${scheme}\0${identity}`, 'hex').slice(0, 32);
}

/** The key of the record that one destination of several has beside its delivery's. */
export function partKeyOf(delivery: string, destination: string): string {
  return hash('sha256', `${delivery}\0${destination}`, 'hex').slice(0, 32);
}

/** The key under which an operator lets a delivery pass that ended as `event_reuse`. */
export function allowanceKeyOf(route: string, scheme: string, messageId: string): string {
  return recordKeyOf(route, scheme, `allowed:${messageId}`);
}

/** The key of the note about which record first came with a signed message id. */
export function idNoteKeyOf(route: string, scheme: string, messageId: string): string {
  return recordKeyOf(route, scheme, `id:${messageId}`);
}
