/**
 * Two readers at a time read the whole log, a page after the other, with every filter, while deliveries run: neither sees
 * one twice, and neither misses one that stood there when it began. LIST_ENTRIES=100000 by hand.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OutcomeCode } from '../../../src/model/outcome.js';
import { listDead, listDeliveries } from '../../../src/operate/lists.js';
import type { DeliveryQuery } from '../../../src/operate/operations.js';
import { Logbook } from '../../../src/operate/log/logbook.js';
import { MemoryLog } from '../../../src/operate/log/memory-log.js';
import { Refusals } from '../../../src/operate/refusals.js';
import type { Keeping, MessageStore } from '../../../src/queue/message-store.js';
import { patiently } from '../../../src/queue/patiently.js';
import { createRedisStore, type RedisStore } from '../../../src/store/redis/redis-claims.js';
import { entryOf, KEEPING, newKey, newMessageOf, T0 } from '../../helpers/messages.js';
import { size, tell } from '../../helpers/larger-runs.js';
import { randomPrefix, withClient } from '../../helpers/redis.js';
import { sharedRedis } from '../../helpers/shared-redis.js';

const ENTRIES = size('LIST_ENTRIES', 6_000);
const ROUTES = ['a', 'b', 'c'];
const EVENTS = ['lead.created', 'lead.updated'];
const OUTCOMES: readonly OutcomeCode[] = ['accepted', 'failed', 'rejected', 'filtered'];
/** Nothing has to go because there is too much of it. */
const ALL: Keeping = { ...KEEPING, logCount: 10 * ENTRIES };
const STEP_MS = 50;

interface Standing {
  readonly id: string;
  readonly key: string;
  readonly route: string;
  readonly event: string;
  readonly outcome: OutcomeCode;
  readonly dead: boolean;
  readonly receivedAt: number;
}

let store: RedisStore;
let messages: MessageStore;
let prefix: string;
const standing: Standing[] = [];
let added = 0;

beforeAll(async () => {
  prefix = randomPrefix();
  store = createRedisStore({ url: sharedRedis(), prefix });
  ({ messages } = store);
  await store.ready(2_000);
  for (let i = 0; i < ENTRIES; i += 200)
    await Promise.all(Array.from({ length: Math.min(200, ENTRIES - i) }, (_, n) => add(i + n)));
}, 300_000);
afterAll(async () => {
  await store.close();
  await withClient(sharedRedis(), async (client) => {
    for await (const keys of client.scanStream({ match: `${prefix}:*`, count: 1_000 })) {
      if ((keys as string[]).length > 0) await client.unlink(...(keys as string[]));
    }
  });
});

function pick<T>(words: readonly T[], n: number): T {
  return words[n % words.length] as T;
}

/** One of the log; several of them have one time of receipt. */
async function add(n: number): Promise<void> {
  const one: Standing = {
    ...{ id: `msg_${n}`, key: newKey(), route: pick(ROUTES, n), event: pick(EVENTS, n >> 2) },
    ...{ outcome: pick(OUTCOMES, n >> 3), dead: n % 10 === 0, receivedAt: T0 + Math.floor(n / 7) * STEP_MS },
  };
  await (one.dead ? bury(one, one.receivedAt + 5_000) : log(one));
  standing[n] = one.dead ? { ...one, outcome: 'failed' } : one;
}

function log(one: Standing, at = one.receivedAt, outcome = one.outcome): Promise<void> {
  const { id, key, route, event } = one;
  const entry = entryOf({ id, route, event, outcome, receivedAt: at });
  return patiently(() => messages.log(route, key, entry, ALL));
}

async function bury({ id, key, route, event, receivedAt }: Standing, at: number): Promise<void> {
  const message = newMessageOf({ key, receivedAt }, { id, event });
  await patiently(() => messages.put(route, message, ALL));
  const ended = { state: 'dead', attempt: undefined, at, outcome: 'failed', dead: 'exhausted' } as const;
  await patiently(() => messages.end(route, key, ended, ALL));
}

