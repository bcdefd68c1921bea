/** What every delivery asks, and the probe, over a lean connection. */
import type { RedisOptions } from 'ioredis';
import { probe } from '../claims/check-server.js';
import { claim } from '../claims/claim.js';
import { commit } from '../claims/commit.js';
import { release } from '../claims/release.js';
import type { Probe, Scripts } from '../connection/client.js';
import { LeanRedis } from './lean-redis.js';
import { LeanScript } from './lean-script.js';

export type LeanScripts = Pick<Scripts, 'gwClaim' | 'gwCommit' | 'gwRelease'>;

const CLAIM = new LeanScript(claim, 3);
const COMMIT = new LeanScript(commit, 4);
const RELEASE = new LeanScript(release, 2);
const PROBE = new LeanScript(probe, 2);

export class LeanClient extends LeanRedis implements LeanScripts, Probe {
  constructor(options: RedisOptions) {
    super({ ...options, scripts: {} });
  }

  gwClaim(key: string, text: string, leaseMs: number): Promise<unknown> {
    return this.ask(CLAIM, [key, text, String(leaseMs)]);
  }

  gwCommit(key: string, text: string, done: string, windowMs: number): Promise<unknown> {
    return this.ask(COMMIT, [key, text, done, String(windowMs)]);
  }

  gwRelease(key: string, text: string): Promise<unknown> {
    return this.ask(RELEASE, [key, text]);
  }

  gwProbe(key: string, ttlMs: number): Promise<unknown> {
    return this.ask(PROBE, [key, String(ttlMs)]);
  }
}
