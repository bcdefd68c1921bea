/** Durations counted in fixed buckets, each half as wide again as the one before: a quantile is right within a fifth. */

/** Milliseconds: the upper end of the first bucket. */
const FIRST_MS = 0.25;
const GROWTH = 1.5;
/** The last one ends above a minute, and has whatever is longer. */
export const BUCKETS = 32;

const LOG_GROWTH = Math.log(GROWTH);

/** @returns the bucket, from 0 */
export function bucketOf(ms: number): number {
  if (!(ms > FIRST_MS)) return 0;
  return Math.min(BUCKETS - 1, Math.ceil(Math.log(ms / FIRST_MS) / LOG_GROWTH));
}

/**
 * @param counts by bucket; what is missing is 0
 * @param part of all, from 0 to 1
 * @returns milliseconds, or undefined if nothing was counted
 */
export function quantile(counts: ReadonlyMap<number, number>, part: number): number | undefined {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  const wanted = total * part;
  let below = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const count = counts.get(bucket) ?? 0;
    if (count > 0 && below + count >= wanted) return within(bucket, (wanted - below) / count);
    below += count;
  }
  return upperOf(BUCKETS - 1);
}

function within(bucket: number, part: number): number {
  const lower = bucket === 0 ? 0 : upperOf(bucket - 1);
  return lower + (upperOf(bucket) - lower) * part;
}

function upperOf(bucket: number): number {
  return FIRST_MS * GROWTH ** bucket;
}
