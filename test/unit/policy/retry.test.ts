import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  isThrottled,
  nextAttempt,
  retryAfterMs,
  totalSpan,
  type NextAttempt,
  type RetryPolicy,
  type RetryState,
} from '../../../src/policy/retry.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Tuesday, so that dates in headers can be written out. */
const NOW = Date.UTC(2026, 0, 6, 12);
const POLICY: RetryPolicy = { schedule: [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR], maxAge: 7 * DAY };
const FAILED: RetryState = {
  attempts: 1,
  verdict: 'retry',
  status: 500,
  retryAfter: undefined,
  receivedAt: NOW,
  now: NOW,
  random: 0,
};

const next = (changes: Partial<RetryState> = {}, policy: Partial<RetryPolicy> = {}): NextAttempt =>
  nextAttempt({ ...POLICY, ...policy }, { ...FAILED, ...changes });

function delay(changes: Partial<RetryState> = {}, policy: Partial<RetryPolicy> = {}): number {
  const found = next(changes, policy);
  if ('stop' in found) throw new Error(`stopped: ${found.stop}`);
  return found.delayMs;
}

describe('the schedule', () => {
  it('gives the first retry its first delay, the second its second, and after the last the message is exhausted', () => {
    const delays = [1, 2, 3, 4, 5].map((attempts) => next({ attempts }));
    expect(delays).toEqual([
      { delayMs: 5 * SECOND },
      { delayMs: 5 * MINUTE },
      { delayMs: 30 * MINUTE },
      { delayMs: 2 * HOUR },
      { stop: 'exhausted' },
    ]);
  });

  it('without any delay allows one attempt', () => {
    expect(next({}, { schedule: [] })).toEqual({ stop: 'exhausted' });
  });

  it('may say at once', () => {
    expect(next({ random: 1 }, { schedule: [0] })).toEqual({ delayMs: 0 });
  });

  it('is the same for a refusal, a timeout and no connection', () => {
    for (const status of [undefined, 302, 400, 404, 500, 503]) expect(delay({ status })).toBe(5 * SECOND);
  });

  it('spans the sum of its delays', () => {
    expect(totalSpan(POLICY.schedule)).toBe(2 * HOUR + 35 * MINUTE + 5 * SECOND);
    expect(totalSpan([])).toBe(0);
  });
});

describe('a final no', () => {
  it('ends it at once, whatever the schedule and the receiver say', () => {
    expect(next({ verdict: 'final' })).toEqual({ stop: 'final' });
    expect(next({ verdict: 'final', status: 429, retryAfter: '5' })).toEqual({ stop: 'final' });
    expect(next({ verdict: 'final', attempts: 99 })).toEqual({ stop: 'final' });
    expect(next({ verdict: 'final', now: NOW + 30 * DAY })).toEqual({ stop: 'final' });
  });
});

describe('chance', () => {
  it('lengthens a delay by up to a fifth and never shortens it', () => {
    expect(delay({ attempts: 2, random: 0 })).toBe(5 * MINUTE);
    expect(delay({ attempts: 2, random: 0.5 })).toBe(5.5 * MINUTE);
    expect(delay({ attempts: 2, random: 1 })).toBe(6 * MINUTE);
  });

  it('spreads what a receiver asked for too, or all would come back in the same second', () => {
    expect(delay({ attempts: 2, retryAfter: '1200', random: 0.5 })).toBe(22 * MINUTE);
  });

  it('decides nothing about life and death', () => {
    const tight = { maxAge: 5 * MINUTE + SECOND };
    expect(delay({ attempts: 2, random: 0 }, tight)).toBe(5 * MINUTE);
    expect(delay({ attempts: 2, random: 1 }, tight)).toBe(5 * MINUTE);
  });
});

