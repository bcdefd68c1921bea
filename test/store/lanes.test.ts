/** The messages of one delivery for several destinations: stored in one write, each in a lane of its own. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { slotOf } from '../../src/store/redis/connection/slots.js';
import { createRedisStore, type RedisStore } from '../../src/store/redis/redis-claims.js';
import { startCluster } from '../helpers/cluster.js';
import { KEEPING, newKey, newMessageOf, T0 } from '../helpers/messages.js';
import { keysUnder, randomPrefix, startRedis, withClient } from '../helpers/redis.js';
import { sharedRedis } from '../helpers/shared-redis.js';
import type { LaidMessage } from '../../src/queue/message-store.js';

const LANES = ['a/crm', 'a/mail', 'a/sheet'] as const;

let store: RedisStore;
let prefix: string;

beforeEach(async () => {
  prefix = randomPrefix();
  store = createRedisStore({ url: sharedRedis(), prefix });
  await store.ready(2_000);
});
afterEach(async () => {
  await store.close();
  await withClient(sharedRedis(), async (client) => {
    for (const key of (await keysUnder(sharedRedis(), prefix)).keys()) await client.unlink(key);
  });
});

/** One delivery for all three. */
function laid(): LaidMessage[] {
  const delivery = newKey();
  return LANES.map((lane) => {
    const destination = lane.slice(2);
    return { lane, message: newMessageOf({ delivery, destination, key: newKey() }), keeping: KEEPING };
  });
}

const pendingOf = (one: RedisStore): Promise<readonly (readonly string[])[]> =>
  Promise.all(LANES.map((lane) => one.messages.pending(lane, Infinity, 0, 10)));

test('each is pending in its own lane, with its destination and the delivery that it is a part of', async () => {
  const all = laid();
  await store.messages.putAll(all);
  expect(await pendingOf(store)).toEqual(all.map(({ message }) => [message.key]));
  for (const { lane, message } of all) {
    const begun = await store.messages.begin(lane, message.key, false);
    const { destination, delivery, owner } = message;
    expect(begun).toMatchObject({ destination, owner, armedAt: T0 });
    expect(await store.messages.deliveryOf(lane, message.key)).toBe(delivery);
    expect(await store.messages.entry({ lane, key: message.key })).toMatchObject({ route: 'a', destination });
  }
});

test('stored again, what is pending stays as it is, and what was left out is added', async () => {
  const [first, ...others] = laid();
  if (!first) throw new Error('no message');
  await store.messages.putAll([first]);
  const body = Buffer.from('another');
  const again = { ...first, message: { ...first.message, message: { ...first.message.message, body } } };
  await store.messages.putAll([again, ...others]);
  expect((await pendingOf(store)).map((keys) => keys.length)).toEqual([1, 1, 1]);
  expect(await store.messages.body({ lane: first.lane, key: first.message.key })).toEqual(
    first.message.message.body,
  );
});

test('an only destination’s message has no record beside its own', async () => {
  const message = newMessageOf();
  await store.messages.put('a', message, KEEPING);
  expect(await store.messages.deliveryOf('a', message.key)).toBeUndefined();
});

test('the lanes are known by name, over restarts too', async () => {
  await store.messages.putAll(laid());
  expect([...(await store.messages.routes())].sort()).toEqual(LANES);
});

test('lanes do not see each other’s messages, though they have one id', async () => {
  const [crm, mail] = laid();
  if (!crm || !mail) throw new Error('no messages');
  const id = 'msg_same';
  const named = [crm, mail].map((one) => ({
    ...one,
    message: { ...one.message, message: { ...one.message.message, id } },
  }));
  await store.messages.putAll(named);
  for (const { lane, message } of named) {
    const found = await store.messages.find([lane], 'message', id);
    expect(found.map(({ lane: at, key }) => [at, key])).toEqual([[lane, message.key]]);
  }
  expect(await store.messages.find(LANES, 'message', id)).toHaveLength(2);
  expect(await store.messages.find(['a'], 'message', id)).toEqual([]);
});

describe('a write that Redis refuses stores none of them', () => {
  test.each([
    ['it has no room', ['maxmemory', '1']],
    ['it may not write without its replicas', ['min-replicas-to-write', '1']],
  ] as const)('%s', async (_, [setting, value]) => {
    const redis = await startRedis();
    const own = createRedisStore({ url: redis.url, prefix });
    try {
      await own.ready(2_000);
      await own.messages.putAll(laid());
      await withClient(redis.url, (client) => client.config('SET', setting, value));
      await expect(own.messages.putAll(laid())).rejects.toMatchObject({ name: 'StoreUnavailable' });
      await withClient(redis.url, (client) => client.config('SET', setting, '0'));
      expect((await pendingOf(own)).map((keys) => keys.length)).toEqual([1, 1, 1]);
      await own.messages.putAll(laid());
      expect((await pendingOf(own)).map((keys) => keys.length)).toEqual([2, 2, 2]);
    } finally {
      await own.close();
      await redis.stop();
    }
  });

  test('as a replica it is read only', async () => {
    const redis = await startRedis();
    const other = await startRedis();
    const own = createRedisStore({ url: redis.url, prefix });
    try {
      await own.ready(2_000);
      await own.messages.putAll(laid());
      await withClient(redis.url, (client) => client.replicaof('127.0.0.1', other.port));
      await expect(own.messages.putAll(laid())).rejects.toMatchObject({ name: 'StoreUnavailable' });
    } finally {
      await own.close();
      await redis.stop();
      await other.stop();
    }
  });
});

test('in a Cluster all lanes of a route lie in one slot, so that one write takes them', async () => {
  const cluster = await startCluster();
  const own = createRedisStore({ url: cluster.url, prefix });
  try {
    await own.ready(5_000);
    const all = laid();
    await own.messages.putAll(all);
    expect(await pendingOf(own)).toEqual(all.map(({ message }) => [message.key]));
    const found = await Promise.all(
      cluster.masters.map(async ({ url }) => [...(await keysUnder(url, `${prefix}:{a}`)).keys()]),
    );
    expect(found.flat().length).toBeGreaterThan(LANES.length);
    expect(new Set(found.flat().map(slotOf)).size).toBe(1);
  } finally {
    await own.close();
    await cluster.stop();
  }
}, 60_000);
