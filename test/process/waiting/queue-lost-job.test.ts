/** A message whose job is gone, or never came to be, is found and delivered, and not before its time. */
import { expect, test } from 'vitest';
import { durableSetup } from '../../helpers/durable-setup.js';
import { PREFIX } from '../../helpers/durable.js';
import { tell } from '../../helpers/larger-runs.js';
import { leads } from '../../helpers/leads.js';
import { withClient } from '../../helpers/redis.js';
import { until } from '../../helpers/servers.js';

/** Longer than it takes to notice. */
const WAIT_MS = 30_000;

const setup = durableSetup();

/** As a failover may that loses the last writes. */
async function loseAllJobs(): Promise<number> {
  return withClient(setup.redis.url, async (client) => {
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
    const durable = await setup.start({
      mode: 'queued',
      delivery: 'schedule: [30s, 1s]',
    });
    const { receiver, sources } = durable;
    receiver.decide = () => 503;
    await Promise.all(leads(MESSAGES).map((one) => sources.deliver(one)));
    await until('all have been tried', () => receiver.arrivals.length === MESSAGES);
    await until('all wait', async () => (await waiting()) === MESSAGES);
    expect(await loseAllJobs()).toBe(MESSAGES);
    receiver.decide = () => 200;
    await durable.settled(WAIT_MS + 20_000);
    const first = receiver.arrivals.slice(0, MESSAGES);
    const again = receiver.arrivals.slice(MESSAGES);
    expect(again).toHaveLength(MESSAGES);
    // If each waits so long, so do the first of both, the second of both, and so on.
    const waited = again.map((at, i) => at - (first[i] ?? NaN));
    tell('lost jobs', { leastWaitMs: Math.min(...waited), longestWaitMs: Math.max(...waited) });
    expect(Math.min(...waited)).toBeGreaterThan(WAIT_MS - 100);
    expect(durable.running.map((one) => one.said()).join('\n')).toContain(
      'pending messages had no job that would run',
    );
  },
);

/** As a failover may that loses a part of the last writes: the records of the jobs stay. */
async function strandAllJobs(how: 'in no list' | 'a day late'): Promise<void> {
  const delayed = `${PREFIX}:{leads}:q:delayed`;
  await withClient(setup.redis.url, async (client) => {
    for (const id of await client.zrange(delayed, '0', '-1')) {
      if (how === 'in no list') await client.zrem(delayed, id);
      else await client.zadd(delayed, (Date.now() + 86_400_000) * 4_096, id);
    }
  });
}

test.each(['in no list', 'a day late'] as const)(
  'jobs whose record is there and that stand %s: every message is delivered within half a minute',
  { timeout: 60_000 },
  async (how) => {
    const durable = await setup.start({ mode: 'queued', delivery: 'schedule: [5s, 1s]' });
    const { receiver, sources } = durable;
    receiver.decide = () => 503;
    await Promise.all(leads(20).map((one) => sources.deliver(one)));
    await until('all wait', async () => (await waiting()) === 20);
    receiver.decide = () => 200;
    await strandAllJobs(how);
    const tried = receiver.arrivals.length;
    await durable.settled(30_000);
    expect(receiver.arrivals.length - tried).toBe(20);
  },
);

function waiting(): Promise<number> {
  return withClient(setup.redis.url, (client) => client.zcard(`${PREFIX}:{leads}:q:delayed`));
}