describe('maxAge', () => {
  it('expires a message whose next attempt would come after it', () => {
    expect(next({ attempts: 2 }, { maxAge: 5 * MINUTE - 1 })).toEqual({ stop: 'expired' });
    expect(next({ attempts: 2 }, { maxAge: 5 * MINUTE })).toEqual({ delayMs: 5 * MINUTE });
  });

  it('counts from receipt, not from the attempt', () => {
    expect(next({ attempts: 4, receivedAt: NOW - 7 * DAY + 2 * HOUR - 1 })).toEqual({ stop: 'expired' });
    expect(next({ attempts: 4, receivedAt: NOW - 7 * DAY + 2 * HOUR })).toEqual({ delayMs: 2 * HOUR });
  });

  it('has passed: expired, even where the next attempt would be at once', () => {
    expect(next({ now: NOW + 8 * DAY }, { schedule: [0] })).toEqual({ stop: 'expired' });
  });

  it('exhausted comes before expired: the schedule was over anyway', () => {
    expect(next({ attempts: 5, now: NOW + 8 * DAY })).toEqual({ stop: 'exhausted' });
  });

  it("a receiver's wish does not let a message die: its last attempt comes while a tenth of its life is left", () => {
    expect(delay({ retryAfter: '3600', random: 1 }, { maxAge: 30 * MINUTE })).toBe(27 * MINUTE);
    expect(delay({ status: 429, attempts: 2, random: 1 }, { maxAge: 6 * MINUTE })).toBe(5.4 * MINUTE);
  });
});

describe('Retry-After', () => {
  it('lengthens the delay', () => {
    expect(delay({ retryAfter: '60' })).toBe(MINUTE);
    expect(delay({ retryAfter: 'Tue, 06 Jan 2026 12:10:00 GMT' })).toBe(10 * MINUTE);
  });

  it('never shortens it', () => {
    expect(delay({ attempts: 2, retryAfter: '1' })).toBe(5 * MINUTE);
    expect(delay({ attempts: 2, retryAfter: '0' })).toBe(5 * MINUTE);
    expect(delay({ attempts: 2, retryAfter: 'Tue, 06 Jan 2026 12:00:01 GMT' })).toBe(5 * MINUTE);
  });

  it('is cut at an hour, or at twice the scheduled delay where that is more', () => {
    expect(delay({ retryAfter: '3600' })).toBe(HOUR);
    expect(delay({ retryAfter: '3601' })).toBe(HOUR);
    expect(delay({ retryAfter: 'Thu, 01 Jan 2099 00:00:00 GMT' })).toBe(HOUR);
    expect(delay({ attempts: 4, retryAfter: String(3 * 3600) })).toBe(3 * HOUR);
    expect(delay({ attempts: 4, retryAfter: '99999999999999999999999' })).toBe(4 * HOUR);
    expect(delay({ attempts: 4, retryAfter: '9'.repeat(400) })).toBe(4 * HOUR);
  });

  test.each([
    ['', 'empty'],
    [' ', 'blank'],
    ['-5', 'negative'],
    ['+5', 'a sign'],
    ['1.5', 'a fraction'],
    ['1e3', 'an exponent'],
    ['0x10', 'hexadecimal'],
    ['١٢', 'digits of another script'],
    ['5, 10', 'two values'],
    ['5;', 'something after it'],
    ['Infinity', 'no number'],
    ['soon', 'a word'],
    ['2099-01-01', 'a date of another form'],
    ['Thu, 01 Jan 2099 00:00:00 +0000', 'a date of mail'],
    ['Wed, 01 Jan 2099 00:00:00 GMT', 'a day that is another weekday'],
    ['Thu, 30 Feb 2099 00:00:00 GMT', 'a day there is not'],
    ['Thursday, 01-Jan-99 00:00:00 GMT', 'a date of 1994'],
    ['Mon, 05 Jan 2026 12:00:00 GMT', 'a date that is past'],
    ['\u0000', 'a control character'],
  ])('%j (%s) is ignored', (retryAfter) => {
    expect(delay({ retryAfter })).toBe(5 * SECOND);
  });

  it('may have blanks around it', () => {
    expect(retryAfterMs(' 120 ', NOW)).toBe(2 * MINUTE);
    expect(retryAfterMs(undefined, NOW)).toBeUndefined();
  });
});

describe('a throttled receiver', () => {
  it.each([429, 502, 504])('with %i has at least twice the scheduled delay', (status) => {
    expect(isThrottled(status)).toBe(true);
    expect(delay({ status, attempts: 2 })).toBe(10 * MINUTE);
    expect(delay({ status, attempts: 2, random: 1 })).toBe(12 * MINUTE);
  });

  it.each([undefined, 200, 400, 408, 500, 501, 503])('is not one that says %s', (status) => {
    expect(isThrottled(status)).toBe(false);
    expect(delay({ status, attempts: 2 })).toBe(5 * MINUTE);
  });

  it('is asked again when it said, where that is later still, and not before twice the delay where it is earlier', () => {
    expect(delay({ status: 429, attempts: 2, retryAfter: '900' })).toBe(15 * MINUTE);
    expect(delay({ status: 429, attempts: 2, retryAfter: '301' })).toBe(10 * MINUTE);
  });
});

