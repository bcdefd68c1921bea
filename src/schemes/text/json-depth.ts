/** How deep JSON may nest that is read before anybody has proved anything: a parser pays for depth, and so do we. */

/** No provider's document comes near it. */
export const MOST_DEEP = 64;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** +1 for what opens, -1 for what closes, 2 for the quote, 0 for all else. */
const STEPS = new Int8Array(256);
STEPS[0x5b] = STEPS[0x7b] = 1;
STEPS[0x5d] = STEPS[0x7d] = -1;
STEPS[QUOTE] = 2;

/**
 * Whether a parser of JSON would go deeper than `most` before it came to the end or to a fault. One walk over the bytes,
 * which ends as soon as it is known.
 */
export function isDeeperThan(most: number, bytes: Uint8Array): boolean {
  let depth = 0;
  for (let i = 0; i < bytes.length; i++) {
    const step = STEPS[bytes[i] ?? 0] ?? 0;
    if (step === 0) continue;
    if (step === 2) {
      i = endOfString(bytes, i + 1);
      continue;
    }
    depth += step;
    if (depth > most) return true;
  }
  return false;
}

/** @returns where the closing quote is, or the end */
function endOfString(bytes: Uint8Array, from: number): number {
  let i = from;
  while (i < bytes.length && bytes[i] !== QUOTE) i += bytes[i] === BACKSLASH ? 2 : 1;
  return i;
}
