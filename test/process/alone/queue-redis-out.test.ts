/** Redis is out, or full, while deliveries come: they are refused for now, and what was taken is delivered. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { durableSetup } from '../../helpers/durable-setup.js';
import { post } from '../../helpers/gateway.js';
import { tell } from '../../helpers/larger-runs.js';
import { lead, leadWith, PATH } from '../../helpers/leads.js';
import { createSender, slowest, tally } from '../../helpers/load.js';
import { withClient } from '../../helpers/redis.js';
import { until } from '../../helpers/servers.js';

/** What a refusal may take, with what a busy machine adds. */
const REFUSED_WITHIN_MS = 1_300;
const BODY = 20_000;
const send = createSender(true);

const setup = durableSetup();

async function usedMemory(): Promise<number> {
  const info = await withClient(setup.redis.url, (client) => client.info('memory'));
  return Number(/used_memory:(\d+)/.exec(info)?.[1]);
}

/** From now on there is no room, not even for a while. */
async function fill(): Promise<void> {
  const limit = Math.floor(0.8 * (await usedMemory()));
  await withClient(setup.redis.url, (client) => client.config('SET', 'maxmemory', String(limit)));
}

describe('full', () => {
  const CONCURRENCY = 4;
  const STORED = 150;
  /** Longer than a job's lock lasts without renewal. */
  const FULL_FOR_MS = 12_000;

  test(
    'new deliveries hear 503; attempts that run long go on alone, and what waits is delivered and makes room',
    { timeout: 70_000 },
    async () => {
      const durable = await setup.start({
        mode: 'queued',
        delivery: `schedule: [1s, 1s], concurrency: ${CONCURRENCY}, keepBodies: off`,
      });
      const { receiver, sources } = durable;
      const open: (() => void)[] = [];
      receiver.decide = (delivery, response) => {
        open.push(() => {
          receiver.accept(delivery);
          response.writeHead(200).end();
        });
        return undefined;
      };
      await Promise.all(Array.from({ length: STORED }, () => sources.deliver(leadWith(BODY))));
      await until('attempts run', () => open.length === 2 * CONCURRENCY);
      await fill();
      const { url } = durable.gateway(0);
      const one = lead();
      const refused = await post(url + PATH, one.body, one.headers);
      expect(refused).toMatchObject({ status: 503, outcome: 'store_unavailable' });
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      sources.start(2, 50);
      await sleep(FULL_FOR_MS);
      expect(await durable.pending()).toBe(STORED);
      expect(open).toHaveLength(2 * CONCURRENCY);

      receiver.decide = () => 200;
      for (const answer of open) answer();
      const startedAt = performance.now();
      await until('there is room', () => sources.acknowledged.size > STORED);
      await sources.stop();
      await durable.settled(20_000);
      tell('full Redis', {
        drainedMs: Math.round(performance.now() - startedAt),
        answers: Object.fromEntries(sources.answers),
        slowestMs: sources.slowestMs,
      });
      expect(receiver.repeated).toBe(0);
      expect([...sources.answers.keys()].sort()).toEqual(['200', '503']);
      expect(sources.slowestMs).toBeLessThan(REFUSED_WITHIN_MS);
    },
  );

  test('without dedupe a refused delivery leaves nothing behind', async () => {
    const durable = await setup.start({
      mode: 'queued',
      replicas: 1,
      route: 'dedupe: false',
    });
    const url = durable.gateway(0).url + PATH;
    expect(await send(url, lead())).toMatchObject({ status: 200, outcome: 'queued' });
    await fill();
    const before = await usedMemory();
    const sent = await Promise.all(Array.from({ length: 100 }, () => send(url, leadWith(BODY))));
    expect(tally(sent)).toEqual({ store_unavailable: 100 });
    expect((await usedMemory()) - before).toBeLessThan(20 * BODY);
    expect(await durable.pending()).toBe(0);
  });
});

describe.each([
  ['killed', () => setup.redis.kill9(), () => setup.redis.restart()],
  ['hung', () => setup.redis.pause(), () => setup.redis.resume()],
] as const)('%s', (_, fault, over) => {
  test.each(['queued', 'spill'] as const)(
    'mode %s: each delivery hears 503 with Retry-After within a second, until it is back',
    async (mode) => {
      const durable = await setup.start({ mode, replicas: 1 });
      const url = durable.gateway(0).url + PATH;
      expect(await send(url, lead())).toMatchObject({ status: 200 });
      await fault();
      const one = lead();
      const refused = await post(url, one.body, one.headers);
      expect(refused).toMatchObject({ status: 503, outcome: 'store_unavailable' });
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      const sent = (
        await Promise.all(
          Array.from({ length: 5 }, async (_, turn) => {
            await sleep(turn * 300);
            return Promise.all(Array.from({ length: 10 }, () => send(url, lead())));
          }),
        )
      ).flat();
      expect(tally(sent)).toEqual({ store_unavailable: 50 });
      expect(slowest(sent)).toBeLessThan(REFUSED_WITHIN_MS);
      await over();
      await until('it is taken again', async () => (await send(url, one)).status === 200, 20_000, 100);
    },
  );
});
