/** Redis is killed and started again, or stands still, under load: nothing acknowledged is lost, and all comes back by itself. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { size, startDurable, tell, type Durable } from '../helpers/durable.js';
import { startRedis, type RedisServer } from '../helpers/redis.js';
import { until } from '../helpers/servers.js';

const ROUNDS = size('FAULT_ROUNDS', 3);
const CONCURRENCY = 16;
const REPLICAS = 2;
const SOURCES = 12;
const ANSWERED_WITHIN_MS = 1_500;
/** From Redis's return to deliveries taken, and delivered, again. */
const TAKEN_WITHIN_MS = 3_000;
const DELIVERED_WITHIN_MS = 10_000;
/** What was in somebody's hands as it happened waits for its lock to end. */
const SETTLED_WITHIN_MS = 20_000;

let redis: RedisServer;
let durable: Durable;

beforeEach(async () => {
  redis = await startRedis({ appendonly: true });
});
afterEach(async () => {
  await durable.stop();
  await redis.stop();
});

const faults = [
  ['killed and started again', () => redis.kill9(), () => 300 + Math.random() * 2_500, () => redis.restart()],
  ['stopped for five seconds', () => redis.pause(), () => 5_000, () => redis.resume()],
] as const;

describe.each(faults)('%s', (what, fault, lasts, over) => {
  test.each(['queued', 'spill'] as const)(
    'mode %s: what was acknowledged arrives; sources hear 2xx or 503; sources and workers go on by themselves',
    { timeout: ROUNDS * 20_000 + 40_000 },
    async (mode) => {
      durable = await startDurable({
        redis: redis.url,
        mode,
        replicas: REPLICAS,
        delivery: `schedule: [1s, 1s, 1s, 1s, 1s, 1s, 1s, 1s], concurrency: ${CONCURRENCY}`,
      });
      const { receiver, sources } = durable;
      receiver.decide = () => (Math.random() < 0.15 ? 503 : 200);
      receiver.delay = () => (Math.random() < 0.1 ? 700 : 3 + Math.random() * 20);
      sources.start(SOURCES, 20);
      const rounds: { taken: number; delivered: number }[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        await sleep(1_000 + Math.random() * 2_000);
        await fault();
        await sleep(lasts());
        await over();
        const back = Date.now();
        const after = (times: readonly number[]): number =>
          (times.find((at) => at > back) ?? Infinity) - back;
        await until('deliveries are taken again', () => after(sources.taken) < Infinity, TAKEN_WITHIN_MS);
        const delivered = (): number => after(receiver.fresh(back));
        await until('what was taken since is delivered', () => delivered() < Infinity, DELIVERED_WITHIN_MS);
        rounds.push({ taken: after(sources.taken), delivered: delivered() });
      }
      await sleep(1_000);
      await sources.stop();
      const stoppedAt = performance.now();
      await durable.settled(SETTLED_WITHIN_MS);

      tell(`Redis ${what}, ${mode}`, {
        rounds,
        acknowledged: sources.acknowledged.size,
        repeated: receiver.repeated,
        settledMs: Math.round(performance.now() - stoppedAt),
        answers: Object.fromEntries(sources.answers),
        slowestMs: Math.round(sources.slowestMs),
        crashes: await Promise.all(
          durable.running.map((one) => one.metric('webhook_gateway_queue_worker_crashes_total')),
        ),
      });
      expect([...sources.answers.keys()].sort()).toEqual(['200', '503']);
      expect(sources.slowestMs).toBeLessThan(ANSWERED_WITHIN_MS);
      const inHands = REPLICAS * CONCURRENCY + (mode === 'spill' ? SOURCES : 0);
      expect(receiver.repeated).toBeLessThanOrEqual(inHands * ROUNDS);
      expect((await durable.dead()).size).toBe(0);
    },
  );
});
