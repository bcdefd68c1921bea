/** A message whose attempts kill the gateway dies after five of them, and takes nobody along. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { POISON_AFTER } from '../../../src/store/redis/messages/redis-messages.js';
import { durableSetup } from '../../helpers/durable-setup.js';
import { PREFIX } from '../../helpers/durable.js';
import { size, tell } from '../../helpers/larger-runs.js';
import { leadWith } from '../../helpers/leads.js';
import { withClient } from '../../helpers/redis.js';
import { until } from '../../helpers/servers.js';

const CONCURRENCY = 8;
/** Otherwise what the killed left is found at once. */
const REAL_TIME = size('FAULT_REAL_TIME', 0) > 0;

const setup = durableSetup();

/** As if the locks of the killed had run out, and a look for such had come by meanwhile. */
async function passTime(): Promise<void> {
  await withClient(setup.redis.url, async (client) => {
    const queue = `${PREFIX}:{leads}:q:`;
    const active = await client.lrange(`${queue}active`, 0, -1);
    await client.del(`${queue}stalled-check`, ...active.map((id) => `${queue}${id}:lock`));
    if (active.length > 0) await client.sadd(`${queue}stalled`, ...active);
  });
}

test(
  'it is a dead letter with no attempt counted, and what was in flight beside it is delivered',
  { timeout: REAL_TIME ? 180_000 : 60_000 },
  async () => {
    const durable = await setup.start({
      mode: 'queued',
      replicas: 1,
      delivery: `schedule: [1s], concurrency: ${CONCURRENCY}`,
    });
    const { receiver, sources } = durable;
    const poison = leadWith(10);
    const text = poison.body.toString();
    let poisoned = 0;
    receiver.delay = () => 50 + Math.random() * 200;
    receiver.decide = ({ body }) => {
      if (body.toString() !== text) return 200;
      poisoned += 1;
      // It may be quicker than the helper that waits for its start.
      void until('it runs', () => durable.running.length > 0).then(() => durable.kill9(0));
      return undefined;
    };
    sources.start(3, 60);
    await sleep(1_500);
    await sources.deliver(poison);
    const startedAt = performance.now();
    for (let crashes = 1; crashes <= POISON_AFTER; crashes += 1) {
      await until('it is killed', () => durable.running.length === 0, 30_000);
      if (!REAL_TIME) await passTime();
      await durable.launch(0);
    }
    await until('it is a dead letter', async () => (await durable.dead()).has(text), 30_000);
    tell('poison', {
      ms: Math.round(performance.now() - startedAt),
      repeated: receiver.repeated,
      acknowledged: sources.acknowledged.size,
    });
    await sources.stop();
    await durable.settled(20_000);

    expect([...(await durable.dead())]).toEqual([[text, 'poison']]);
    expect(poisoned).toBe(POISON_AFTER);
    expect(durable.kills).toHaveLength(POISON_AFTER);
    expect(receiver.repeated).toBeLessThanOrEqual(CONCURRENCY * POISON_AFTER);
    await withClient(setup.redis.url, async (client) => {
      const [key = ''] = await client.zrange(`${PREFIX}:{leads}:x:1`, '0', '-1');
      // A count that is 0 is left out.
      expect(await client.exists(`${PREFIX}:{leads}:m:${key}`)).toBe(1);
      expect(await client.hget(`${PREFIX}:{leads}:m:${key}`, 'a')).toBeNull();
    });
  },
);
