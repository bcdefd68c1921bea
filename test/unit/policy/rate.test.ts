import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { limiterOf } from '../../../src/policy/rate.js';

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;

const rates = fc.record({
  count: fc.integer({ min: 1, max: 9_999_999 }),
  per: fc.constantFrom(SECOND, MINUTE, HOUR),
});

describe('a rate as a limiter', () => {
  test.each([
    [100, SECOND, { max: 10, duration: 100 }],
    [1_000, SECOND, { max: 100, duration: 100 }],
    [10, SECOND, { max: 1, duration: 100 }],
    [1, SECOND, { max: 1, duration: 1_000 }],
    [3, SECOND, { max: 1, duration: 334 }],
    [25, SECOND, { max: 2, duration: 80 }],
    [600, MINUTE, { max: 1, duration: 100 }],
    [7, MINUTE, { max: 1, duration: 8_572 }],
    [1, HOUR, { max: 1, duration: HOUR }],
  ])('%i in %i ms', (count, per, limiter) => {
    expect(limiterOf({ count, per })).toEqual(limiter);
  });

  it('is whole, never more than the rate over a long time, and at least nine tenths of it', () => {
    fc.assert(
      fc.property(rates, ({ count, per }) => {
        const { max, duration } = limiterOf({ count, per });
        expect(Number.isInteger(max)).toBe(true);
        expect(Number.isInteger(duration)).toBe(true);
        expect(max).toBeGreaterThanOrEqual(1);
        expect(duration).toBeGreaterThanOrEqual(1);
        expect(max * per).toBeLessThanOrEqual(count * duration);
        expect(max / duration).toBeGreaterThanOrEqual((0.9 * count) / per);
      }),
      { numRuns: 2_000 },
    );
  });

  it('never lets more go at once than the rate allows in a tenth of a second', () => {
    fc.assert(
      fc.property(rates, ({ count, per }) => {
        expect(limiterOf({ count, per }).max).toBeLessThanOrEqual(Math.max(1, (count * 100) / per));
      }),
      { numRuns: 2_000 },
    );
  });
});
