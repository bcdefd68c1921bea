import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPace, type Pace } from '../../../src/policy/pace.js';

function times(count: number, act: () => void): void {
  for (let i = 0; i < count; i++) act();
}

const succeed = (pace: Pace, count: number): void => {
  times(count, () => {
    pace.succeeded();
  });
};

describe('the pace', () => {
  it('is what is configured until the receiver asks for less', () => {
    const pace = createPace(16);
    succeed(pace, 1_000);
    expect(pace.concurrency).toBe(16);
  });

  it('halves when the receiver is throttled, down to one', () => {
    const pace = createPace(16);
    const rounds = [1, 2, 3, 4, 5].map(() => {
      times(pace.concurrency, () => {
        pace.throttled();
      });
      return pace.concurrency;
    });
    expect(rounds).toEqual([8, 4, 2, 1, 1]);
  });

  it('halves once for all answers to attempts that ran at the same time', () => {
    const pace = createPace(16);
    times(16, () => {
      pace.throttled();
    });
    expect(pace.concurrency).toBe(8);
    pace.throttled();
    expect(pace.concurrency).toBe(4);
  });

  it('grows by one for each round of answers, until what is configured', () => {
    const pace = createPace(16);
    pace.restart();
    expect(pace.concurrency).toBe(1);
    succeed(pace, 1);
    expect(pace.concurrency).toBe(2);
    succeed(pace, 3);
    expect(pace.concurrency).toBe(3);
    succeed(pace, 130);
    expect(pace.concurrency).toBe(16);
  });

  it('starts again with one after the receiver was away, and takes its first word at once', () => {
    const pace = createPace(8);
    pace.throttled();
    pace.restart();
    succeed(pace, 3);
    expect(pace.concurrency).toBe(2);
    pace.throttled();
    expect(pace.concurrency).toBe(1);
  });

  it('of one stays one', () => {
    const pace = createPace(1);
    pace.throttled();
    succeed(pace, 5);
    expect(pace.concurrency).toBe(1);
  });

  it('is whole and between one and what is configured, whatever happens', () => {
    const events = fc.array(
      fc.constantFrom('throttled' as const, 'succeeded' as const, 'succeeded' as const, 'restart' as const),
      {
        maxLength: 300,
      },
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), events, (most, all) => {
        const pace = createPace(most);
        for (const event of all) {
          const before = pace.concurrency;
          pace[event]();
          expect(Number.isInteger(pace.concurrency)).toBe(true);
          expect(pace.concurrency).toBeGreaterThanOrEqual(1);
          expect(pace.concurrency).toBeLessThanOrEqual(most);
          if (event === 'succeeded') expect(pace.concurrency).toBeGreaterThanOrEqual(before);
          if (event === 'succeeded') expect(pace.concurrency).toBeLessThanOrEqual(before + 1);
          if (event === 'throttled') expect(pace.concurrency).toBeGreaterThanOrEqual(Math.floor(before / 2));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('settles at what a receiver can take', () => {
    const pace = createPace(64);
    const capacity = 10;
    const seen: number[] = [];
    for (let round = 0; round < 200; round++) {
      const running = pace.concurrency;
      for (let i = 0; i < running; i++) {
        if (i < capacity) pace.succeeded();
        else pace.throttled();
      }
      if (round >= 100) seen.push(running);
    }
    const mean = seen.reduce((sum, running) => sum + running, 0) / seen.length;
    expect(mean).toBeGreaterThan(capacity / 2);
    expect(Math.max(...seen)).toBeLessThanOrEqual(capacity + 2);
  });
});
