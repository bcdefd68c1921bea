/** A lean connection, with the probe. */
import type { RedisOptions } from 'ioredis';
import { probe } from '../claims/check-server.js';
import type { Probe } from '../connection/client.js';
import { LeanRedis } from './lean-redis.js';
import { leanScript } from './lean-command.js';

const PROBE = leanScript(probe);

export class LeanClient extends LeanRedis implements Probe {
  constructor(options: RedisOptions) {
    super({ ...options, scripts: {} });
  }

  gwProbe(key: string, ttlMs: number): Promise<unknown> {
    return this.answerTo(PROBE, [key, ttlMs]);
  }
}
