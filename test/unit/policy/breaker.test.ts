import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBreaker, type Breaker } from '../../../src/policy/breaker.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** A breaker that has just opened, at 0. */
function opened(): Breaker {
  const breaker = createBreaker();
  for (let i = 0; i < 5; i++) breaker.failed(0);
  return breaker;
}

describe('a closed breaker', () => {
  it('lets everything through, also while it counts failures', () => {
    const breaker = createBreaker();
    for (let i = 0; i < 4; i++) {
      breaker.failed(i);
      expect(breaker.allow(i)).toBe(true);
      expect(breaker.state(i)).toBe('closed');
    }
    expect(breaker.reopensAt).toBeUndefined();
  });

  it('opens at the fifth failure in a row', () => {
    const breaker = createBreaker();
    for (let i = 0; i < 5; i++) breaker.failed(100);
    expect(breaker.state(100)).toBe('open');
    expect(breaker.allow(100)).toBe(false);
    expect(breaker.reopensAt).toBe(100 + 5 * SECOND);
  });

  it('starts counting again at any answer', () => {
    const breaker = createBreaker();
    for (let i = 0; i < 100; i++) {
      for (let n = 0; n < 4; n++) breaker.failed(i);
      breaker.succeeded(i);
    }
    expect(breaker.state(100)).toBe('closed');
  });
});

describe('an open breaker', () => {
  it('lets nothing through for five seconds, then is half-open', () => {
    const breaker = opened();
    expect([breaker.state(4_999), breaker.allow(4_999)]).toEqual(['open', false]);
    expect(breaker.state(5_000)).toBe('half_open');
  });

  it('is not kept open by attempts that began before and fail now', () => {
    const breaker = opened();
    for (let i = 0; i < 50; i++) breaker.failed(4_000);
    expect(breaker.reopensAt).toBe(5 * SECOND);
    breaker.failed(6_000);
    expect(breaker.state(6_000)).toBe('half_open');
  });

  it('closes when an attempt that began before is answered now: the receiver is there', () => {
    const breaker = opened();
    breaker.succeeded(1_000);
    expect(breaker.state(1_000)).toBe('closed');
    expect(breaker.allow(1_000)).toBe(true);
  });
});

describe('a half-open breaker', () => {
  it('lets one attempt through', () => {
    const breaker = opened();
    expect([1, 2, 3].map(() => breaker.allow(5_000))).toEqual([true, false, false]);
    expect(breaker.state(5_000)).toBe('half_open');
  });

  it('asking for its state takes nothing', () => {
    const breaker = opened();
    for (let i = 0; i < 10; i++) breaker.state(5_000);
    expect(breaker.allow(5_000)).toBe(true);
  });

  it('closes when the probe is answered, and then takes five failures to open again', () => {
    const breaker = opened();
    breaker.allow(5_000);
    breaker.succeeded(5_100);
    expect([breaker.state(5_100), breaker.allow(5_100), breaker.allow(5_100)]).toEqual([
      'closed',
      true,
      true,
    ]);
    for (let i = 0; i < 4; i++) breaker.failed(6_000);
    expect(breaker.state(6_000)).toBe('closed');
    breaker.failed(6_000);
    expect(breaker.reopensAt).toBe(11_000);
  });

  it('opens again for twice as long each time the probe fails, up to five minutes', () => {
    const breaker = opened();
    const waits: number[] = [];
    let now = 0;
    for (let i = 0; i < 10; i++) {
      const reopensAt = breaker.reopensAt ?? Number.NaN;
      waits.push((reopensAt - now) / SECOND);
      now = reopensAt;
      expect(breaker.allow(now)).toBe(true);
      breaker.failed(now);
      expect(breaker.state(now)).toBe('open');
    }
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300, 300]);
  });

  it('is back to five seconds after it was closed once', () => {
    const breaker = opened();
    breaker.allow(5_000);
    breaker.failed(5_000);
    breaker.allow(15_000);
    breaker.succeeded(15_000);
    for (let i = 0; i < 5; i++) breaker.failed(20_000);
    expect(breaker.reopensAt).toBe(25_000);
  });

  it('does not wait for ever for a probe that never reports back: another goes', () => {
    const breaker = createBreaker({ probeFor: MINUTE });
    for (let i = 0; i < 5; i++) breaker.failed(0);
    breaker.allow(5_000);
    expect(breaker.reopensAt).toBe(5_000 + MINUTE);
    expect(breaker.allow(5_000 + MINUTE - 1)).toBe(false);
    expect(breaker.state(5_000 + MINUTE)).toBe('half_open');
    expect([1, 2].map(() => breaker.allow(5_000 + MINUTE))).toEqual([true, false]);
  });
});

