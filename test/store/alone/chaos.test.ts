/** Faults of every kind under load: whatever happens, no call hangs, and nothing that was committed is new again. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRedisStore } from '../../../src/store/redis/redis-claims.js';
import type { ClaimStore } from '../../../src/line/claim/claim-store.js';
import { StoreUnavailable } from '../../../src/line/claim/claim-store.js';
import type { RedisServer } from '../../helpers/redis.js';
import { startRedis } from '../../helpers/redis.js';
import type { Proxy } from '../../helpers/servers.js';
import { startProxy, until } from '../../helpers/servers.js';
import { HOUR, newKey } from '../suite.js';

const WORKERS = 32;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

let server: RedisServer;
let proxy: Proxy;
let replicas: ClaimStore[];

beforeAll(async () => {
  // What Redis said must be on its disk: it is killed in between.
  server = await startRedis({ appendonly: true, args: ['--appendfsync', 'always'] });
  proxy = await startProxy(server.port);
  replicas = [0, 1].map(() => createRedisStore({ url: `redis://127.0.0.1:${proxy.port}`, prefix: 'p' }));
  await Promise.all(replicas.map((store) => store.ready(5_000)));
});
afterAll(async () => {
  await Promise.all(replicas.map((store) => store.close()));
  await proxy.close();
  await server.stop();
});

const faults: (() => Promise<unknown>)[] = [
  async () => {
    await server.pause();
    await sleep(700);
    await server.resume();
  },
  async () => {
    await server.kill9();
    await sleep(500);
    await server.restart();
  },
  () => {
    proxy.cut();
    return sleep(0);
  },
  () => {
    proxy.swallow('answers');
    return sleep(600);
  },
  () => {
    proxy.swallow('both');
    return sleep(600);
  },
];

test('two replicas under load survive every fault, twice', async () => {
  const committed = new Set<string>();
  let again = 0;
  let slowest = 0;
  let answered = 0;
  let working = true;
  const timed = async <T>(call: Promise<T>): Promise<T> => {
    const startedAt = performance.now();
    try {
      return await call;
    } finally {
      slowest = Math.max(slowest, performance.now() - startedAt);
    }
  };
  /** Handles each delivery three times, as a provider that retries would, on either replica. */
  const work = async (store: ClaimStore, keys: readonly string[], id: number): Promise<void> => {
    for (let i = 0; working; i += 1) {
      const key = keys[Math.floor(i / 3) % keys.length] ?? '';
      const owner = `${id}-${i}`;
      const before = committed.has(key);
      try {
        const answer = await timed(store.claim(key, owner));
        answered += 1;
        if (answer.state !== 'own') continue;
        if (before) again += 1;
        await timed(store.commit(key, owner, 200, HOUR));
        committed.add(key);
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        await sleep(5);
      }
    }
  };
  const shared = Array.from({ length: WORKERS / 2 }, () => Array.from({ length: 20_000 }, newKey));
  const running = Array.from({ length: WORKERS }, (_, id) => {
    const store = replicas[id % 2] as ClaimStore;
    return work(store, shared[Math.floor(id / 2)] ?? [], id);
  });
  for (const fault of [...faults, ...faults]) {
    await fault();
    await sleep(20);
    await until('both are up again', () => replicas.every((store) => store.up), 3_000);
    await sleep(200);
  }
  working = false;
  await Promise.all(running);

  expect(again).toBe(0);
  expect(committed.size).toBeGreaterThan(1_000);
  expect(answered).toBeGreaterThan(committed.size);
  expect(slowest).toBeLessThan(1_000);
});
