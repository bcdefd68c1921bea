/** Randomness of the process, for all who get it as an argument. */
import { randomFillSync } from 'node:crypto';
import type { RandomHex } from '../model/ids.js';

/** Bytes are drawn many at a time: each draw costs a microsecond and a system call. */
const RANDOM = Buffer.alloc(24 * 128);
let drawn = RANDOM.length;

/** At most 3072 bytes. */
export const randomHex: RandomHex = (bytes) => {
  if (drawn + bytes > RANDOM.length) {
    randomFillSync(RANDOM);
    drawn = 0;
  }
  drawn += bytes;
  return RANDOM.toString('hex', drawn - bytes, drawn);
};
