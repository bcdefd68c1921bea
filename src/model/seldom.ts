/** Tells of something that may happen very often once a minute at most, with how often it did since. */
import type { MonotonicClock } from './time.js';

const EVERY_MS = 60_000;

/** @param tell hears how often it happened since it was last told, this time included */
export function seldom(tell: (count: number) => void, now: MonotonicClock): (times?: number) => void {
  let toldAt = -Infinity;
  let count = 0;
  return (times = 1) => {
    count += times;
    if (now() - toldAt < EVERY_MS) return;
    toldAt = now();
    tell(count);
    count = 0;
  };
}
