/** How many may come at a time, by a clock that the test moves. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { Arrivals, ClientArrivals, MAX_CLIENTS } from '../../../src/policy/arrivals.js';

const RATE = fc.record({
  count: fc.integer({ min: 1, max: 1_000 }),
  per: fc.constantFrom(1_000, 60_000, 3_600_000),
});

describe('a bucket', () => {
  it('takes as many at once as the rate says, and then one whenever its time has passed', () => {
    const arrivals = new Arrivals({ count: 4, per: 1_000 });
    expect([1, 2, 3, 4].map(() => arrivals.take(0))).toEqual([0, 0, 0, 0]);
    expect(arrivals.take(0)).toBe(250);
    expect(arrivals.take(249)).toBe(1);
    expect(arrivals.take(250)).toBe(0);
    expect(arrivals.take(250)).toBe(250);
  });

  it('counts nothing of what it refuses', () => {
    const arrivals = new Arrivals({ count: 1, per: 1_000 });
    arrivals.take(0);
    for (let i = 0; i < 100; i++) arrivals.take(500);
    expect(arrivals.take(1_000)).toBe(0);
  });

  test('never takes more than the rate over any span, and one burst', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 300 });
    fc.assert(
      fc.property(RATE, steps, ({ count, per }, waits) => {
        const arrivals = new Arrivals({ count, per });
        let now = 1_000;
        let taken = 0;
        for (const wait of waits) {
          now += wait;
          if (arrivals.take(now) === 0) taken++;
        }
        expect(taken).toBeLessThanOrEqual(count + ((now - 1_000) * count) / per + 0.01);
      }),
    );
  });

  test('takes the next one at the moment that it named', () => {
    fc.assert(
      fc.property(RATE, (rate) => {
        const arrivals = new Arrivals(rate);
        for (let i = 0; i < rate.count; i++) expect(arrivals.take(7)).toBe(0);
        const wait = arrivals.take(7);
        expect(wait).toBeGreaterThan(0);
        expect(arrivals.take(7 + wait)).toBe(0);
      }),
    );
  });
});

describe('buckets of clients', () => {
  const rate = { count: 2, per: 60_000 };

  it('are apart', () => {
    const clients = new ClientArrivals(rate);
    expect(['a', 'a', 'b', 'a', 'b', 'b'].map((client) => clients.take(client, 0) === 0)).toEqual([
      ...[true, true, true],
      ...[false, true, false],
    ]);
  });

  it('are never more than so many, and whoever goes on flooding keeps his', () => {
    const clients = new ClientArrivals(rate);
    for (let i = 0; i < 2; i++) clients.take('flooder', 0);
    for (let i = 0; i < 3 * MAX_CLIENTS; i++) {
      clients.take(`other ${i}`, 1);
      if (i % 1_000 === 0) expect(clients.take('flooder', 1)).toBeGreaterThan(0);
    }
  });

  it('are given up of whoever was silent for longest', () => {
    const clients = new ClientArrivals(rate);
    for (let i = 0; i < 2; i++) clients.take('silent', 0);
    for (let i = 0; i < MAX_CLIENTS - 1; i++) clients.take(`other ${i}`, 0);
    expect(clients.take('silent', 0)).toBeGreaterThan(0);
    for (let i = 0; i < MAX_CLIENTS; i++) clients.take(`another ${i}`, 0);
    expect(clients.take('silent', 0)).toBe(0);
  });
});
