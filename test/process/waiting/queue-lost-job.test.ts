/** A message whose job is gone, or never came to be, is found and delivered, and not before its time. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PREFIX, startDurable, tell, type Durable } from '../../helpers/durable.js';
import { leads } from '../../helpers/leads.js';
import { startRedis, withClient, type RedisServer } from '../../helpers/redis.js';
import { until } from '../../helpers/servers.js';

/** Longer than it takes to notice. */
const WAIT_MS = 30_000;

let redis: RedisServer;
let durable: Durable;

beforeEach(async () => {
  redis = await startRedis({ appendonly: true });
});
afterEach(async () => {
  await durable.stop();
  await redis.stop();
});

/** As a failover may that loses the last writes. */
async function loseAllJobs(): Promise<number> {
  return withClient(redis.url, async (client) => {
    const keys = await client.keys(`${PREFIX}:{leads}:q:*`);
    await client.del(...keys);
    return keys.filter((key) => /:m[0-9a-f]{32}$/.test(key)).length;
  });
}

test(
  'all jobs are lost: every message is delivered, none before its time, none twice',
  { timeout: 60_000 },
  async () => {
    const MESSAGES = 50;
    durable = await startDurable({
      redis: redis.url,
      mode: 'queued',
      delivery: 'schedule: [30s, 1s]',
    });
    const { receiver, sources } = durable;
    receiver.decide = () => 503;
    await Promise.all(leads(MESSAGES).map((one) => sources.deliver(one)));
    await until('all have been tried', () => receiver.arrivals.length === MESSAGES);
    const triedAt = Date.now();
    await until('all wait', async () => (await waiting()) === MESSAGES);
    expect(await loseAllJobs()).toBe(MESSAGES);
    receiver.decide = () => 200;
    await durable.settled(WAIT_MS + 20_000);
    const again = receiver.arrivals.slice(MESSAGES);
    tell('lost jobs', {
      firstAfterMs: Math.min(...again) - triedAt,
      lastAfterMs: Math.max(...again) - triedAt,
    });
    expect(again).toHaveLength(MESSAGES);
    expect(Math.min(...again) - triedAt).toBeGreaterThan(WAIT_MS - 100);
    expect(durable.running.map((one) => one.said()).join('\n')).toContain('pending messages had no job');
  },
);

function waiting(): Promise<number> {
  return withClient(redis.url, (client) => client.zcard(`${PREFIX}:{leads}:q:delayed`));
}
