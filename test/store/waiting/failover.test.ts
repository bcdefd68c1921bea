/**
 * Masters of real Sentinels and Clusters die and hang under load: every answer is an answer or a StoreUnavailable, none
 * is late, what was lost comes back by itself, and nothing that was confirmed is missing afterwards.
 */
import { afterEach, describe, expect, test } from 'vitest';
import { StoreUnavailable } from '../../../src/line/claim/claim-store.js';
import type { Keeping } from '../../../src/queue/message-store.js';
import { createRedisStore, type RedisStore } from '../../../src/store/redis/redis-claims.js';
import { slotOf } from '../../../src/store/redis/connection/slots.js';
import { startCluster, type TestCluster } from '../../helpers/cluster.js';
import { startSentinels } from '../../helpers/sentinels.js';
import { until } from '../../helpers/servers.js';
import { HOUR, newKey } from '../suite.js';
import { size } from '../../helpers/larger-runs.js';

/** Of a call, and of a confirmation, which may wait for its connection and for replicas. */
const CALL_MS = 1_000;
const CONFIRM_MS = 1_250;
const BACK_WITHIN_MS = 10_000;
const WORKERS = 12;
const PREFIX = 'p';
const KEEPING: Keeping = { log: HOUR, logCount: 100_000, bodies: HOUR, dead: HOUR };
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function open(url: string): Promise<RedisStore> {
  const store = createRedisStore({ url, prefix: PREFIX, durability: { durability: 'server', replicas: 1 } });
  ends.push(() => store.close());
  expect(await store.ready(5_000)).toBe(true);
  return store;
}

class Load {
  readonly committed = new Set<string>();
  /** Keys of messages, by route. */
  readonly confirmed = new Map<string, string[]>();
  readonly refusals = new Map<string, number>();
  slowestCall = 0;
  slowestConfirm = 0;
  readonly #store: RedisStore;
  #working = true;
  readonly #running: Promise<unknown>[];

  constructor(store: RedisStore, routes: readonly string[]) {
    this.#store = store;
    this.#running = [
      ...Array.from({ length: WORKERS }, (_, i) => this.#work(() => this.#deliver(`w${i}`))),
      ...routes.map((route) => this.#work(() => this.#keep(route))),
    ];
  }

  async end(): Promise<void> {
    this.#working = false;
    await Promise.all(this.#running);
  }

  async #work(once: () => Promise<void>): Promise<void> {
    while (this.#working) {
      try {
        await once();
        await sleep(1);
      } catch (error) {
        // Anything else is a fault of ours, and ends the test.
        if (!(error instanceof StoreUnavailable)) throw error;
        this.refusals.set(error.reason, (this.refusals.get(error.reason) ?? 0) + 1);
        await sleep(5);
      }
    }
  }

  async #deliver(owner: string): Promise<void> {
    const key = newKey();
    const answer = await this.#timed(this.#store.claim(key, owner));
    expect(answer).toEqual({ state: 'own' });
    await this.#timed(this.#store.commit(key, owner, 200, HOUR));
    this.committed.add(key);
  }

  async #keep(route: string): Promise<void> {
    const key = newKey();
    const message = {
      id: key,
      event: undefined,
      sourceId: undefined,
      contentType: 'text/plain',
      headers: [],
      body: Buffer.from(key),
    };
    const entry = { key, owner: '', destination: 'd', message, receivedAt: Date.now(), attempts: [] };
    await this.#timed(this.#store.messages.put(route, entry, KEEPING));
    const startedAt = performance.now();
    await this.#store.confirm(route).finally(() => {
      this.slowestConfirm = Math.max(this.slowestConfirm, performance.now() - startedAt);
    });
    this.confirmed.set(route, [...(this.confirmed.get(route) ?? []), key]);
  }

  async #timed<T>(call: Promise<T>): Promise<T> {
    const startedAt = performance.now();
    return call.finally(() => {
      this.slowestCall = Math.max(this.slowestCall, performance.now() - startedAt);
    });
  }
}

/** Runs load over a fault, until the store has been back for a moment, and checks what must hold. */
async function survive(
  store: RedisStore,
  routes: readonly string[],
  fault: () => Promise<unknown>,
): Promise<Load> {
  const load = new Load(store, routes);
  await sleep(500);
  await fault();
  await until('it is back by itself', () => store.up, BACK_WITHIN_MS);
  const before = load.committed.size;
  await until('deliveries go on', () => load.committed.size > before + 100, BACK_WITHIN_MS);
  for (const route of routes) {
    const had = load.confirmed.get(route)?.length ?? 0;
    await until(
      `${route} is confirmed again`,
      () => (load.confirmed.get(route)?.length ?? 0) > had,
      BACK_WITHIN_MS,
    );
  }
  await load.end();

  expect(load.slowestCall).toBeLessThan(CALL_MS);
  expect(load.slowestConfirm).toBeLessThan(CONFIRM_MS);
  expect(load.refusals.size, 'the fault was felt').toBeGreaterThan(0);
  for (const route of routes) {
    const stored = new Set(await store.messages.pending(route, Infinity, 0, 1_000_000));
    const missing = (load.confirmed.get(route) ?? []).filter((key) => !stored.has(key));
    expect(missing, `confirmed messages of ${route} that are gone`).toEqual([]);
  }
  return load;
}

