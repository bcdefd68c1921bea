/**
 * Masters of real Sentinels and Clusters die and hang under queued deliveries with `replicas: 1`: sources hear 200 or
 * 503 and in time, everything acknowledged reaches the receiver, and gateways and workers go on by themselves. And what
 * cannot be had at all is refused at the start.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { slotOf } from '../../../src/store/redis/connection/slots.js';
import { startCluster } from '../../helpers/cluster.js';
import { startDurable } from '../../helpers/durable.js';
import { size, tell } from '../../helpers/larger-runs.js';
import { post } from '../../helpers/gateway.js';
import { leadsConfig, PATH, SOURCE_SECRET } from '../../helpers/leads.js';
import { startGatewayProcess } from '../../helpers/process.js';
import type { RedisServer } from '../../helpers/redis.js';
import { startRedis, withClient } from '../../helpers/redis.js';
import { startSentinels } from '../../helpers/sentinels.js';
import { until } from '../../helpers/servers.js';
import { signHeaders } from '../../helpers/sign.js';

const SOURCES = 8;
const PAUSE_MS = size('FAULT_PAUSE_MS', 60);
const GATEWAYS = 2;
/** A confirmation may wait for its connection and for a replica. */
const ANSWERED_WITHIN_MS = 2_000;
const TAKEN_WITHIN_MS = 15_000;
/** A worker notices after twelve seconds that its master hangs, and what it had in its hands waits for its lock. */
const SETTLED_WITHIN_MS = 40_000;

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

type How = 'kill9' | 'pause';
interface Setup {
  readonly url: string;
  /** Takes the master away that has the route, and gives it back as a replica once another has taken over. */
  fail(how: How): Promise<void>;
}

async function sentinels(): Promise<Setup> {
  const setup = await startSentinels({ replicas: 2, appendonly: true });
  ends.push(() => setup.stop());
  return {
    url: setup.url,
    async fail(how) {
      const old = await setup.master();
      await old[how]();
      await setup.failedOver(old);
      await giveBack(old, how);
    },
  };
}

async function cluster(): Promise<Setup> {
  const nodes = await startCluster({ replicas: true, appendonly: true });
  ends.push(() => nodes.stop());
  return {
    url: nodes.url,
    async fail(how) {
      const slot = slotOf('{leads}');
      const old = await nodes.ownerOf(slot);
      if (!old) throw new Error('nobody has the route');
      await old[how]();
      await until(
        'its replica has taken over',
        async () => (await nodes.ownerOf(slot, old))?.port !== old.port,
        20_000,
        50,
      );
      await giveBack(old, how);
    },
  };
}

function giveBack(old: RedisServer, how: How): Promise<void> {
  return how === 'pause' ? old.resume() : old.restart();
}

describe.each([
  ['under Sentinels', sentinels],
  ['in a Cluster', cluster],
] as const)('%s', (where, start) => {
  test.each(['kill9', 'pause'] as const)(
    'the master is lost (%s): nothing acknowledged is lost, and all goes on by itself',
    { timeout: 120_000 },
    async (how) => {
      const setup = await start();
      const durable = await startDurable({
        redis: setup.url,
        store: 'replicas: 1',
        mode: 'queued',
        replicas: GATEWAYS,
      });
      ends.push(() => durable.stop());
      const { receiver, sources } = durable;
      sources.start(SOURCES, PAUSE_MS);
      await sleep(1_500);
      await setup.fail(how);
      const back = Date.now();
      await until('deliveries are taken again', () => sources.taken.some((at) => at > back), TAKEN_WITHIN_MS);
      await sleep(1_000);
      await sources.stop();
      const stoppedAt = performance.now();
      const open = (): string[] =>
        [...sources.acknowledged.keys()].filter((body) => !receiver.accepted.has(body));
      await until('everything acknowledged has arrived', () => open().length === 0, SETTLED_WITHIN_MS, 100);

      tell(`master lost ${where} (${how})`, {
        acknowledged: sources.acknowledged.size,
        repeated: receiver.repeated,
        settledMs: Math.round(performance.now() - stoppedAt),
        takenAfterMs: (sources.taken.find((at) => at > back) ?? Infinity) - back,
        answers: Object.fromEntries(sources.answers),
        slowestMs: Math.round(sources.slowestMs),
      });
      expect([...sources.answers.keys()].sort()).toEqual(['200', '503']);
      expect(sources.slowestMs).toBeLessThan(ANSWERED_WITHIN_MS);
    },
  );
});

describe('it does not start', () => {
  test.each([
    ['fsync without an append-only file', 'durability: fsync', [], /store\.durability: .*appendonly yes/],
    ['replicas without an append-only file', 'replicas: 1', [], /store\.replicas: .*appendonly yes/],
    [
      'fsync where keys are dropped',
      'durability: fsync',
      ['--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory-policy', 'allkeys-lru'],
      /store\.durability: .*allkeys-lru/,
    ],
  ])('with %s, and says what to do', async (_name, store, args, said) => {
    const redis = await startRedis({ args });
    ends.push(() => redis.stop());
    const config = leadsConfig({
      receiver: 'http://127.0.0.1:1',
      redis: redis.url,
      store,
      route: 'delivery: { mode: queued }',
    });
    const starting = startGatewayProcess({ config });
    ends.push(() =>
      starting.then(
        (gateway) => gateway.stop(),
        () => undefined,
      ),
    );
    await expect(starting).rejects.toThrow(said);
  });

  test('and does where replicas are only away: then it answers 503 until they are back', async () => {
    const redis = await startRedis({ appendonly: true });
    ends.push(() => redis.stop());
    const durable = await startDurable({
      redis: redis.url,
      store: 'replicas: 1',
      mode: 'queued',
      replicas: 1,
    });
    ends.push(() => durable.stop());
    durable.sources.start(1, 20);
    await until('it was asked', () => durable.sources.answers.size > 0);
    const replica = await startRedis({ args: ['--replicaof', '127.0.0.1', String(redis.port)] });
    ends.push(() => replica.stop());
    await until('it is taken', () => durable.sources.taken.length > 0);
    await durable.sources.stop();
    expect([...durable.sources.answers.keys()].sort()).toEqual(['200', '503']);
  });
});

test('what cannot be translated is refused like the rest while nobody else has it, and is no dead letter yet', async () => {
  const redis = await startRedis({ appendonly: true });
  ends.push(() => redis.stop());
  const config = leadsConfig({
    receiver: 'http://127.0.0.1:1',
    redis: redis.url,
    store: 'replicas: 1',
    route: 'delivery: { mode: queued }',
  }).replace('timeout: 60s', 'timeout: 60s, payload: compact');
  const gateway = await startGatewayProcess({ config });
  ends.push(() => gateway.stop());
  const body = Buffer.from('{"event":"lead.created","n":1,"n":2}');
  const headers = signHeaders('actuallycare', SOURCE_SECRET, body);
  const count = (index: string): Promise<number> =>
    withClient(redis.url, (client) => client.zcard(`whgw:{leads}:${index}`));

  expect(await post(gateway.url + PATH, body, headers)).toMatchObject({ status: 503 });
  expect([await count('p:1'), await count('x:1')]).toEqual([1, 0]);
  const replica = await startRedis({ args: ['--replicaof', '127.0.0.1', String(redis.port)] });
  ends.push(() => replica.stop());
  await until('it is taken', async () => (await post(gateway.url + PATH, body, headers)).status === 200);
  expect([await count('p:1'), await count('x:1')]).toEqual([0, 1]);
});
