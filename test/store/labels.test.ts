/** The promises of line/claim/label-store.ts. Both stores pass this; a store that differs is wrong. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LABEL_HOLD_MS, type LabelStore } from '../../src/line/claim/label-store.js';
import { createMemoryLabels } from '../../src/store/memory/memory-labels.js';
import { createRedisStore } from '../../src/store/redis/redis-claims.js';
import { keysUnder, leakCheck, randomPrefix, withClient } from '../helpers/redis.js';
import { sharedRedis } from '../helpers/shared-redis.js';
import { HOUR, newKey } from './suite.js';

interface Bench {
  readonly labels: LabelStore;
  pass(ms: number): Promise<void>;
  end(): Promise<void>;
}

function memory(): Promise<Bench> {
  let now = 1_000;
  return Promise.resolve({
    labels: createMemoryLabels({ now: () => now }),
    pass: (ms) => Promise.resolve(void (now += ms)),
    end: () => Promise.resolve(),
  });
}

async function redis(): Promise<Bench> {
  const prefix = randomPrefix();
  const store = createRedisStore({ url: sharedRedis(), prefix });
  await store.ready(2_000);
  return {
    labels: store.labels,
    pass: async (ms) => {
      const left = await keysUnder(sharedRedis(), prefix);
      await withClient(sharedRedis(), async (client) => {
        for (const [key, ttl] of left) {
          if (ttl > ms) await client.pexpire(key, ttl - ms);
          else await client.del(key);
        }
      });
    },
    end: async () => {
      await store.close();
      await leakCheck(sharedRedis(), prefix);
    },
  };
}

describe.each([
  ['memory', memory],
  ['Redis', redis],
])('labels in %s', (_, open) => {
  let bench: Bench;
  let labels: LabelStore;
  let body: string;

  beforeEach(async () => {
    bench = await open();
    ({ labels } = bench);
    body = newKey();
  });
  afterEach(() => bench.end());

  const take = (label: string, places = 2) => labels.takeLabel(body, label, places);

  test('as many labels of one body pass as it has places, and each as often as it comes', async () => {
    for (const label of ['a', 'b', 'a', 'b']) expect(await take(label)).toBe('taken');
    for (const label of ['a', 'b']) await labels.keepLabel(body, label, HOUR);
    expect(await take('c')).toBe('full');
    expect(await take('a')).toBe('taken');
  });

  test('of fifty labels that come at once no more pass than there are places', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => take(`label-${i}`, 4)));
    expect(answers.filter((answer) => answer === 'taken')).toHaveLength(4);
  });

  test('a label whose delivery came to nothing gives its place back; one that was kept stays', async () => {
    await take('a', 1);
    expect(await take('b', 1)).toBe('full');
    await labels.leaveLabel(body, 'a');
    expect(await take('b', 1)).toBe('taken');
    await labels.keepLabel(body, 'b', HOUR);
    await labels.leaveLabel(body, 'b');
    expect(await take('c', 1)).toBe('full');
  });

  test('a filtered label stands in the way of every other one, and never of itself', async () => {
    await labels.noteFilteredLabel(body, 'ping', HOUR);
    expect(await take('push')).toBe('filtered');
    expect(await take('ping')).toBe('taken');
    await labels.noteFilteredLabel(body, 'another', HOUR);
    expect(await take('push')).toBe('filtered');
  });

  test('a label that was accepted before passes, whatever was filtered since', async () => {
    await take('push');
    await labels.keepLabel(body, 'push', HOUR);
    await labels.noteFilteredLabel(body, 'ping', HOUR);
    expect(await take('push')).toBe('taken');
  });

  test('what an operator allows passes, filtered ones and full places notwithstanding', async () => {
    await labels.noteFilteredLabel(body, 'ping', HOUR);
    await labels.allowLabel(body, 'push', HOUR);
    expect(await take('push', 0)).toBe('taken');
    expect(await take('other', 5)).toBe('filtered');
  });

  test('what an operator allowed by its key is allowed for the window, and nothing else is', async () => {
    const key = newKey();
    expect(await labels.isAllowed(key)).toBe(false);
    await labels.allow(key, HOUR);
    expect(await labels.isAllowed(key)).toBe(true);
    expect(await labels.isAllowed(newKey())).toBe(false);
    await bench.pass(HOUR + 1_000);
    expect(await labels.isAllowed(key)).toBe(false);
  });

  test('the window ends by itself, and a hold that nobody ends ends too', async () => {
    await take('a', 1);
    await bench.pass(LABEL_HOLD_MS + 1_000);
    expect(await take('b', 1)).toBe('taken');
    await labels.keepLabel(body, 'b', HOUR);
    await bench.pass(HOUR - 60_000);
    expect(await take('c', 1)).toBe('full');
    await bench.pass(120_000);
    expect(await take('c', 1)).toBe('taken');
  });

  test('bodies do not get in each other’s way', async () => {
    await labels.keepLabel(body, 'a', HOUR);
    expect(await labels.takeLabel(newKey(), 'b', 1)).toBe('taken');
  });
});
