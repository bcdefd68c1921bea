/** When a queued message is attempted, how many at a time, and when it is given up. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { until } from '../../helpers/servers.js';
import type { Received, Reply } from '../../helpers/upstream.js';
import {
  accepted,
  arrived,
  dead,
  entry,
  listed,
  nothingWaits,
  pass,
  pending,
  queuedRoute,
  queuePair,
  received,
  replay,
} from '../queue.js';
import { deliver } from '../setup.js';

const gaps = (all: readonly Received[]): number[] =>
  all.slice(1).map(({ at }, i) => at - (all[i]?.at ?? Number.NaN));

const HOUR = 3_600_000;

/** Timers and the receiver's clock have a grain of their own. */
const GRAIN_MS = 5;

describe('the schedule', () => {
  test('each delay is counted from the attempt before it, and chance adds a fifth at the most', async () => {
    const pair = await queuePair({ reply: 503, delivery: { schedule: ['200ms', '400ms', '600ms'] } });
    const answer = await deliver(pair.gw);
    await dead(pair, answer.id);
    const waits = gaps(pair.up.received);
    expect(waits).toHaveLength(3);
    for (const [i, scheduled] of [200, 400, 600].entries()) {
      expect(waits[i]).toBeGreaterThanOrEqual(scheduled - GRAIN_MS);
      // A machine that others use takes its time to look.
      expect(waits[i]).toBeLessThan(scheduled * 1.2 + 300);
    }
    expect(await entry(pair, answer.id)).toMatchObject({ dead: 'exhausted' });
  });

  test('the log says when the next attempt comes', async () => {
    const pair = await queuePair({ reply: 503, delivery: { schedule: ['1h'] } });
    const before = Date.now();
    const answer = await deliver(pair.gw);
    await received(pair, 1);
    await until('it waits', async () => (await entry(pair, answer.id)).attempts.length === 1);
    const next = Date.parse((await entry(pair, answer.id)).nextAttemptAt ?? '');
    expect(next).toBeGreaterThanOrEqual(before + 3_600_000);
    expect(next).toBeLessThan(Date.now() + 3_600_000 * 1.2 + 1_000);
  });

  test.each([429, 502, 504])(
    '%i asks for less: the next attempt comes after twice the delay',
    async (status) => {
      const pair = await queuePair({ reply: status, delivery: { schedule: ['250ms'] } });
      await deliver(pair.gw);
      await received(pair, 2);
      expect(gaps(pair.up.received)[0]).toBeGreaterThanOrEqual(500 - GRAIN_MS);
    },
  );

  test('Retry-After as a date puts the next attempt off until then', async () => {
    const at = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 1_000);
    const pair = await queuePair({
      reply: { status: 503, headers: { 'Retry-After': at.toUTCString() } },
      delivery: { schedule: ['10ms'] },
    });
    await deliver(pair.gw);
    await received(pair, 2);
    expect(pair.up.received[1]?.at).toBeGreaterThanOrEqual(at.getTime() - GRAIN_MS);
  });

  test.each([
    ['shorter than the schedule', '0'],
    ['no time at all', 'soon'],
    ['a date that is past', 'Wed, 21 Oct 2015 07:28:00 GMT'],
  ])('Retry-After that is %s shortens nothing', async (_, value) => {
    const pair = await queuePair({
      reply: { status: 503, headers: { 'Retry-After': value } },
      delivery: { schedule: ['250ms'] },
    });
    await deliver(pair.gw);
    await received(pair, 2);
    const [wait] = gaps(pair.up.received);
    expect(wait).toBeGreaterThanOrEqual(250 - GRAIN_MS);
    expect(wait).toBeLessThan(2_000);
  });

  test('no answer in time is tried again, and the log says so', async () => {
    const pair = await queuePair({
      destination: { timeout: '1s' },
      reply: () => undefined,
      delivery: { schedule: ['20ms'] },
    });
    const answer = await deliver(pair.gw);
    await received(pair, 1);
    pair.up.reply(200);
    await accepted(pair, answer.id);
    const [attempt] = (await entry(pair, answer.id)).attempts;
    expect(attempt).toMatchObject({ number: 1, status: null, result: 'timeout', answer: null });
    expect(attempt?.durationMs).toBeGreaterThan(900);
    expect(arrived(pair, 'webhook-gateway-attempt')).toEqual(['1', '2']);
  });

  test('no redirect is followed: it is a failure, and tried again', async () => {
    const elsewhere = await queuePair({ name: 'elsewhere' });
    const pair = await queuePair({ reply: { status: 307, headers: { Location: elsewhere.up.url } } });
    const answer = await deliver(pair.gw);
    await received(pair, 2);
    pair.up.reply(200);
    await accepted(pair, answer.id);
    expect(elsewhere.up.received).toEqual([]);
  });

  test('attempts are numbered over all schedules of a message', async () => {
    const pair = await queuePair({ reply: 503, delivery: { schedule: ['10ms'] } });
    const answer = await deliver(pair.gw);
    await dead(pair, answer.id);
    await pair.api('/dead/replay', 'POST', { all: true });
    await received(pair, 4);
    await dead(pair, answer.id);
    pair.up.reply(200);
    await replay(pair, answer.id);
    await accepted(pair, answer.id);
    expect(arrived(pair, 'webhook-gateway-attempt')).toEqual(['1', '2', '3', '4', '5']);
    expect((await entry(pair, answer.id)).attempts.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('maxAge', () => {
  test('a message whose next attempt would come too late is dead at once', async () => {
    const pair = await queuePair({ reply: 503, delivery: { schedule: ['10ms', '2h'], maxAge: '1h' } });
    const answer = await deliver(pair.gw);
    await dead(pair, answer.id);
    expect(await entry(pair, answer.id)).toMatchObject({
      dead: 'expired',
      outcome: 'failed',
      bodyKept: true,
    });
    expect(pair.up.received).toHaveLength(2);
  });

  test('what waited too long in a pause dies without an attempt', async () => {
    const pair = await queuePair({ delivery: { maxAge: '1h' } });
    await pair.api('/routes/a/pause', 'POST');
    const answer = await deliver(pair.gw);
    await pass(pair, HOUR + 1_000);
    await pair.api('/routes/a/resume', 'POST');
    await dead(pair, answer.id);
    expect(await entry(pair, answer.id)).toMatchObject({ dead: 'expired', outcome: 'queued', attempts: [] });
    expect(pair.up.received).toEqual([]);
  });

  test('sent again by an operator its age is counted anew', async () => {
    const pair = await queuePair({ delivery: { maxAge: '1h' } });
    await pair.api('/routes/a/pause', 'POST');
    const answer = await deliver(pair.gw);
    await pass(pair, 2 * HOUR);
    await pair.api('/routes/a/resume', 'POST');
    await dead(pair, answer.id);
    await pair.api('/dead/replay', 'POST', { ids: [answer.id] });
    await accepted(pair, answer.id);
    expect(pair.up.received).toHaveLength(1);
  });
});

describe('clocks', () => {
  test.each([
    ['two minutes', 2 * 60_000],
    ['an hour', HOUR],
    ['a day', 24 * HOUR],
  ])('Redis’s goes back by %s: what waits is attempted soon, and not early', async (_, ms) => {
    const pair = await queuePair({ reply: 503, delivery: { schedule: ['2s'] } });
    const answer = await deliver(pair.gw);
    await until('it waits', async () => (await entry(pair, answer.id)).attempts.length === 1);
    await pass(pair, -ms);
    pair.up.reply(200);
    await accepted(pair, answer.id);
    expect(gaps(pair.up.received)[0]).toBeGreaterThanOrEqual(2_000 - GRAIN_MS);
  });

  test.each(['queued', 'direct'] as const)(
    'of replicas differ: mode %s logs deliveries in the order in which they came, and drops none',
    async (mode) => {
      const more = { deliveries: { log: true, maxAge: '1h' } };
      const one = await queuePair({ mode, more });
      const behind = await queuePair({ mode, more, beside: one, clock: () => Date.now() - HOUR });
      const ahead = await queuePair({ mode, more, beside: one, clock: () => Date.now() + 24 * HOUR });
      const ids: (string | undefined)[] = [];
      for (const { gw } of [ahead, behind, one, behind, ahead]) {
        const { id } = await deliver(gw);
        await accepted(one, id);
        ids.unshift(id);
      }
      expect((await listed(one, '/deliveries')).map(({ id }) => id)).toEqual(ids);
    },
  );
});

type Answering = Extract<Reply, (...request: never) => unknown>;

/** A receiver that notes how many requests it has in its hands at most. */
function counting(ms: number): { readonly reply: Answering; readonly most: () => number } {
  let now = 0;
  let most = 0;
  return {
    most: () => most,
    async reply(_request, response) {
      now += 1;
      most = Math.max(most, now);
      await sleep(ms);
      now -= 1;
      response.writeHead(200).end();
    },
  };
}

describe('concurrency', () => {
  test('no more attempts run at a time than are configured, and as many as that do', async () => {
    const receiver = counting(30);
    const pair = await queuePair({ reply: receiver.reply, delivery: { concurrency: 3 } });
    await Promise.all(Array.from({ length: 30 }, () => deliver(pair.gw)));
    await nothingWaits(pair);
    expect(pair.up.received).toHaveLength(30);
    expect(receiver.most()).toBe(3);
  });

  test('it holds for each process', async () => {
    const receiver = counting(50);
    const one = await queuePair({ reply: receiver.reply, delivery: { concurrency: 2 } });
    await queuePair({ beside: one, delivery: { concurrency: 2 } });
    await Promise.all(Array.from({ length: 40 }, () => deliver(one.gw)));
    await nothingWaits(one);
    expect(receiver.most()).toBeGreaterThan(2);
    expect(receiver.most()).toBeLessThanOrEqual(4);
    expect(one.up.received).toHaveLength(40);
  });

  test('a receiver that asks for less gets fewer at a time', async () => {
    const receiver = counting(20);
    let asksForLess = true;
    const pair = await queuePair({
      reply: async (request, response) => {
        if (asksForLess) response.writeHead(429).end();
        else await receiver.reply(request, response);
      },
      delivery: { concurrency: 16, schedule: ['50ms', '50ms', '50ms', '50ms', '50ms'] },
    });
    await Promise.all(Array.from({ length: 32 }, () => deliver(pair.gw)));
    await received(pair, 32);
    asksForLess = false;
    await nothingWaits(pair);
    expect(receiver.most()).toBeLessThan(16);
  });

  test('a receiver that never answers does not slow another route', async () => {
    const pair = await queuePair({
      routes: (url) => [
        queuedRoute(`${url}/dead`, {
          name: 'dead',
          delivery: { concurrency: 2 },
          destination: { timeout: '20s' },
        }),
        queuedRoute(`${url}/alive`, { name: 'alive' }),
      ],
      reply: ({ path }, response) => {
        if (path === '/alive') response.writeHead(200).end();
      },
    });
    await Promise.all(Array.from({ length: 20 }, () => deliver(pair.gw, { route: 'dead' })));
    await until('the dead one has as many as it may', () => pair.up.received.length === 2);
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: 50 }, () => deliver(pair.gw, { route: 'alive' })));
    await nothingWaits(pair, 'alive');
    // Behind the other's attempts it would have to wait for their timeout.
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(await pending(pair, 'dead')).toBe(20);
  });
});

describe('rate', () => {
  /** The most that arrived within any `ms`. */
  function mostWithin(ms: number, times: readonly number[]): number {
    return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + ms).length));
  }

  test('over all replicas never more than the rate, and no burst at its beginning', async () => {
    const one = await queuePair({ delivery: { rate: '40/s' } });
    await queuePair({ beside: one, delivery: { rate: '40/s' } });
    await one.api('/routes/a/pause', 'POST');
    await Promise.all(Array.from({ length: 60 }, () => deliver(one.gw)));
    await one.api('/routes/a/resume', 'POST');
    await nothingWaits(one);
    const times = one.up.received.map(({ at }) => at).sort((a, b) => a - b);
    expect(times).toHaveLength(60);
    const span = (times.at(-1) ?? 0) - (times[0] ?? 0);
    // A window of 100 ms holds 4; the first and the last one may be cut short.
    expect(span).toBeGreaterThanOrEqual(((60 - 8) * 1_000) / 40);
    expect(mostWithin(1_000, times)).toBeLessThanOrEqual(44);
    expect(mostWithin(90, times)).toBeLessThanOrEqual(9);
  });

  test('a route without a rate is not held back', async () => {
    const pair = await queuePair();
    const startedAt = performance.now();
    for (let i = 0; i < 5; i++) await Promise.all(Array.from({ length: 40 }, () => deliver(pair.gw)));
    await nothingWaits(pair);
    expect(pair.up.received).toHaveLength(200);
    // The lowest rate that anybody would miss, 20 a second, takes ten.
    expect(performance.now() - startedAt).toBeLessThan(8_000);
  });
});
