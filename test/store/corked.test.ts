/** What is written to Redis while an answer is awaited: measured on the wire, between the client and a real Redis. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createRedisStore, type RedisStore } from '../../src/store/redis/redis-claims.js';
import { newKey } from '../helpers/messages.js';
import { randomPrefix, startRedis, type RedisServer } from '../helpers/redis.js';
import { startProxy, type Proxy } from '../helpers/servers.js';

let server: RedisServer;
let wire: Proxy;
let store: RedisStore;
/** Commands in each piece that was written. */
let writes: number[];

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.stop());

beforeEach(async () => {
  writes = [];
  wire = await startProxy(server.port, (piece) => {
    writes.push(piece.toString('latin1').split(/^\*\d+\r$/m).length - 1);
  });
  store = createRedisStore({ url: `redis://127.0.0.1:${wire.port}`, prefix: randomPrefix() });
  expect(await store.ready(2_000)).toBe(true);
  // The scripts are sent in full once on each connection.
  const key = newKey();
  await store.claim(key, 'o');
  await store.release(key, 'o');
  writes.length = 0;
});

afterEach(async () => {
  wire.letGo();
  await store.close();
  await wire.close();
});

test('what is asked while an answer is awaited goes out in one piece when it is there', async () => {
  wire.hold();
  const claims = [store.claim(newKey(), 'o')];
  await sleep(20);
  for (let i = 0; i < 5; i++) {
    claims.push(store.claim(newKey(), 'o'));
    await sleep(2);
  }
  expect(writes).toEqual([1]);
  wire.letGo();
  expect(await Promise.all(claims)).toEqual(Array.from({ length: 6 }, () => ({ state: 'own' })));
  expect(writes).toEqual([1, 5]);
});

test('what is asked when nothing is awaited goes out in the same turn', async () => {
  for (let i = 0; i < 3; i++) await store.claim(newKey(), 'o');
  expect(writes).toEqual([1, 1, 1]);
  await Promise.all([store.claim(newKey(), 'o'), store.claim(newKey(), 'o')]);
  expect(writes).toEqual([1, 1, 1, 2]);
});

test('a connection that breaks while something waits behind it does not hold up the next one', async () => {
  wire.hold();
  const first = store.claim(newKey(), 'o').catch(() => 'failed');
  await sleep(20);
  const second = store.claim(newKey(), 'o').catch(() => 'failed');
  await sleep(20);
  wire.cut();
  expect(await Promise.all([first, second])).toEqual(['failed', 'failed']);
  wire.letGo();
  expect(await store.ready(5_000)).toBe(true);
  expect(await store.claim(newKey(), 'o')).toEqual({ state: 'own' });
});