describe('under Sentinels', () => {
  test.each(['kill9', 'pause'] as const)('the master is lost (%s) and another takes over', async (how) => {
    const setup = await startSentinels({ replicas: 2 });
    ends.push(() => setup.stop());
    const store = await open(setup.url);
    const old = await setup.master();
    await survive(store, ['a', 'b'], async () => {
      await old[how]();
      await setup.failedOver(old);
    });
    if (how === 'pause') await old.resume();
  });

  const TIMES = size('FAULT_ROUNDS', 2);
  test(
    `${TIMES} times in a row, with the old masters coming back as replicas`,
    async () => {
      const setup = await startSentinels({ replicas: 2 });
      ends.push(() => setup.stop());
      const store = await open(setup.url);
      for (let i = 0; i < TIMES; i += 1) {
        const old = await setup.master();
        await survive(store, ['a'], async () => {
          await old.kill9();
          await setup.failedOver(old);
          await old.restart();
        });
        await until('all follow', () => setup.complete(), 20_000, 100);
      }
    },
    TIMES * 40_000,
  );
});

describe('in a Cluster', () => {
  const ROUTES = ['a', 'b', 'c', 'd', 'e', 'f'];
  async function clusterOf(options = {}): Promise<TestCluster> {
    const cluster = await startCluster(options);
    ends.push(() => cluster.stop());
    return cluster;
  }

  test.each(['kill9', 'pause'] as const)('a master is lost (%s) and its replica takes over', async (how) => {
    const cluster = await clusterOf({ replicas: true });
    const store = await open(cluster.url);
    const [lost] = cluster.masters;
    await survive(store, ROUTES, async () => {
      await lost[how]();
      await until('the loss is felt', () => !store.up, 5_000);
      await until('its replica has taken over', () => store.up, BACK_WITHIN_MS);
      // Without it the new master would have no replica to confirm anything.
      await (how === 'pause' ? lost.resume() : lost.restart());
    });
  });

  test('while a master hangs and nobody replaces it, what lies on the others goes on', async () => {
    const cluster = await clusterOf({ args: ['--cluster-require-full-coverage', 'no'] });
    const store = createRedisStore({ url: cluster.url, prefix: PREFIX });
    ends.push(() => store.close());
    await store.ready(5_000);
    const [lost] = cluster.masters;
    const keys = Array.from({ length: 300 }, newKey);
    const owners = new Map<string, number | undefined>();
    for (const key of keys) owners.set(key, (await cluster.ownerOf(slotOf(`${PREFIX}:d:${key}`)))?.port);
    await lost.pause();
    let refused = 0;
    const startedAt = performance.now();
    while (performance.now() - startedAt < 4_000) {
      for (const key of keys.splice(0, 10)) {
        const askedAt = performance.now();
        const answer = await store.claim(key, 'me').catch((error: unknown) => error);
        expect(performance.now() - askedAt).toBeLessThan(CALL_MS);
        if (owners.get(key) === lost.port) {
          expect(answer).toBeInstanceOf(StoreUnavailable);
          refused += 1;
        } else expect(answer).toEqual({ state: 'own' });
      }
      await sleep(20);
    }
    expect(refused).toBeGreaterThan(0);
    expect(store.up).toBe(false);
    await lost.resume();
    await until('it is whole again', () => store.up, BACK_WITHIN_MS);
  });

  // A hundred moves by a command each, while the machine may run five other files beside this one.
  const patience = { timeout: 120_000 };
  test(
    'slots that move to another master are followed, and nothing is asked twice or lost',
    patience,
    async () => {
      const cluster = await clusterOf();
      const store = createRedisStore({ url: cluster.url, prefix: PREFIX });
      ends.push(() => store.close());
      await store.ready(5_000);
      const load = new Load(store, []);
      await sleep(200);
      for (let slot = 0; slot < 100; slot += 1)
        await cluster.move(slot, cluster.masters[0], cluster.masters[1]);
      await load.end();
      expect([...load.refusals]).toEqual([]);
      const done = [...load.committed];
      expect(done.length).toBeGreaterThan(500);
      for (const answer of await Promise.all(done.map((key) => store.claim(key, 'other'))))
        expect(answer).toEqual({ state: 'done', status: 200 });
    },
  );
});
