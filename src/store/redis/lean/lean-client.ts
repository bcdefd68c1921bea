/** A lean connection, with the probe. */
import type { RedisOptions } from 'ioredis';
import { probe } from '../claims/check-server.js';
import type { Probe } from '../connection/client.js';
import { LeanRedis } from './lean-redis.js';
import { LeanScript } from './lean-script.js';

const PROBE = new LeanScript(probe, 2);

export class LeanClient extends LeanRedis implements Probe {
  constructor(options: RedisOptions) {
    super({ ...options, scripts: {} });
  }

  gwProbe(key: string, ttlMs: number): Promise<unknown> {
    return this.answerTo(PROBE, [key, String(ttlMs)]);
  }
}
