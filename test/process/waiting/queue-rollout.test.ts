/** SIGTERM while the queue is busy: attempts come to their end, nothing is lost or sent twice, and others go on at once. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { durableSetup } from '../../helpers/durable-setup.js';
import { PREFIX, type Durable } from '../../helpers/durable.js';
import { tell } from '../../helpers/larger-runs.js';
import { leads, leadWith } from '../../helpers/leads.js';
import { withClient } from '../../helpers/redis.js';
import { until } from '../../helpers/servers.js';
import type { Received } from '../../helpers/upstream.js';

const CONCURRENCY = 8;
/** For what a process that ends has in its hands to reach the next one. */
const AT_ONCE_MS = 3_000;

const setup = durableSetup();

function start(mode: 'queued' | 'spill', replicas: number, drainTimeout: string): Promise<Durable> {
  return setup.start({
    mode,
    replicas,
    deadline: '3s',
    delivery: `schedule: [1s, 1s, 1s, 1s, 1s], concurrency: ${CONCURRENCY}`,
    server: `server: { host: 127.0.0.1, port: 0, drainDelay: 300ms, drainTimeout: ${drainTimeout} }`,
  });
}

/** How many attempts each message was said to have had. */
async function attemptsCounted(): Promise<number[]> {
  return withClient(setup.redis.url, async (client) => {
    const keys = await client.keys(`${PREFIX}:{leads}:m:*`);
    return Promise.all(keys.map(async (key) => Number(await client.hget(key, 'a'))));
  });
}

function numberOf({ headers }: Received): string {
  return String(headers['webhook-gateway-attempt']);
}

describe.each(['queued', 'spill'] as const)('mode %s', (mode) => {
  test(
    'one replica after the other is replaced under load: nothing is lost, sent twice or held up',
    { timeout: 70_000 },
    async () => {
      const durable = await start(mode, 2, '10s');
      const { receiver, sources } = durable;
      // Otherwise the queue would have nothing to do in spill mode.
      if (mode === 'spill') receiver.decide = () => (Math.random() < 0.1 ? 503 : 200);
      receiver.delay = () => (Math.random() < 0.1 ? 1_500 : 10 + Math.random() * 50);
      sources.start(2, 60);
      await sleep(1_500);
      for (const place of [0, 1, 0, 1]) {
        const old = durable.gateway(place);
        old.kill('SIGTERM');
        await sleep(200);
        durable.gateways[place] = undefined;
        expect(await old.exited).toEqual({ code: 0, signal: null });
        await durable.launch(place);
        await sleep(500);
      }
      await sources.stop();
      await durable.settled(20_000);
      const slowest = durable.slowestRecovery();
      tell(`rollout, ${mode}`, {
        acknowledged: sources.acknowledged.size,
        slowestMs: slowest,
        answers: Object.fromEntries(sources.answers),
      });
      expect(receiver.repeated).toBe(0);
      // In spill mode there are attempts that fail, and the waits after them.
      expect(slowest).toBeLessThan(mode === 'queued' ? 4_000 : 10_000);
      expect(await durable.dead()).toEqual(new Map());
    },
  );
});

test('an attempt that takes long, but not longer than drainTimeout, is not cut off', async () => {
  const durable = await start('queued', 1, '10s');
  const { receiver, sources } = durable;
  receiver.delay = () => 4_000;
  await Promise.all(leads(CONCURRENCY).map((one) => sources.deliver(one)));
  await until('all are being attempted', () => receiver.arrivals.length === CONCURRENCY);
  const old = durable.gateway(0);
  old.kill('SIGTERM');
  expect(await old.exited).toEqual({ code: 0, signal: null });
  expect(receiver.accepted.size).toBe(CONCURRENCY);
  expect(await durable.pending()).toBe(0);
});

test.each([
  ['by the replica beside it', 2],
  ['by the one that comes after it', 1],
])(
  'what outlives drainTimeout is cut off, not counted, and attempted again at once %s',
  async (_, replicas) => {
    const durable = await start('queued', replicas, '500ms');
    const { receiver, sources } = durable;
    const attempts: string[] = [];
    const held: (() => void)[] = [];
    receiver.decide = (delivery, response) => {
      attempts.push(numberOf(delivery));
      held.push(() => {
        // Those that were cut off hear nothing any more.
        if (response.destroyed) return;
        receiver.accept(delivery);
        response.writeHead(200).end();
      });
      return undefined;
    };
    const all = leads(3 * CONCURRENCY);
    await Promise.all(all.map((one) => sources.deliver(one)));
    await until('they are being attempted', () => attempts.length === replicas * CONCURRENCY);
    const old = durable.gateway(0);
    old.kill('SIGTERM');
    expect(await old.exited).toEqual({ code: 0, signal: null });
    durable.gateways[0] = undefined;
    if (replicas === 1) await durable.launch(0);
    receiver.decide = (delivery) => {
      attempts.push(numberOf(delivery));
      return 200;
    };
    const endedAt = performance.now();
    for (const answer of held) answer();
    await until('all are delivered', () => receiver.accepted.size === all.length, AT_ONCE_MS);
    tell('cut off', { againAfterMs: Math.round(performance.now() - endedAt) });
    expect(new Set(attempts)).toEqual(new Set(['1']));
    // What the receiver has is written down a moment later.
    await until('all are written down', async () => (await durable.pending()) === 0);
    const counted = await attemptsCounted();
    expect(counted).toEqual(all.map(() => 1));
  },
);

test('what was accepted while Redis is away is written down before the process ends', async () => {
  const durable = await start('queued', 1, '10s');
  const { receiver, sources } = durable;
  let answer: (() => void) | undefined;
  receiver.decide = (delivery, response) => {
    answer = () => {
      receiver.accept(delivery);
      response.writeHead(200).end();
    };
    return undefined;
  };
  await sources.deliver(leadWith(0));
  await until('it is being attempted', () => answer !== undefined);
  const old = durable.gateway(0);
  await setup.redis.kill9();
  old.kill('SIGTERM');
  await until('it drains', () => old.said().includes('draining'));
  answer?.();
  await sleep(4_000);
  await setup.redis.restart();
  expect(await old.exited).toEqual({ code: 0, signal: null });
  expect(await durable.pending()).toBe(0);
});
