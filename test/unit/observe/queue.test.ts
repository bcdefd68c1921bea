import { describe, expect, it } from 'vitest';
import { FIELDS } from '../../../src/observe/log-fields.js';
import { DEAD_REASONS, type DeadLetter, type QueueAttempt } from '../../../src/model/trail.js';
import { LEADS, NOW, observed, ORDERS } from '../../helpers/observed.js';
import { trail } from '../../helpers/trail.js';

const HOUR = 3_600_000;

/** The second attempt at a message of an hour ago, accepted unless told otherwise. */
function attempt(changes: Partial<QueueAttempt> = {}): QueueAttempt {
  return {
    route: 'orders',
    destination: 'shop',
    messageId: 'msg_1',
    sourceId: 'evt_1',
    event: 'order.paid',
    attempt: { number: 2, status: 200, result: 'accepted', durationMs: 40 },
    age: HOUR,
    next: undefined,
    ...changes,
  };
}

const FAILED = { number: 2, status: 503, result: 'retry', durationMs: 40 } as const;

const LETTER: DeadLetter = {
  route: 'orders',
  destination: 'shop',
  messageId: 'msg_1',
  sourceId: 'evt_1',
  event: 'order.paid',
  reason: 'expired',
  attempts: 3,
};

const SAMPLE = { waiting: 3, delayed: 2, active: 1, dead: 7, oldest: NOW - HOUR };

const queueing = (options: { level?: string; now?: () => number } = {}) =>
  observed({ routes: [LEADS, ORDERS], ...options });

describe('series of the queue', () => {
  it('are there from the first scrape with 0 for a route that queues, and absent for one that does not', async () => {
    const found = await queueing().series();
    for (const reason of DEAD_REASONS) {
      const name = `webhook_gateway_dead_letters_total{route="orders",destination="shop",reason="${reason}"}`;
      expect(found.get(name), reason).toBe(0);
    }
    expect(found.get('webhook_gateway_queue_worker_crashes_total{route="orders"}')).toBe(0);
    expect(found.get('webhook_gateway_breaker_state{route="orders",destination="shop"}')).toBe(0);
    expect(found.get('webhook_gateway_deliveries_total{route="orders",outcome="queued"}')).toBe(0);
    const ofLeads = [...found.keys()].filter((name) => name.includes('"leads"'));
    expect(ofLeads.filter((name) => /dead_letters|crashes|breaker/.test(name))).toEqual([]);
  });

  it('a route of any mode can be paused', async () => {
    const found = await queueing().series();
    expect(found.get('webhook_gateway_paused{route="leads"}')).toBe(0);
    expect(found.get('webhook_gateway_paused{route="orders"}')).toBe(0);
    expect(found.has('webhook_gateway_paused{route="_unmatched"}')).toBe(false);
  });

  it('nothing is said of a queue nobody has looked at, nor of a store', async () => {
    const names = [...(await queueing().series()).keys()];
    expect(names.filter((name) => /queue_(messages|oldest)|store_durable/.test(name))).toEqual([]);
  });
});

