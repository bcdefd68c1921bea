/** BullMQ over the connections made for it: in every topology, and through failovers of real servers. */
import { Queue, Worker } from 'bullmq';
import { afterEach, describe, expect, test } from 'vitest';
import { createQueueClients } from '../../../src/store/redis/connection/queue-clients.js';
import { slotOf } from '../../../src/store/redis/connection/slots.js';
import { startCluster, type TestCluster } from '../../helpers/cluster.js';
import { startRedis } from '../../helpers/redis.js';
import { startSentinels } from '../../helpers/sentinels.js';
import { until } from '../../helpers/servers.js';

/** Two silences of a worker's connection that leads to a server that hangs. */
const RECOVERS_WITHIN_MS = 20_000;
const ADD_WITHIN_MS = 1_500;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface Rig {
  readonly queue: Queue;
  /** Ids of jobs in the order they were done, with the time they took from `add`. */
  readonly done: Map<string, number>;
}

/** A queue and its worker, as src/queue sets them up. */
async function openQueue(url: string, route = 'leads'): Promise<Rig> {
  const clients = createQueueClients(url);
  const done = new Map<string, number>();
  const common = { prefix: `p:{${route}}` };
  const queue = new Queue('q', { ...common, connection: clients.client, skipVersionCheck: true });
  const worker = new Worker(
    'q',
    (job) => {
      done.set(job.id ?? '', Date.now() - job.timestamp);
      return Promise.resolve();
    },
    {
      ...common,
      connection: clients.workerClient,
      concurrency: 16,
      lockDuration: 10_000,
      stalledInterval: 5_000,
      maxStalledCount: 1_000,
      runRetryDelay: 1_000,
    },
  );
  queue.on('error', () => undefined);
  worker.on('error', () => undefined);
  ends.push(async () => {
    await worker.close();
    await queue.close();
    await clients.close();
  });
  await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
  return { queue, done };
}

/** @returns whether it was taken. */
async function added(queue: Queue, jobId: string, delay = 0): Promise<boolean> {
  return queue.add('m', {}, { jobId, delay }).then(
    () => true,
    () => false,
  );
}

async function clusterOf(options: { replicas?: boolean } = {}): Promise<TestCluster> {
  const cluster = await startCluster(options);
  ends.push(() => cluster.stop());
  return cluster;
}

const TOPOLOGIES: readonly (readonly [string, () => Promise<string>])[] = [
  [
    'one server',
    async () => {
      const server = await startRedis();
      ends.push(() => server.stop());
      return server.url;
    },
  ],
  [
    'Sentinel',
    async () => {
      const setup = await startSentinels();
      ends.push(() => setup.stop());
      return setup.url;
    },
  ],
  ['a Cluster', async () => (await clusterOf()).url],
];

describe.each(TOPOLOGIES)('BullMQ on %s', (_name, start) => {
  test('jobs are worked, delayed ones not before they are due', async () => {
    const { queue, done } = await openQueue(await start());
    await until('it is connected', () => added(queue, 'now-0'));
    for (let i = 0; i < 50; i += 1) await queue.add('m', {}, { jobId: `now-${i}` });
    for (let i = 0; i < 10; i += 1) await queue.add('m', {}, { jobId: `later-${i}`, delay: 1_000 });
    await until('all are done', () => done.size === 60, 10_000);
    for (const [id, ms] of done) {
      if (id.startsWith('later')) expect(ms).toBeGreaterThanOrEqual(1_000);
    }
  });
});

test('the queues of routes lie on all masters of a Cluster, and each is worked', async () => {
  const cluster = await clusterOf();
  const routes = ['a', 'b', 'c', 'd', 'e', 'f'];
  const owners = await Promise.all(routes.map((route) => cluster.ownerOf(slotOf(`p:{${route}}:q:wait`))));
  expect(new Set(owners.map((owner) => owner?.port)).size).toBe(3);
  for (const route of routes) {
    const { queue, done } = await openQueue(cluster.url, route);
    await until(`${route} is connected to its master`, () => added(queue, 'one', 50));
    await until(`${route} is worked`, () => done.has('one'), 10_000);
  }
});

/** Adds jobs, a third of them delayed, while `fault` happens; all that were taken must be done afterwards. */
async function outlive({ queue, done }: Rig, fault: () => Promise<unknown>, ms: number): Promise<void> {
  const taken: string[] = [];
  const refused: string[] = [];
  let slowest = 0;
  const startedAt = performance.now();
  let happening: Promise<unknown> | undefined;
  for (let i = 0; performance.now() - startedAt < ms; i += 1) {
    if (performance.now() - startedAt > 300) happening ??= fault();
    const id = `job-${i}`;
    const askedAt = performance.now();
    ((await added(queue, id, i % 3 === 0 ? 500 : 0)) ? taken : refused).push(id);
    slowest = Math.max(slowest, performance.now() - askedAt);
    await sleep(10);
  }
  await happening;
  expect(refused.length, 'the fault was felt').toBeGreaterThan(0);
  expect(taken.at(-1), 'it was over at the end').toBe(`job-${taken.length + refused.length - 1}`);
  expect(slowest).toBeLessThan(ADD_WITHIN_MS);
  await until('what was taken is done', () => taken.every((id) => done.has(id)), RECOVERS_WITHIN_MS, 50);
}

describe('a failover under Sentinels', () => {
  test.each(['kill9', 'pause'] as const)('workers go on at the new master (%s)', async (how) => {
    const setup = await startSentinels({ replicas: 2 });
    ends.push(() => setup.stop());
    const rig = await openQueue(setup.url);
    const old = await setup.master();
    await outlive(
      rig,
      async () => {
        await old[how]();
        await setup.failedOver(old);
      },
      6_000,
    );
    if (how === 'pause') await old.resume();
  });
});

describe('a failover in a Cluster', () => {
  test.each(['kill9', 'pause'] as const)('workers go on at the new master (%s)', async (how) => {
    const cluster = await clusterOf({ replicas: true });
    const rig = await openQueue(cluster.url);
    const owner = await cluster.ownerOf(slotOf('{leads}'));
    await outlive(rig, async () => owner?.[how](), 8_000);
    if (how === 'pause') await owner?.resume();
  });
});

test('what could not be added is refused at once, and is not added later', async () => {
  const server = await startRedis({ appendonly: true, args: ['--appendfsync', 'always'] });
  ends.push(() => server.stop());
  const { queue, done } = await openQueue(server.url);
  await server.kill9();
  const startedAt = performance.now();
  const answers = await Promise.allSettled(
    Array.from({ length: 20 }, (_, i) => queue.add('m', {}, { jobId: `lost-${i}` })),
  );
  expect(answers.every(({ status }) => status === 'rejected')).toBe(true);
  expect(performance.now() - startedAt).toBeLessThan(ADD_WITHIN_MS);
  await server.restart();
  await until('it is taken again', () => added(queue, 'after'));
  await until('the worker is back', () => done.has('after'), 10_000);
  expect([...done.keys()]).toEqual(['after']);
});
