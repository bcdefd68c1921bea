/** Redis dies, hangs and comes back. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRedisStore } from '../../../src/store/redis/redis-claims.js';
import type { ClaimStore } from '../../../src/line/claim/claim-store.js';
import { StoreUnavailable } from '../../../src/line/claim/claim-store.js';
import type { RedisServer } from '../../helpers/redis.js';
import { keysUnder, startRedis, withClient } from '../../helpers/redis.js';
import type { Proxy } from '../../helpers/servers.js';
import { startProxy, until } from '../../helpers/servers.js';
import { HOUR, newKey } from '../suite.js';

const BACK_WITHIN_MS = 3_000;

let server: RedisServer;
let store: ClaimStore;
let changes: boolean[];

beforeEach(async () => {
  server = await startRedis();
  store = createRedisStore({ url: server.url, prefix: 'p' });
  changes = [];
  store.onChange((up) => changes.push(up));
  expect(await store.ready(2_000)).toBe(true);
});
afterEach(async () => {
  await store.close();
  await server.stop();
});

/** Every kind of call at once: how each failed, and how long the slowest took. */
async function failures(): Promise<{ reasons: string[]; slowest: number }> {
  const startedAt = performance.now();
  const key = newKey();
  const calls = [
    store.claim(key, 'a'),
    store.renew(key, 'a'),
    store.commit(key, 'a', 200, HOUR),
    store.release(key, 'a'),
    store.forget(key),
    store.noteBody(key, 'one', HOUR),
  ];
  const results = await Promise.allSettled(calls);
  return {
    slowest: performance.now() - startedAt,
    reasons: results.map((result) => {
      if (result.status === 'fulfilled') return 'answered';
      expect(result.reason).toBeInstanceOf(StoreUnavailable);
      return (result.reason as StoreUnavailable).reason;
    }),
  };
}

describe('Redis killed', () => {
  test('calls fail at once, and it is up again soon after Redis is', async () => {
    await server.kill9();
    await until('down', () => !store.up);
    const { reasons, slowest } = await failures();
    expect(reasons).not.toContain('answered');
    expect(slowest).toBeLessThan(250);

    // Long enough that the waits between attempts have grown to their cap.
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    await server.restart();
    await until('up again', () => store.up, BACK_WITHIN_MS);
    expect(await store.claim(newKey(), 'a')).toEqual({ state: 'own' });
    expect(changes).toEqual([true, false, true]);
  });

  test('calls that were open fail, none hangs and none is sent again', async () => {
    const open = Array.from({ length: 200 }, () => store.claim(newKey(), 'a'));
    const killed = server.kill9();
    const results = await Promise.allSettled(open);
    await killed;
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(StoreUnavailable);
    }
    await server.restart();
    await until('up again', () => store.up, BACK_WITHIN_MS);
    expect([...(await keysUnder(server.url, 'p:d')).keys()]).toEqual([]);
  });

  test('ten times in a row it comes back every time', async () => {
    for (let i = 0; i < 10; i += 1) {
      await server.restart();
      await until('up again', () => store.up, BACK_WITHIN_MS);
      expect(await store.claim(newKey(), 'a')).toEqual({ state: 'own' });
    }
  });
});

describe('Redis not there at the start', () => {
  test('opening does not wait, ready says so, and it is up once Redis is there', async () => {
    await server.kill9();
    const startedAt = performance.now();
    const late = createRedisStore({ url: server.url, prefix: 'p' });
    expect(performance.now() - startedAt).toBeLessThan(100);
    try {
      expect(late.up).toBe(false);
      await expect(late.claim(newKey(), 'a')).rejects.toBeInstanceOf(StoreUnavailable);
      expect(await late.ready(300)).toBe(false);
      await expect(late.claim(newKey(), 'a')).rejects.toMatchObject({ reason: 'refused' });
      const ready = late.ready(10_000);
      await server.restart();
      expect(await ready).toBe(true);
    } finally {
      await late.close();
    }
  });
});

