/** What is written to Redis while an answer is awaited: measured on the wire, between the client and a real Redis. */
import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRedisStore, type RedisStore } from '../../src/store/redis/store.js';
import { newKey } from '../helpers/messages.js';
import { randomPrefix, sharedRedis } from '../helpers/redis.js';

/** A wire that can keep answers back and knows what came over it in one piece. */
interface Wire {
  readonly url: string;
  /** Commands in each piece that was written. */
  readonly writes: number[];
  hold(): void;
  letGo(): void;
  cut(): void;
  close(): void;
}

let wire: Wire;
let store: RedisStore;

beforeEach(async () => {
  wire = await startWire(sharedRedis());
  store = createRedisStore({ url: wire.url, prefix: randomPrefix() });
  expect(await store.ready(2_000)).toBe(true);
  // The scripts are sent in full once on each connection.
  const key = newKey();
  await store.claim(key, 'o');
  await store.release(key, 'o');
  wire.writes.length = 0;
});

afterEach(async () => {
  wire.letGo();
  await store.close();
  wire.close();
});

test('what is asked while an answer is awaited goes out in one piece when it is there', async () => {
  wire.hold();
  const claims = [store.claim(newKey(), 'o')];
  await sleep(20);
  for (let i = 0; i < 5; i++) {
    claims.push(store.claim(newKey(), 'o'));
    await sleep(2);
  }
  expect(wire.writes).toEqual([1]);
  wire.letGo();
  expect(await Promise.all(claims)).toEqual(Array.from({ length: 6 }, () => ({ state: 'own' })));
  expect(wire.writes).toEqual([1, 5]);
});

test('what is asked when nothing is awaited goes out in the same turn', async () => {
  for (let i = 0; i < 3; i++) await store.claim(newKey(), 'o');
  expect(wire.writes).toEqual([1, 1, 1]);
  await Promise.all([store.claim(newKey(), 'o'), store.claim(newKey(), 'o')]);
  expect(wire.writes).toEqual([1, 1, 1, 2]);
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

async function startWire(to: string): Promise<Wire> {
  const { hostname, port } = new URL(to);
  const writes: number[] = [];
  const clients = new Set<Socket>();
  let held: (() => void)[] | undefined;
  const server = createServer((client) => {
    const redis = createConnection(Number(port), hostname);
    clients.add(client);
    client.setNoDelay(true);
    client.on('data', (piece) => {
      writes.push(piece.toString('latin1').split(/^\*\d+\r$/m).length - 1);
      redis.write(piece);
    });
    redis.on('data', (piece) => {
      const pass = (): void => void client.write(piece);
      if (held) held.push(pass);
      else pass();
    });
    for (const [socket, other] of [
      [client, redis],
      [redis, client],
    ] as const) {
      socket.on('error', () => undefined);
      socket.on('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    writes,
    hold() {
      held = [];
    },
    letGo() {
      for (const pass of held ?? []) pass();
      held = undefined;
    },
    cut() {
      for (const client of clients) client.destroy();
      clients.clear();
    },
    close() {
      for (const client of clients) client.destroy();
      server.close();
    },
  };
}
