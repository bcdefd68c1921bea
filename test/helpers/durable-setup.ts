/**
 * Each test of a file that calls this has a Redis of its own, which keeps on disk what it took, and may start gateways that
 * queue on it. Both end with the test.
 */
import { afterEach, beforeEach } from 'vitest';
import { startDurable, type Durable, type DurableOptions } from './durable.js';
import { startRedis, type RedisServer } from './redis.js';

export interface DurableSetup {
  /** Of the test that runs. */
  readonly redis: RedisServer;
  start(options: Omit<DurableOptions, 'redis'>): Promise<Durable>;
}

export function durableSetup(): DurableSetup {
  let redis: RedisServer | undefined;
  let durable: Durable | undefined;

  beforeEach(async () => {
    redis = await startRedis({ appendonly: true });
  });
  afterEach(async () => {
    await durable?.stop();
    durable = undefined;
    await redis?.stop();
    redis = undefined;
  });

  const own = (): RedisServer => {
    if (!redis) throw new Error('no test runs');
    return redis;
  };
  return {
    get redis() {
      return own();
    },
    start: async (options) => (durable = await startDurable({ ...options, redis: own().url })),
  };
}
