/** What is written to Redis while an answer is awaited: measured on the wire, between the client and a real Redis. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createClient, SERVER } from '../../src/store/redis/connection/client.js';
import { createRedisClient } from '../../src/store/redis/connection/topology.js';
import { parseRedisUrl } from '../../src/store/redis/connection/url.js';
import { CLAIM } from '../../src/store/redis/claims/record-questions.js';
import { LeanClient } from '../../src/store/redis/lean/lean-client.js';
import { createRedisStore } from '../../src/store/redis/redis-claims.js';
import { newKey } from '../helpers/messages.js';
import { randomPrefix, startRedis, type RedisServer } from '../helpers/redis.js';
import { startProxy, type Proxy } from '../helpers/servers.js';

let server: RedisServer;
let wire: Proxy;
/** Commands in each piece that was written. */
let writes: number[];
const url = (): string => `redis://127.0.0.1:${wire.port}`;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.stop());

beforeEach(async () => {
  writes = [];
  wire = await startProxy(server.port, (piece) => {
    writes.push(piece.toString('latin1').split(/^\*\d+\r$/m).length - 1);
  });
});

afterEach(async () => {
  wire.letGo();
  await wire.close();
});

/** A claim store has one of each. */
const CONNECTIONS = {
  'the client itself': () => createClient(parseRedisUrl(url())),
  'the lean connection beside it': () =>
    createRedisClient(parseRedisUrl(url()), {
      server: SERVER,
      alone: { enableOfflineQueue: false },
      cluster: {},
      lazyConnect: true,
      OneRedis: LeanClient,
    }) as LeanClient,
};

describe.each(Object.entries(CONNECTIONS))('%s', (_name, connect) => {
  let connection: ReturnType<typeof connect>;
  const claim = (): Promise<unknown> => {
    const args = [newKey(), '1:C:o', '10000'];
    return 'gwClaim' in connection ? connection.gwClaim(...args) : connection.answerTo(CLAIM.lean, args);
  };

  beforeEach(async () => {
    connection = connect();
    await connection.connect();
    // The script is sent in full once on each connection.
    await claim();
    writes.length = 0;
  });

  afterEach(() => {
    connection.disconnect();
  });

  test('what is asked while an answer is awaited goes out in one piece when it is there', async () => {
    wire.hold();
    const claims = [claim()];
    await sleep(20);
    for (let i = 0; i < 5; i++) {
      claims.push(claim());
      await sleep(2);
    }
    expect(writes).toEqual([1]);
    wire.letGo();
    const answers = await Promise.all(claims);
    expect(answers).toEqual(Array.from({ length: 6 }, () => answers[0]));
    expect(writes).toEqual([1, 5]);
  });

  test('what is asked when nothing is awaited goes out in the same turn', async () => {
    for (let i = 0; i < 3; i++) await claim();
    expect(writes).toEqual([1, 1, 1]);
    await Promise.all([claim(), claim()]);
    expect(writes).toEqual([1, 1, 1, 2]);
  });
});

test('a connection that breaks while something waits behind it does not hold up the next one', async () => {
  const store = createRedisStore({ url: url(), prefix: randomPrefix() });
  expect(await store.ready(2_000)).toBe(true);
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
  await store.close();
});
