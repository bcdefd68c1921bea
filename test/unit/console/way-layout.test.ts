import { describe, expect, test } from 'vitest';
import type { Step } from '../../../console/api/types.js';
import { placed, shares, totalOf } from '../../../console/pages/deliveries/way-layout.js';

const STEPS: readonly Step[] = [
  { step: 'receive', startMs: 0, durationMs: 10 },
  { step: 'verify', startMs: 10, durationMs: 0.04 },
  { step: 'attempt', startMs: 10.04, durationMs: 85 },
  { step: 'settle', startMs: 95.04, durationMs: 4.96 },
];

describe('the way of a delivery', () => {
  test('is drawn to scale', () => {
    const steps = placed(STEPS, 100);
    expect(steps.map(({ left, width }) => [left, width])).toEqual([
      [0, 10],
      [10, 0.6],
      [10.04, 85],
      [95.04, 4.96],
    ]);
  });

  test('stays on its line, whatever the steps are', () => {
    const steps = placed([...STEPS, { step: 'others', startMs: 100, durationMs: 0 }], 100);
    expect(steps.every(({ left, width }) => left >= 0 && width > 0 && left + width <= 100)).toBe(true);
    expect(placed([{ step: 'verify', startMs: 0, durationMs: 0 }], 0)).toMatchObject([
      { left: 0, width: 0.6 },
    ]);
  });

  test('lasts until the answer, or to the end of its last step', () => {
    expect(totalOf(STEPS, 120)).toBe(120);
    expect(totalOf(STEPS, undefined)).toBe(100);
    expect(totalOf([], undefined)).toBe(0);
  });

  test('says whose the time was, the most first', () => {
    expect(shares(STEPS)).toEqual([
      ['receiver', 85],
      ['source', 10],
      ['gateway', 5],
    ]);
  });
});
