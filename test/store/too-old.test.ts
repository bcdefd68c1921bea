import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createRedisStore } from '../../src/store/redis/redis-claims.js';
import { startRedis } from '../helpers/redis.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A Redis that does not know scripts with a first line, as none before 7 does: what it gets is no longer that line. */
async function startOldRedis(): Promise<number> {
  const redis = await startRedis();
  closers.push(() => redis.stop());
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const server = connect(redis.port, '127.0.0.1');
    for (const socket of [client, server]) sockets.add(socket.on('error', () => undefined));
    client.on('data', (bytes: Buffer) =>
      server.write(bytes.toString('latin1').replaceAll('#!lua', '#!xua'), 'latin1'),
    );
    server.pipe(client);
    client.on('close', () => server.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  closers.push(
    () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        proxy.close(resolve);
      }),
  );
  return (proxy.address() as AddressInfo).port;
}

test('a Redis that would take claims and refuse commits is never up, and says why', async () => {
  const store = createRedisStore({ url: `redis://127.0.0.1:${await startOldRedis()}`, prefix: 'old' });
  closers.push(() => store.close());
  expect(await store.ready(1_000)).toBe(false);
  await expect(store.claim('a'.repeat(32), 'me')).rejects.toMatchObject({ reason: 'too_old' });
  expect(store.up).toBe(false);
});
