/** Redis is killed and started again, or stands still, under load: nothing acknowledged is lost, and all comes back by itself. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { POISON_AFTER } from '../../../src/store/redis/messages/redis-messages.js';
import { durableSetup } from '../../helpers/durable-setup.js';
import { PREFIX } from '../../helpers/durable.js';
import { size, tell } from '../../helpers/larger-runs.js';
import { withClient } from '../../helpers/redis.js';
import { until } from '../../helpers/servers.js';

const ROUNDS = size('FAULT_ROUNDS', 2);
const CONCURRENCY = 16;
const REPLICAS = 2;
const SOURCES = 12;
const PAUSE_MS = size('FAULT_PAUSE_MS', 60);
const ANSWERED_WITHIN_MS = 1_500;
/** From Redis's return to deliveries taken, and delivered, again. */
const TAKEN_WITHIN_MS = 3_000;
const DELIVERED_WITHIN_MS = 10_000;
/** What was in somebody's hands as it happened waits for its lock to end. */
const SETTLED_WITHIN_MS = 20_000;

const setup = durableSetup();

const faults = [
  [
    'killed and started again',
    () => setup.redis.kill9(),
    () => 300 + Math.random() * 2_500,
    () => setup.redis.restart(),
  ],
  ['stopped for five seconds', () => setup.redis.pause(), () => 5_000, () => setup.redis.resume()],
] as const;

describe.each(faults)('%s', (what, fault, lasts, over) => {
  test.each(['queued', 'spill'] as const)(
    'mode %s: what was acknowledged arrives; sources hear 2xx or 503; sources and workers go on by themselves',
    { timeout: ROUNDS * 20_000 + 40_000 },
    async (mode) => {
      const durable = await setup.start({
        mode,
        replicas: REPLICAS,
        delivery: `schedule: [1s, 1s, 1s, 1s, 1s, 1s, 1s, 1s], concurrency: ${CONCURRENCY}`,
      });
      const { receiver, sources } = durable;
      receiver.decide = () => (Math.random() < 0.15 ? 503 : 200);
      receiver.delay = () => (Math.random() < 0.1 ? 700 : 3 + Math.random() * 20);
      sources.start(SOURCES, PAUSE_MS);
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

test(
  'a Redis that stands still for a second again and again costs nothing but time: nobody is taken for poison',
  { timeout: 120_000 },
  async () => {
    // More than the attempts without an end that make a message poison.
    const FLAPS = size('FAULT_FLAPS', POISON_AFTER + 1);
    const durable = await setup.start({
      mode: 'queued',
      replicas: REPLICAS,
      delivery: `schedule: [1s, 1s, 1s, 1s, 1s, 1s, 1s, 1s], concurrency: ${CONCURRENCY}`,
    });
    const { receiver, sources } = durable;
    receiver.delay = () => 500 + Math.random() * 1_000;
    sources.start(4, 200);
    let suspected = 0;
    for (let flap = 0; flap < FLAPS; flap += 1) {
      await sleep(1_300);
      await setup.redis.pause();
      await sleep(1_200);
      await setup.redis.resume();
      suspected = Math.max(suspected, ...(await crashesCounted()));
    }
    await sources.stop();
    await durable.settled(SETTLED_WITHIN_MS);
    tell('flapping Redis', {
      suspected,
      acknowledged: sources.acknowledged.size,
      repeated: receiver.repeated,
      answers: Object.fromEntries(sources.answers),
      recovery: durable.slowestRecovery(),
    });
    expect(await durable.dead()).toEqual(new Map());
    expect(receiver.repeated).toBe(0);
  },
);

/** Of each message that waits or is attempted, how often it was begun more than it was ended; an attempt that runs is one. */
async function crashesCounted(): Promise<number[]> {
  return withClient(setup.redis.url, async (client) => {
    const keys = await client.zrange(`${PREFIX}:{leads}:p:1`, '0', '-1');
    return Promise.all(
      keys.map(async (key) => {
        const [begun, ended] = await client.hmget(`${PREFIX}:{leads}:m:${key}`, 'u', 'f');
        return Number(begun ?? 0) - Number(ended ?? 0);
      }),
    );
  });
}