describe('Redis hung (SIGSTOP)', () => {
  test('every call fails within a second, later ones at once, and it is up again after SIGCONT', async () => {
    await server.pause();
    const first = await failures();
    expect(first.reasons).toEqual(Array(6).fill('timeout'));
    expect(first.slowest).toBeLessThan(1_000);
    expect(store.up).toBe(false);
    const later = await failures();
    expect(later.reasons).toEqual(Array(6).fill('timeout'));
    expect(later.slowest).toBeLessThan(250);

    await server.resume();
    await until('up again', () => store.up, BACK_WITHIN_MS);
    expect(await store.claim(newKey(), 'a')).toEqual({ state: 'own' });
  });

  test('calls that queue behind one that hangs do not take longer than it', async () => {
    await server.pause();
    const slowest: number[] = [];
    for (let i = 0; i < 20; i += 1) {
      const startedAt = performance.now();
      store.claim(newKey(), 'a').catch(() => slowest.push(performance.now() - startedAt));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await until('all answered', () => slowest.length === 20, 2_000);
    expect(Math.max(...slowest)).toBeLessThan(1_000);
    await server.resume();
  });

  test('after a long hang, with connections given up in between, it is up again as well', async () => {
    await server.pause();
    await failures();
    await new Promise((resolve) => setTimeout(resolve, 7_000));
    await server.resume();
    await until('up again', () => store.up, BACK_WITHIN_MS);
    expect(await store.claim(newKey(), 'a')).toEqual({ state: 'own' });
  });

  test('a hung Redis that is then killed and started anew is found again', async () => {
    await server.pause();
    await failures();
    await server.restart();
    await until('up again', () => store.up, BACK_WITHIN_MS);
  });

  test.each([100, 4_000])(
    'a claim given up does not block the provider’s retry (hung for %i ms more)',
    async (ms) => {
      const keys = Array.from({ length: 100 }, newKey);
      await server.pause();
      const results = await Promise.allSettled(keys.map((key) => store.claim(key, 'a')));
      expect(results.every((result) => result.status === 'rejected')).toBe(true);
      await new Promise((resolve) => setTimeout(resolve, ms));
      await server.resume();
      await until('up again', () => store.up, BACK_WITHIN_MS);
      for (const key of keys) expect(await store.claim(key, 'b')).toEqual({ state: 'own' });
    },
  );

  test('a pause of our own process is not taken for one of Redis', async () => {
    const answer = store.claim(newKey(), 'a');
    // Let it be sent, then block the event loop, before it can read, for longer than a call may take.
    await new Promise((resolve) => setImmediate(resolve));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_500);
    expect(await answer).toEqual({ state: 'own' });
    expect(changes).toEqual([true]);
  });
});

describe('the network between', () => {
  let proxy: Proxy;
  let far: ClaimStore;
  beforeEach(async () => {
    proxy = await startProxy(server.port);
    far = createRedisStore({ url: `redis://127.0.0.1:${proxy.port}`, prefix: 'p' });
    expect(await far.ready(2_000)).toBe(true);
  });
  afterEach(async () => {
    await far.close();
    await proxy.close();
  });

  test('a claim whose answer was lost with the connection is released when Redis is back', async () => {
    const key = newKey();
    const record = (): Promise<string | null> => withClient(server.url, (client) => client.get(`p:d:${key}`));
    proxy.swallow('answers');
    const claim = far.claim(key, 'a');
    await until('the claim is taken', async () => (await record()) === '1:C:a', 400);
    proxy.cut();
    await expect(claim).rejects.toMatchObject({ reason: 'disconnected' });
    await until('up again', () => far.up, BACK_WITHIN_MS);
    await until('released', async () => (await record()) === null, 500);
  });

  test('one that is asked for again by its owner is not', async () => {
    const key = newKey();
    proxy.swallow('answers');
    await expect(far.claim(key, 'a')).rejects.toMatchObject({ reason: 'timeout' });
    proxy.cut();
    await until('up again', () => far.up, BACK_WITHIN_MS);
    expect(await far.claim(key, 'a')).toEqual({ state: 'own' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await store.claim(key, 'b')).toEqual({ state: 'busy', owner: 'a' });
  });

  test('a half-open connection is given up for a new one', async () => {
    proxy.swallow('both');
    await expect(far.claim(newKey(), 'a')).rejects.toMatchObject({ reason: 'timeout' });
    await until('up again', () => far.up, BACK_WITHIN_MS);
    expect(await far.claim(newKey(), 'a')).toEqual({ state: 'own' });
  });

  test('connections made while nothing came through are given up too', async () => {
    proxy.swallow('both', { newOnes: true });
    await expect(far.claim(newKey(), 'a')).rejects.toMatchObject({ reason: 'timeout' });
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    proxy.swallow('nothing', { newOnes: true, existing: false });
    await until('up again', () => far.up, BACK_WITHIN_MS);
  });
});
