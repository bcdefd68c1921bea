/** Two kinds of moments: the compiler keeps them apart (`tsc` fails where an expected error is missing). */
import { expect, it } from 'vitest';
import type { EpochMs, MonotonicMs } from '../../../src/model/time.js';

it('a moment of one clock is not taken for a moment of the other', () => {
  const epoch: EpochMs = Date.now();
  const monotonic: MonotonicMs = performance.now();
  // @ts-expect-error a monotonic moment is no time of day
  const wrong: EpochMs = monotonic;
  // @ts-expect-error a time of day is no monotonic moment
  const wrongToo: MonotonicMs = epoch;
  expect([wrong, wrongToo]).toEqual([monotonic, epoch]);
});
