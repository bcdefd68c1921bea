import { hash } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 62^5, the largest power whose remainders still fit the arithmetic below (30 bits beside a 16-bit limb). */
const CHUNK = 916_132_832;
const WIDTH = 43;

/**
 * `msg_` and 43 base62 characters of SHA-256(route \0 identity): the same for every retry on every replica, and made
 * of nothing secret. BigInt would cost ten times as much.
 */
export function messageIdOf(route: string, identity: string): string {
  const digest = hash('sha256', `${route}\0${identity}`, 'buffer');
  const limbs = new Array<number>(16);
  for (let i = 0; i < 16; i++) limbs[i] = digest.readUInt16BE(i * 2);
  let text = '';
  while (text.length < WIDTH) {
    let rest = 0;
    for (let i = 0; i < 16; i++) {
      const value = rest * 65_536 + (limbs[i] ?? 0);
      const quotient = Math.floor(value / CHUNK);
      limbs[i] = quotient;
      rest = value - quotient * CHUNK;
    }
    for (let i = 0; i < 5 && text.length < WIDTH; i++) {
      text = (ALPHABET[rest % 62] ?? '') + text;
      rest = Math.floor(rest / 62);
    }
  }
  return `msg_${text}`;
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