describe('an attempt of the queue', () => {
  it('that is accepted has one line and counts like any other attempt, with its time since receipt', async () => {
    const { reporter, lines, series } = queueing();
    reporter.queueAttempt(attempt());
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).toMatchObject({
      level: 'info',
      msg: 'attempt',
      route: 'orders',
      destination: 'shop',
      messageId: 'msg_1',
      sourceId: 'evt_1',
      event: 'order.paid',
      attempt: 2,
      result: 'accepted',
      receiverStatus: 200,
      receiverMs: 40,
      durationMs: HOUR,
    });
    const found = await series();
    for (const name of [
      'attempts_total{route="orders",destination="shop",result="accepted"}',
      'receiver_duration_seconds_count{route="orders",destination="shop",status="2xx"}',
      'acceptance_seconds_count{route="orders"}',
    ]) {
      expect(found.get(`webhook_gateway_${name}`), name).toBe(1);
    }
    expect(found.get('webhook_gateway_acceptance_seconds_sum{route="orders"}')).toBe(3_600);
    expect(found.get('webhook_gateway_last_accepted_timestamp_seconds{route="orders"}')).toBe(NOW / 1000);
    expect(found.get('webhook_gateway_deliveries_total{route="orders",outcome="queued"}')).toBe(0);
  });

  it('that failed is warned of and says when the next one is due', async () => {
    const { reporter, lines, series } = queueing();
    reporter.queueAttempt(attempt({ attempt: FAILED, next: { at: NOW + 300_000 } }));
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).toMatchObject({ level: 'warn', nextAttempt: '2026-01-02T03:09:05.000Z' });
    expect(lines()[0]).not.toHaveProperty('dead');
    const found = await series();
    expect(
      found.get('webhook_gateway_attempts_total{route="orders",destination="shop",result="retry"}'),
    ).toBe(1);
    expect(found.has('webhook_gateway_acceptance_seconds_count{route="orders"}')).toBe(false);
    expect(found.has('webhook_gateway_last_accepted_timestamp_seconds{route="orders"}')).toBe(false);
  });

  it('that was the last says why, in the same line, and counts as a dead letter', async () => {
    const { reporter, lines, series } = queueing();
    reporter.queueAttempt(attempt({ attempt: FAILED, next: { dead: 'exhausted' } }));
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).toMatchObject({ level: 'warn', msg: 'attempt', dead: 'exhausted' });
    expect(lines()[0]).not.toHaveProperty('nextAttempt');
    const name = 'webhook_gateway_dead_letters_total{route="orders",destination="shop",reason="exhausted"}';
    expect((await series()).get(name)).toBe(1);
  });

  it('has no status where the receiver gave none', async () => {
    const { reporter, lines, series } = queueing();
    const timeout = { number: 1, status: undefined, result: 'timeout', durationMs: 60_000 } as const;
    reporter.queueAttempt(attempt({ attempt: timeout, next: { at: NOW } }));
    expect(lines()[0]).not.toHaveProperty('receiverStatus');
    const name =
      'webhook_gateway_receiver_duration_seconds_count{route="orders",destination="shop",status="none"}';
    expect((await series()).get(name)).toBe(1);
  });

  it('received in the future of a clock that went back was not accepted before it came', async () => {
    const { reporter, series } = queueing();
    reporter.queueAttempt(attempt({ age: -HOUR }));
    expect((await series()).get('webhook_gateway_acceptance_seconds_sum{route="orders"}')).toBe(0);
  });

  it('has a line of documented fields only, short whatever they hold, and none below the level', () => {
    const { reporter, text, lines } = queueing({ level: 'warn' });
    reporter.queueAttempt(attempt());
    expect(lines()).toEqual([]);
    const long = 'x'.repeat(100_000);
    reporter.queueAttempt(
      attempt({ attempt: FAILED, next: { at: NOW }, messageId: long, sourceId: long, event: long }),
    );
    reporter.dead({ ...LETTER, messageId: long, sourceId: long, event: long });
    expect(text().join('').length).toBeLessThan(4_000);
    for (const line of lines()) {
      expect(Object.keys(line).filter((field) => !(field in FIELDS))).toEqual([]);
    }
  });
});

