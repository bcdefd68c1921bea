/** The promises of model/replica-notes.ts. A store that forgets with its process has one replica, itself. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LIVES_MS, MINUTE_STAYS_MS, type ReplicaNotes } from '../../src/model/replica-notes.js';
import { createMemoryReplicas } from '../../src/store/memory/memory-replicas.js';
import { createRedisStore, type RedisStore } from '../../src/store/redis/redis-claims.js';
import { keysUnder, leakCheck, randomPrefix, withClient } from '../helpers/redis.js';
import { sharedRedis } from '../helpers/shared-redis.js';

describe.each([
  [
    'memory',
    (): Promise<readonly [ReplicaNotes, () => Promise<void>]> =>
      Promise.resolve([createMemoryReplicas(), () => Promise.resolve()]),
  ],
  [
    'Redis',
    async (): Promise<readonly [ReplicaNotes, () => Promise<void>]> => {
      const prefix = randomPrefix();
      const store = createRedisStore({ url: sharedRedis(), prefix });
      await store.ready(2_000);
      return [
        store.replicas,
        async () => {
          await store.close();
          await leakCheck(sharedRedis(), prefix);
        },
      ];
    },
  ],
] as const)('notes of one replica in %s', (_, open) => {
  let notes: ReplicaNotes;
  let end: () => Promise<void>;
  beforeEach(async () => {
    [notes, end] = await open();
  });
  afterEach(() => end());

  test('it lives once it told so, and hears the time', async () => {
    const { living, at } = await notes.beat('a', '{"version":"1"}');
    expect(living).toEqual([{ id: 'a', about: '{"version":"1"}' }]);
    expect(Math.abs(at - Date.now())).toBeLessThan(60_000);
  });

  test('a route that had a delivery is known, however often that is said', async () => {
    expect(await notes.firsts()).toEqual(new Set());
    await notes.keepFirst([]);
    await notes.keepFirst(['leads', 'calls']);
    await notes.keepFirst(['leads']);
    expect(await notes.firsts()).toEqual(new Set(['leads', 'calls']));
  });
});

describe('notes of several replicas in Redis', () => {
  let prefix: string;
  let stores: RedisStore[];
  let a: ReplicaNotes;
  let b: ReplicaNotes;
  beforeEach(async () => {
    prefix = randomPrefix();
    stores = [0, 1].map(() => createRedisStore({ url: sharedRedis(), prefix }));
    await Promise.all(stores.map((store) => store.ready(2_000)));
    [a, b] = stores.map(({ replicas }) => replicas) as [ReplicaNotes, ReplicaNotes];
  });
  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await leakCheck(sharedRedis(), prefix);
  });

  const livingOf = async (notes: ReplicaNotes, id: string): Promise<string[]> =>
    (await notes.beat(id, `about ${id}: x`)).living.map((one) => `${one.id} ${one.about}`).sort();

  test('each sees all that live, and no longer those that left', async () => {
    await livingOf(a, 'a');
    expect(await livingOf(b, 'b')).toEqual(['a about a: x', 'b about b: x']);
    await a.leave('a');
    expect(await livingOf(b, 'b')).toEqual(['b about b: x']);
  });

  test('one that told nothing for half a minute lives no more', async () => {
    await a.beat('a', '');
    await withClient(sharedRedis(), (client) =>
      client.hset(`${prefix}:replicas:1`, 'a', `${Date.now() - LIVES_MS - 5_000}:`),
    );
    expect(await livingOf(b, 'b')).toEqual(['b about b: x']);
    expect(await withClient(sharedRedis(), (client) => client.hkeys(`${prefix}:replicas:1`))).toEqual(['b']);
  });

  test('a minute holds what each counted last, in the order asked for, for two hours', async () => {
    await a.keepMinute(7, 'a', 'one');
    await a.keepMinute(7, 'a', 'two');
    await b.keepMinute(7, 'b', 'three');
    await b.keepMinute(9, 'b', 'four');
    expect(await a.minutes([9, 8, 7])).toEqual([
      new Map([['b', 'four']]),
      new Map(),
      new Map([
        ['a', 'two'],
        ['b', 'three'],
      ]),
    ]);
    const ttl = (await keysUnder(sharedRedis(), prefix)).get(`${prefix}:minute:1:7`) ?? 0;
    expect(ttl).toBeGreaterThan(MINUTE_STAYS_MS - 60_000);
    expect(ttl).toBeLessThanOrEqual(MINUTE_STAYS_MS);
  });
});