/** New ones come, old ones come again and fail again, repeat themselves, and are sent again and die again. */
async function deliver(stop: { readonly now: boolean }): Promise<void> {
  for (let n = 0; !stop.now; n++) {
    const now = T0 + ENTRIES * STEP_MS + n;
    const old = pick(standing, n * 7_919);
    added += 1;
    const fresh = { ...old, id: `msg_new_${added}`, key: newKey(), receivedAt: now };
    await Promise.all([
      log(fresh),
      log(old, now, 'duplicate'),
      ...(old.dead ? [again(old, now)] : [log(old, now)]),
    ]);
  }
}

/** It leaves the list of the dead and comes back to it as the latest. */
async function again({ route, key }: Standing, now: number): Promise<void> {
  const ended = { state: 'dead', attempt: undefined, at: now, outcome: 'failed', dead: 'exhausted' } as const;
  await patiently(() => messages.arm(route, key, now, true));
  await patiently(() => messages.end(route, key, ended, ALL));
}

type Filter = Omit<DeliveryQuery, 'cursor' | 'limit'>;

async function readAll(filter: Filter, limit: number, dead = false): Promise<string[]> {
  const refusals = new Refusals();
  const logbook = new Logbook(new MemoryLog(), messages);
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const query = { ...filter, limit, ...(cursor !== undefined && { cursor }) };
    const page = await patiently(() =>
      dead
        ? listDead(query, ROUTES, messages)
        : listDeliveries(query, ROUTES, logbook, refusals, () => false),
    );
    ids.push(...page.data.map(({ id }) => id));
    cursor = page.next;
  } while (cursor !== undefined);
  return ids;
}

function fits(one: Standing, { route, outcome, event, id, since, until }: Filter): boolean {
  return (
    (route === undefined || one.route === route) &&
    (outcome === undefined || one.outcome === outcome) &&
    (event === undefined || one.event === event) &&
    (id === undefined || one.id === id) &&
    (since === undefined || one.receivedAt >= since) &&
    (until === undefined || one.receivedAt <= until)
  );
}

const middle = T0 + Math.floor(ENTRIES / 14) * STEP_MS;

describe('while deliveries run', () => {
  test.each<[string, Filter]>([
    ['no filter', {}],
    ['a route', { route: 'b' }],
    ['an outcome', { outcome: 'rejected' }],
    ['an event', { event: 'lead.updated' }],
    ['an id', { id: 'msg_77' }],
    ['a time from which on', { since: middle }],
    ['a time up to which', { until: middle }],
    [
      'all of them',
      { route: 'a', outcome: 'failed', event: 'lead.created', since: T0 + STEP_MS, until: middle },
    ],
  ])('two readers with %s see none twice and miss none', { timeout: 600_000 }, async (name, filter) => {
    const stop = { now: false };
    const running = deliver(stop);
    const startedAt = performance.now();
    const read = await Promise.all([readAll(filter, 500), readAll(filter, 50)]);
    stop.now = true;
    await running;
    const expected = standing.filter((one) => fits(one, filter)).map(({ id }) => id);
    expect(expected.length).toBeGreaterThan(0);
    for (const ids of read) {
      const seen = new Set(ids);
      expect(seen.size).toBe(ids.length);
      expect(expected.filter((id) => !seen.has(id))).toEqual([]);
    }
    tell(`two readers of ${ENTRIES}, ${name}`, {
      ...{ standing: expected.length, read: read.map(({ length }) => length), added },
      ms: Math.round(performance.now() - startedAt),
    });
  });

  test(
    'two readers of the dead letters see none twice, and miss none that stayed one',
    { timeout: 600_000 },
    async () => {
      const stop = { now: false };
      const moved = new Set<string>();
      const arm = messages.arm.bind(messages);
      messages.arm = (...question) => {
        moved.add(question[1]);
        return arm(...question);
      };
      const running = deliver(stop);
      const read = await Promise.all([
        readAll({}, 500, true),
        readAll({}, 50, true),
        readAll({ outcome: 'dead' }, 500),
      ]);
      stop.now = true;
      await running;
      messages.arm = arm;
      const expected = standing.filter(({ dead, key }) => dead && !moved.has(key)).map(({ id }) => id);
      expect(expected.length).toBeGreaterThan(0);
      for (const ids of read) {
        const seen = new Set(ids);
        expect(seen.size).toBe(ids.length);
        expect(expected.filter((id) => !seen.has(id))).toEqual([]);
      }
    },
  );
});
