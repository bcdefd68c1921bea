/** The guard speaks up for what every round shows, beyond what the machine does by itself. */
import { describe, expect, test } from 'vitest';
import { EXPECTED, verdictsOf } from '../../../bench/guard-verdict.js';

const { bare: expected = NaN } = EXPECTED;
const QUIET = { first: [100, 100, 100], second: [101, 99, 100] };

const holds = (ratios: readonly number[], again = QUIET): boolean =>
  verdictsOf({ direct: ratios.map((ratio) => ratio * 100), others: { bare: [100, 100, 100] }, again }).every(
    (verdict) => verdict.holds,
  );

describe('the guard', () => {
  test('passes what is expected, and a tenth more', () => {
    expect(holds([expected, expected, expected])).toBe(true);
    expect(holds([expected * 1.09, expected * 1.09, expected * 1.09])).toBe(true);
  });

  test('fails what is dearer in every round', () => {
    expect(holds([expected * 1.12, expected * 1.2, expected * 1.5])).toBe(false);
  });

  test('passes what is dearer in all rounds but one: that was a neighbour', () => {
    expect(holds([expected * 2, expected, expected * 3])).toBe(true);
  });

  test('allows as much as one program differed from itself', () => {
    const noisy = { first: [100, 100, 100], second: [100, 140, 100] };
    expect(holds([expected * 1.3, expected * 1.3, expected * 1.3], noisy)).toBe(true);
    expect(holds([expected * 1.5, expected * 1.5, expected * 1.5], noisy)).toBe(false);
  });

  test('says with what it compared, and judges each', () => {
    const verdicts = verdictsOf({
      direct: [900, 900, 900],
      others: { bare: [100, 100, 100], lua: [600, 600, 600] },
      again: QUIET,
    });
    expect(verdicts.map((verdict) => verdict.holds)).toEqual([false, true]);
    expect(verdicts[0]?.told).toMatch(/^DEARER: a delivery costs 9\.00 × bare/);
    expect(verdicts[1]?.told).toMatch(/^ok: .* × lua/);
  });
});