describe('whatever comes', () => {
  const retryAfters = fc.oneof(
    fc.constant(undefined),
    fc.nat(10_000_000).map(String),
    fc
      .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((d) => d.toUTCString()),
    fc.string(),
  );
  const policies = fc.record({
    schedule: fc.array(fc.nat(2 * DAY), { maxLength: 12 }),
    maxAge: fc.integer({ min: 1, max: 30 * DAY }),
  });
  const states = fc.record({
    attempts: fc.integer({ min: 1, max: 14 }),
    verdict: fc.constantFrom('retry' as const, 'final' as const),
    status: fc.oneof(fc.constant(undefined), fc.integer({ min: 100, max: 599 })),
    retryAfter: retryAfters,
    receivedAt: fc.integer({ min: NOW - 31 * DAY, max: NOW }),
    now: fc.constant(NOW),
    random: fc.double({ min: 0, max: 1, noNaN: true }),
  });

  it('a delay is whole, not under the schedule, not beyond maxAge, and within what may lengthen it', () => {
    fc.assert(
      fc.property(policies, states, (policy, state) => {
        const found = nextAttempt(policy, state);
        if ('stop' in found) return;
        const scheduled = policy.schedule[state.attempts - 1] ?? Number.NaN;
        expect(Number.isSafeInteger(found.delayMs)).toBe(true);
        expect(found.delayMs).toBeGreaterThanOrEqual(scheduled);
        expect(state.now + found.delayMs).toBeLessThanOrEqual(state.receivedAt + policy.maxAge);
        expect(found.delayMs).toBeLessThanOrEqual(1.2 * Math.max(2 * scheduled, HOUR));
      }),
      { numRuns: 2_000 },
    );
  });

  it('it stops for exactly one reason, and only where that reason holds', () => {
    fc.assert(
      fc.property(policies, states, (policy, state) => {
        const found = nextAttempt(policy, state);
        const scheduled = policy.schedule[state.attempts - 1];
        const over = scheduled !== undefined && NOW + scheduled > state.receivedAt + policy.maxAge;
        const stop =
          state.verdict === 'final'
            ? 'final'
            : scheduled === undefined
              ? 'exhausted'
              : over
                ? 'expired'
                : undefined;
        expect('stop' in found ? found.stop : undefined).toBe(stop);
      }),
      { numRuns: 2_000 },
    );
  });

  it('more chance, a longer wish and a throttling status never make it shorter', () => {
    fc.assert(
      fc.property(policies, states, fc.double({ min: 0, max: 1, noNaN: true }), (policy, state, chance) => {
        const of = (changes: Partial<RetryState>) => {
          const found = nextAttempt(policy, { ...state, ...changes });
          return 'stop' in found ? -1 : found.delayMs;
        };
        const [low = 0, high = 0] = [state.random, chance].sort((a, b) => a - b);
        expect(of({ random: high })).toBeGreaterThanOrEqual(of({ random: low }));
        expect(of({})).toBeGreaterThanOrEqual(of({ retryAfter: undefined }));
        expect(of({ status: 429 })).toBeGreaterThanOrEqual(of({ status: 500 }));
      }),
      { numRuns: 1_000 },
    );
  });

  it('a message that always fails is attempted once more than its schedule is long, within its maxAge', () => {
    fc.assert(
      fc.property(
        policies,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 13, maxLength: 13 }),
        (policy, chances) => {
          let [attempts, now] = [1, NOW];
          for (;;) {
            const found = nextAttempt(policy, { ...FAILED, attempts, now, random: chances[attempts] ?? 0.5 });
            if ('stop' in found) {
              const ended = attempts === policy.schedule.length + 1 ? 'exhausted' : 'expired';
              expect(found.stop).toBe(ended);
              return;
            }
            now += found.delayMs;
            attempts += 1;
            expect(now - NOW).toBeLessThanOrEqual(policy.maxAge);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
