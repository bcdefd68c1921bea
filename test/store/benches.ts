/** The suite's two benches: a store, and the means to make time pass for it. */
import { createMemoryStore } from '../../src/store/memory/memory-claims.js';
import { createRedisStore } from '../../src/store/redis/redis-claims.js';
import { keysUnder, leakCheck, randomPrefix, withClient } from '../helpers/redis.js';
import { sharedRedis } from '../helpers/shared-redis.js';
import type { Bench } from './suite.js';

export function memoryBench(): Promise<Bench> {
  let now = 1_000;
  const store = createMemoryStore({ now: () => now });
  return Promise.resolve({
    store,
    pass: (ms) => Promise.resolve(void (now += ms)),
    end: () => store.close(),
  });
}

/** @param servers those that have the keys, each by itself; the shared one where nothing is said. */
export async function redisBench(url = sharedRedis(), servers: readonly string[] = [url]): Promise<Bench> {
  const prefix = randomPrefix();
  const store = createRedisStore({ url, prefix });
  await store.ready(2_000);
  return {
    store,
    pass: async (ms) => {
      // Redis's clock cannot be moved, so what every key has left is shortened.
      for (const server of servers) {
        const left = await keysUnder(server, prefix);
        await withClient(server, async (client) => {
          for (const [key, ttl] of left) {
            if (ttl > ms) await client.pexpire(key, ttl - ms);
            else await client.del(key);
          }
        });
      }
    },
    end: async () => {
      await store.close();
      for (const server of servers) await leakCheck(server, prefix);
    },
  };
}
