/** A full Redis: what has ended gives way before anything new is refused, the oldest first. */
import { randomBytes } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { createRedisStore, type RedisStore } from '../../src/store/redis/redis-claims.js';
import { KEEPING, entryOf, newKey, newMessageOf, T0 } from '../helpers/messages.js';
import { queryOf } from '../../src/operate/refused/refused-operations.js';
import { newRefusedOf } from '../helpers/refused.js';
import { startRedis, withClient } from '../helpers/redis.js';

const BODY_BYTES = 20_000;

interface Full {
  readonly store: RedisStore;
  /** Stores a delivery and ends it. @returns its key */
  readonly ended: (route: string, at: number, state?: 'accepted' | 'dead') => Promise<string>;
  readonly bodyOf: (route: string, key: string) => Promise<number | undefined>;
}

async function fullRedis(maxmemory: string): Promise<Full & { readonly url: string }> {
  const server = await startRedis({ maxmemory });
  const store = createRedisStore({ url: server.url, prefix: 'p' });
  onTestFinished(async () => {
    await store.close();
    await server.stop();
  });
  await store.ready(5_000);
  return {
    store,
    url: server.url,
    async ended(route, at, state = 'accepted') {
      const message = newMessageOf({ receivedAt: T0 + at }, { body: randomBytes(BODY_BYTES) });
      await store.messages.put(route, message, KEEPING);
      await store.messages.end(
        route,
        message.key,
        state === 'accepted'
          ? { state, attempt: undefined, at: T0 + at }
          : { state, attempt: undefined, at: T0 + at, outcome: 'failed', dead: 'final' },
        KEEPING,
      );
      return message.key;
    },
    bodyOf: async (route, key) => (await store.messages.body({ lane: route, key }))?.length,
  };
}

test('finished bodies give way, the oldest of all routes first; what is pending or dead stays', async () => {
  const { store, ended, bodyOf } = await fullRedis('12mb');
  const pending = newMessageOf({ receivedAt: T0 }, { body: randomBytes(BODY_BYTES) });
  await store.messages.put('a', pending, KEEPING);
  const dead = await ended('a', 1, 'dead');
  const keys: (readonly [string, string])[] = [];
  for (let i = 0; i < 1_200; i++) {
    const route = i % 3 === 0 ? 'a' : 'b';
    keys.push([route, await ended(route, 2 + i)]);
  }
  const kept = await Promise.all(keys.map(async ([route, key]) => (await bodyOf(route, key)) !== undefined));
  // Every body from some delivery on, and none before; each route's hundred oldest go at a time.
  const [first, last] = [kept.indexOf(true), kept.lastIndexOf(false)];
  expect(first).toBeGreaterThan(400);
  expect(last).toBeLessThan(1_000);
  expect(last - first).toBeLessThan(300);
  expect(await bodyOf('a', pending.key)).toBe(BODY_BYTES);
  expect(await bodyOf('a', dead)).toBe(BODY_BYTES);
  const [oldRoute, oldKey] = keys[0] ?? ['', ''];
  expect(await store.messages.entry({ lane: oldRoute, key: oldKey })).toMatchObject({ outcome: 'accepted' });
  expect(await store.claim(newKey(), 'owner')).toEqual({ state: 'own' });
  expect(store.up).toBe(true);
}, 60_000);

test('refused deliveries give way before anything else, and nothing gives way for them', async () => {
  const { store, ended, bodyOf } = await fullRedis('12mb');
  const wide = { maxCount: 100_000, maxBytes: 100_000_000, maxAge: 3_600_000 };
  const body = randomBytes(BODY_BYTES);
  const refuse = (): Promise<boolean> => {
    const { entry, ...more } = newRefusedOf({ body }, BODY_BYTES + 1_000);
    const one = { entry, ...more, holder: entry.id };
    return store.refused.add('a', [one], wide).then(
      () => true,
      () => false,
    );
  };
  const key = await ended('a', 1);
  let kept = 0;
  while (await refuse()) kept += 1;
  expect(kept).toBeGreaterThan(100);
  expect(await bodyOf('a', key)).toBe(BODY_BYTES);
  const stored = await Promise.all(Array.from({ length: 50 }, (_, i) => ended('b', 2 + i)));
  for (const one of stored) expect(await bodyOf('b', one)).toBe(BODY_BYTES);
  expect(await bodyOf('a', key)).toBe(BODY_BYTES);
  const left = (await store.refused.list('a', queryOf({}, 500))).data.length;
  expect(left).toBeLessThan(kept);
  expect(store.up).toBe(true);
}, 60_000);

test('where no body is left, the oldest entries of the log give way, with what leads to them', async () => {
  const { store, url } = await fullRedis('6mb');
  const pending = newMessageOf({ receivedAt: T0 });
  await store.messages.put('a', pending, KEEPING);
  for (let i = 1; i <= 10_000; i += 100) {
    await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        store.messages.log('a', newKey(), entryOf({ receivedAt: T0 + i + n }), KEEPING),
      ),
    );
  }
  const query = { index: 'log', since: undefined, until: undefined, after: undefined, limit: 500 } as const;
  expect((await store.messages.list('a', query)).data[0]?.receivedAt).toBe(T0 + 10_000);
  const names = await withClient(url, (client) => client.keys('p:{a}:*'));
  const count = (kind: string) => names.filter((name) => name.startsWith(`p:{a}:${kind}:`)).length;
  expect(count('m')).toBeLessThan(9_000);
  expect(count('n')).toBe(count('m'));
  expect(await store.messages.begin('a', pending.key, false)).toMatchObject({ attempts: 0 });
}, 60_000);

test('where nothing can give way, what is new is refused as `store_full`, and soon', async () => {
  const { store } = await fullRedis('4mb');
  const put = () =>
    store.messages.put('a', newMessageOf({}, { body: randomBytes(BODY_BYTES) }), KEEPING).then(
      () => 'stored',
      (error: unknown) => (error as { reason: string }).reason,
    );
  let answer = 'stored';
  for (let i = 0; i < 1_000 && answer === 'stored'; i++) answer = await put();
  expect(answer).toBe('store_full');
  await expect(store.claim(newKey(), 'owner')).rejects.toThrow('the dedupe store is full (store_full)');
  const { pending } = await store.messages.counts('a');
  expect(pending).toBeGreaterThan(10);
}, 60_000);