describe('whatever happens', () => {
  type Step = { readonly does: 'ask' | 'fail' | 'succeed'; readonly after: number };
  const steps = fc.array(
    fc.record<Step>({
      does: fc.constantFrom('ask', 'fail', 'fail', 'succeed'),
      after: fc.oneof(fc.nat(100), fc.nat(20 * SECOND), fc.nat(10 * MINUTE)),
    }),
    { maxLength: 200 },
  );

  function play(breaker: Breaker, all: readonly Step[], look: (now: number, step: Step) => void): number {
    let now = 0;
    for (const step of all) {
      now += step.after;
      if (step.does === 'fail') breaker.failed(now);
      if (step.does === 'succeed') breaker.succeeded(now);
      look(now, step);
    }
    return now;
  }

  it('it never blocks for longer than five minutes, whatever was or was not reported', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const breaker = createBreaker();
        const now = play(breaker, all, (at, step) => step.does === 'ask' && breaker.allow(at));
        expect(breaker.allow(now + 5 * MINUTE)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('while it is not closed, probes are at least five seconds apart', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const breaker = createBreaker();
        let lastProbe = Number.NEGATIVE_INFINITY;
        play(breaker, all, (now, step) => {
          if (step.does === 'succeed') lastProbe = Number.NEGATIVE_INFINITY;
          if (step.does !== 'ask' || breaker.state(now) === 'closed') return;
          if (!breaker.allow(now)) return;
          expect(now - lastProbe).toBeGreaterThanOrEqual(5 * SECOND);
          lastProbe = now;
        });
      }),
      { numRuns: 500 },
    );
  });

  it('an attempt that says nothing gives the probe to the next', () => {
    const breaker = createBreaker();
    for (let i = 0; i < 4; i++) breaker.failed(0);
    breaker.undecided(0);
    expect(breaker.state(0)).toBe('closed');
    breaker.failed(0);
    expect(breaker.allow(5 * SECOND)).toBe(true);
    expect(breaker.allow(5 * SECOND)).toBe(false);
    breaker.undecided(6 * SECOND);
    expect([breaker.state(6 * SECOND), breaker.allow(6 * SECOND)]).toEqual(['half_open', true]);
  });

  it("on an operator's word it lets one attempt through at once, and waits no longer than at first after it", () => {
    const breaker = createBreaker();
    for (let i = 0; i < 5; i++) breaker.failed(0);
    breaker.allow(5 * SECOND);
    breaker.failed(5 * SECOND);
    expect(breaker.reopensAt).toBe(15 * SECOND);
    breaker.tryNow(6 * SECOND);
    expect(breaker.state(6 * SECOND)).toBe('half_open');
    expect([breaker.allow(6 * SECOND), breaker.allow(6 * SECOND)]).toEqual([true, false]);
    breaker.failed(6 * SECOND);
    expect(breaker.reopensAt).toBe(11 * SECOND);
    breaker.succeeded(7 * SECOND);
    breaker.tryNow(7 * SECOND);
    expect(breaker.state(7 * SECOND)).toBe('closed');
  });

  it('what it says and what it allows agree', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const breaker = createBreaker();
        play(breaker, all, (now) => {
          const state = breaker.state(now);
          const waits = breaker.reopensAt !== undefined && now < breaker.reopensAt;
          expect(breaker.allow(now)).toBe(!waits);
          if (state === 'closed') expect(breaker.reopensAt).toBeUndefined();
          if (state === 'open') expect(waits).toBe(true);
        });
      }),
      { numRuns: 500 },
    );
  });
});