describe('time from receipt to acceptance', () => {
  const SUM = 'webhook_gateway_acceptance_seconds_sum{route="leads"}';

  it('is measured in direct mode too', async () => {
    const { reporter, series } = queueing();
    reporter.delivery(trail());
    expect((await series()).get(SUM)).toBeCloseTo(0.01);
  });

  it('is measured to the end of an attempt that outlived its answer', async () => {
    const { reporter, series } = queueing();
    reporter.late(
      trail({ startedAt: -40_000 }),
      { number: 1, status: 200, result: 'accepted', durationMs: 41_000 },
      true,
    );
    expect((await series()).get(SUM)).toBeCloseTo(41.01);
  });

  it('tells hours apart', async () => {
    const { reporter, series } = queueing();
    for (const hours of [0.5, 2, 5, 11, 20, 60]) {
      reporter.queueAttempt(attempt({ age: hours * HOUR }));
    }
    const found = await series();
    const within = (seconds: number) =>
      found.get(`webhook_gateway_acceptance_seconds_bucket{le="${String(seconds)}",route="orders"}`);
    expect([3_600, 10_800, 21_600, 43_200, 86_400, 259_200].map(within)).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('a message that dies without an attempt', () => {
  it.each(DEAD_REASONS)('because it is %s has one line and one count', async (reason) => {
    const { reporter, lines, series } = queueing();
    reporter.dead({ ...LETTER, reason });
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).toMatchObject({
      level: reason === 'cancelled' ? 'info' : 'warn',
      msg: 'dead letter',
      route: 'orders',
      destination: 'shop',
      messageId: 'msg_1',
      sourceId: 'evt_1',
      event: 'order.paid',
      attempts: 3,
      dead: reason,
    });
    const name = `webhook_gateway_dead_letters_total{route="orders",destination="shop",reason="${reason}"}`;
    expect((await series()).get(name)).toBe(1);
  });
});

describe('what holds a route back', () => {
  it('an attempt that never reported back is counted and warned of, and is no failed attempt', async () => {
    const { reporter, lines, series } = queueing();
    reporter.crashed('orders');
    const found = await series();
    expect(found.get('webhook_gateway_queue_worker_crashes_total{route="orders"}')).toBe(1);
    expect([...found].filter(([name, value]) => name.includes('attempts_total') && value > 0)).toEqual([]);
    expect(lines()).toMatchObject([{ level: 'warn', msg: 'attempt never reported back', route: 'orders' }]);
  });

  it("a breaker's state shows, and is logged when it opens and when it closes, not at each probe", async () => {
    const { reporter, lines, series } = queueing();
    const seen: (number | undefined)[] = [];
    for (const state of ['closed', 'open', 'half_open', 'open', 'half_open', 'closed', 'closed'] as const) {
      reporter.breaker('orders', 'shop', state);
      seen.push((await series()).get('webhook_gateway_breaker_state{route="orders",destination="shop"}'));
    }
    expect(seen).toEqual([0, 2, 1, 2, 1, 0, 0]);
    expect(lines()).toMatchObject([
      { level: 'warn', msg: 'breaker open', route: 'orders' },
      { level: 'info', msg: 'breaker closed', route: 'orders' },
    ]);
  });

  it('a queue that is refused its messages is counted each time, and told once until it takes one', async () => {
    const { reporter, lines, series } = queueing();
    for (const reason of [undefined, 'auth', 'auth', undefined, undefined, 'auth'])
      reporter.refused('orders', reason);
    expect((await series()).get('webhook_gateway_store_errors_total{operation="take"}')).toBe(3);
    expect(lines()).toMatchObject([
      { level: 'warn', msg: 'the queue is refused its messages', route: 'orders', reason: 'auth' },
      { level: 'info', msg: 'the queue takes messages again', route: 'orders' },
      { level: 'warn', msg: 'the queue is refused its messages', route: 'orders', reason: 'auth' },
    ]);
  });

  it('a pause shows, and is logged once, with who paused', async () => {
    const { reporter, lines, series } = queueing();
    const seen: (number | undefined)[] = [];
    for (const by of [undefined, 'gone', 'gone', undefined, 'operator', undefined] as const) {
      reporter.paused('leads', by);
      seen.push((await series()).get('webhook_gateway_paused{route="leads"}'));
    }
    expect(seen).toEqual([0, 1, 1, 0, 1, 0]);
    expect(lines()).toMatchObject([
      { level: 'warn', msg: 'route paused', route: 'leads', reason: 'gone' },
      { level: 'info', msg: 'route resumed' },
      { level: 'warn', msg: 'route paused', reason: 'operator' },
      { level: 'info', msg: 'route resumed' },
    ]);
  });

  it('a store that may lose what is queued shows', async () => {
    const { metrics, series } = queueing();
    metrics.storeDurable(false);
    expect((await series()).get('webhook_gateway_store_durable')).toBe(0);
    metrics.storeDurable(true);
    expect((await series()).get('webhook_gateway_store_durable')).toBe(1);
  });
});

describe('a sample of the queue', () => {
  const messages = (state: string, destination = 'shop') =>
    `webhook_gateway_queue_messages{route="orders",destination="${destination}",state="${state}"}`;
  const OLDEST = 'webhook_gateway_queue_oldest_timestamp_seconds{route="orders",destination="shop"}';

  it('is what the next scrapes say', async () => {
    const { metrics, series } = queueing();
    metrics.queueSampled('orders', 'shop', SAMPLE);
    const found = await series();
    expect(['waiting', 'delayed', 'active', 'dead'].map((state) => found.get(messages(state)))).toEqual([
      3, 2, 1, 7,
    ]);
    expect(found.get(OLDEST)).toBe((NOW - HOUR) / 1000);
  });

  it('without any pending message has no oldest', async () => {
    const { metrics, series } = queueing();
    metrics.queueSampled('orders', 'shop', SAMPLE);
    metrics.queueSampled('orders', 'shop', { waiting: 0, delayed: 0, active: 0, dead: 7, oldest: undefined });
    const found = await series();
    expect(found.has(OLDEST)).toBe(false);
    expect(found.get(messages('waiting'))).toBe(0);
  });

  it('that is over a minute old is left out, until there is a new one', async () => {
    let now = NOW;
    const { metrics, series } = queueing({ now: () => now });
    metrics.queueSampled('orders', 'shop', SAMPLE);
    now += 60_000;
    expect((await series()).get(messages('waiting'))).toBe(3);
    now += 1;
    const names = [...(await series()).keys()];
    expect(names.filter((name) => /queue_(messages|oldest)/.test(name))).toEqual([]);
    metrics.queueSampled('orders', 'shop', { ...SAMPLE, waiting: 4 });
    expect((await series()).get(messages('waiting'))).toBe(4);
  });

  it('of a route that has just stopped queueing shows all the same: what it holds is still to be delivered', async () => {
    const { metrics, series } = queueing();
    metrics.declareRoutes([LEADS, { ...ORDERS, destinations: [{ name: 'shop', queue: false }] }]);
    metrics.queueSampled('orders', 'shop', SAMPLE);
    expect((await series()).get(messages('waiting'))).toBe(3);
  });
});

describe('a reload', () => {
  it('removes every series of a queue that is gone, and none comes back', async () => {
    const { metrics, reporter, series } = queueing();
    const tell = () => {
      reporter.queueAttempt(attempt());
      reporter.queueAttempt(attempt({ attempt: FAILED, next: { dead: 'final' } }));
      reporter.dead(LETTER);
      reporter.crashed('orders');
      reporter.breaker('orders', 'shop', 'open');
      reporter.paused('orders', 'operator');
      metrics.queueSampled('orders', 'shop', SAMPLE);
    };
    tell();
    metrics.declareRoutes([LEADS]);
    expect([...(await series()).keys()].filter((name) => /orders|shop/.test(name))).toEqual([]);
    tell();
    const found = await series();
    expect([...found.keys()].filter((name) => /orders|shop/.test(name))).toEqual([]);
    const strange = [...found.keys()].filter((name) => name.includes('"_unmatched"'));
    expect(strange.filter((name) => /queue_(messages|oldest)|breaker|paused/.test(name))).toEqual([]);
  });

  it('keeps what stays: counts, a pause, an open breaker, the last sample', async () => {
    const { metrics, reporter, series } = queueing();
    reporter.dead(LETTER);
    reporter.breaker('orders', 'shop', 'open');
    reporter.paused('orders', 'operator');
    metrics.queueSampled('orders', 'shop', SAMPLE);
    metrics.declareRoutes([LEADS, ORDERS]);
    const found = await series();
    for (const [name, value] of [
      ['dead_letters_total{route="orders",destination="shop",reason="expired"}', 1],
      ['breaker_state{route="orders",destination="shop"}', 2],
      ['paused{route="orders"}', 1],
      ['queue_messages{route="orders",destination="shop",state="dead"}', 7],
    ] as const) {
      expect(found.get(`webhook_gateway_${name}`), name).toBe(value);
    }
  });

  it('that renames a destination leaves nothing of the old name behind', async () => {
    const { metrics, reporter, series } = queueing();
    reporter.queueAttempt(attempt());
    reporter.dead(LETTER);
    reporter.breaker('orders', 'shop', 'open');
    metrics.queueSampled('orders', 'shop', SAMPLE);
    metrics.declareRoutes([{ ...ORDERS, destinations: [{ name: 'new-shop', queue: true }] }]);
    metrics.queueSampled('orders', 'shop', SAMPLE);
    const names = [...(await series()).keys()];
    expect(names.filter((name) => name.includes('destination="shop"'))).toEqual([]);
    expect(names.filter((name) => name.includes('destination="new-shop"')).length).toBeGreaterThan(5);
  });
});

it('a hostile name never makes a series', async () => {
  const { metrics, reporter, series } = queueing();
  for (const name of ['__proto__', 'constructor', 'x"} 1\n', 'ORDERS', '', '_unmatched']) {
    reporter.queueAttempt(attempt({ route: name, destination: name }));
    reporter.queueAttempt(attempt({ destination: name }));
    reporter.dead({ ...LETTER, route: name, destination: name });
    reporter.crashed(name);
    reporter.breaker(name, 'shop', 'open');
    reporter.paused(name, 'gone');
    metrics.queueSampled(name, 'shop', SAMPLE);
  }
  const labels = [...(await series()).keys()].flatMap((name) => [
    ...name.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g),
  ]);
  const values = (label: string) => new Set(labels.filter((m) => m[1] === label).map((m) => m[2]));
  expect(values('route')).toEqual(new Set(['_unmatched', 'leads', 'orders']));
  expect(values('destination')).toEqual(new Set(['_unmatched', 'default', 'shop']));
});
