/** What `confirm` promises: so many replicas have it, or the disk has it, on the very server that took it. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createRedisStore, type RedisStore } from '../../../src/store/redis/redis-claims.js';
import type { Durability } from '../../../src/store/redis/durability/quorum.js';
import { isAtLeast } from '../../../src/store/redis/durability/server-facts.js';
import { startCluster } from '../../helpers/cluster.js';
import type { RedisOptions, RedisServer } from '../../helpers/redis.js';
import { startRedis, startSlowLoader, withClient } from '../../helpers/redis.js';
import { startSentinels, type SentinelSetup } from '../../helpers/sentinels.js';
import { until } from '../../helpers/servers.js';
import { HOUR, newKey } from '../suite.js';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const REPLICAS_1: Durability = { durability: 'server', replicas: 1 };
const FSYNC: Durability = { durability: 'fsync', replicas: 0 };

async function serve(options: RedisOptions = {}): Promise<RedisServer> {
  const server = await startRedis(options);
  ends.push(() => server.stop());
  return server;
}

async function serveSentinels(): Promise<SentinelSetup> {
  const setup = await startSentinels();
  ends.push(() => setup.stop());
  return setup;
}

async function open(url: string, durability?: Durability): Promise<RedisStore> {
  const store = createRedisStore({ url, prefix: 'p', ...(durability && { durability }) });
  ends.push(() => store.close());
  await store.ready(2_000);
  return store;
}

/** Writes something and has it confirmed: `confirmed`, or why it is not. */
async function write(store: RedisStore): Promise<string> {
  await store.commit(newKey(), 'me', 200, HOUR);
  return store.confirm('route').then(
    () => 'confirmed',
    (error: unknown) => (error as { reason: string }).reason,
  );
}

test('where nothing is asked for, everything is confirmed and nobody is asked', async () => {
  const { url } = await serve();
  const store = await open(url, { durability: 'server', replicas: 0 });
  expect(await write(store)).toBe('confirmed');
  const clients = String(await withClient(url, (client) => client.client('LIST')));
  expect(clients).not.toContain('quorum');
});

describe('replicas', () => {
  test('confirmed is what a replica has; while it hangs nothing is, in time, and afterwards it is again', async () => {
    const { url, servers } = await serveSentinels();
    const store = await open(url, REPLICAS_1);
    expect(await write(store)).toBe('confirmed');
    const replica = servers[1] as RedisServer;
    await replica.pause();
    const startedAt = performance.now();
    expect(await write(store)).toBe('no_replicas');
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    await replica.resume();
    await until('it is confirmed again', async () => (await write(store)) === 'confirmed');
  });

  test('more of them than there are is never confirmed', async () => {
    const { url } = await serveSentinels();
    expect(await write(await open(url, { durability: 'server', replicas: 2 }))).toBe('no_replicas');
  });

  test('all who wait share an answer, and none waits for more than the next one', async () => {
    const { url, servers } = await serveSentinels();
    const store = await open(url, REPLICAS_1);
    await write(store);
    const waits = async (): Promise<number> =>
      Number(
        /cmdstat_wait:calls=(\d+)/.exec(
          await withClient(servers[0].url, (client) => client.info('commandstats')),
        )?.[1],
      );
    const before = await waits();
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => write(store)));
    expect(new Set(answers)).toEqual(new Set(['confirmed']));
    expect((await waits()) - before).toBeLessThan(100);
  });

  test('in a Cluster the master that has the route is asked', async () => {
    const cluster = await startCluster({ replicas: true });
    ends.push(() => cluster.stop());
    const store = await open(cluster.url, REPLICAS_1);
    const routes = ['a', 'b', 'c', 'd', 'e', 'f'];
    const confirmed = async (): Promise<string[]> => {
      const answers = await Promise.allSettled(routes.map((route) => store.confirm(route)));
      return routes.filter((_, i) => answers[i]?.status === 'fulfilled');
    };
    await until('all are confirmed', async () => (await confirmed()).length === routes.length);
    await cluster.replicas[0]?.pause();
    const some = await confirmed();
    expect(some.length).toBeGreaterThan(0);
    expect(some.length).toBeLessThan(routes.length);
    await cluster.replicas[0]?.resume();
    await until('all are confirmed again', async () => (await confirmed()).length === routes.length);
  });
});

describe('fsync', () => {
  test('with appendfsync always the server does it itself', async () => {
    const { url } = await serve({ appendonly: true, args: ['--appendfsync', 'always'] });
    expect(await write(await open(url, FSYNC))).toBe('confirmed');
  });

  test('with everysec it is confirmed where the server can tell (7.2), and nowhere else', async () => {
    const { url } = await serve({ appendonly: true });
    const info = await withClient(url, (client) => client.info('server'));
    const version = /redis_version:(\S+)/.exec(info)?.[1] ?? '';
    const store = await open(url, FSYNC);
    const expected = isAtLeast(version, 7, 2) ? 'confirmed' : 'not_durable';
    for (let i = 0; i < 3; i += 1) expect(await write(store)).toBe(expected);
  });

  test.each([
    ['without an append-only file', ['--appendonly', 'no']],
    ['where the file is never fsynced', ['--appendonly', 'yes', '--appendfsync', 'no']],
  ])('%s nothing is confirmed', async (_name, args) => {
    const { url } = await serve({ args });
    expect(await write(await open(url, FSYNC))).toBe('not_durable');
  });

  test('a server that was started anew confirms nothing that the old one took', async () => {
    const server = await serve({ appendonly: true, args: ['--appendfsync', 'always'] });
    const store = await open(server.url, FSYNC);
    expect(await write(store)).toBe('confirmed');
    await server.restart();
    await until('it is up again', () => store.up);
    await until('what is written now is confirmed', async () => (await write(store)) === 'confirmed');
  });
});

/** A port that leads the first connection, which is the one that writes, to one server, and all others to another. */
async function startSplit(first: number, others: number): Promise<number> {
  const sockets = new Set<Socket>();
  let made = 0;
  const server = createServer((near) => {
    const far = connect(made === 0 ? first : others, '127.0.0.1');
    made += 1;
    for (const socket of [near, far]) sockets.add(socket.on('error', () => undefined));
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

test('a server that did not take the write does not confirm it', async () => {
  const args = ['--appendonly', 'yes', '--appendfsync', 'always'];
  const [one, other] = [await serve({ args }), await serve({ args })];
  const store = await open(`redis://127.0.0.1:${await startSplit(one.port, other.port)}`, FSYNC);
  const answers = new Set<string>();
  // Long enough for it to look for another way, and to find none.
  for (const endsAt = performance.now() + 1_500; performance.now() < endsAt;) answers.add(await write(store));
  expect(answers).toContain('not_durable');
  expect(answers).not.toContain('confirmed');
});

test('closed, it confirms nothing', async () => {
  const { url } = await serve({ appendonly: true, args: ['--appendfsync', 'always'] });
  const store = await open(url, FSYNC);
  expect(await write(store)).toBe('confirmed');
  await store.close();
  await expect(store.confirm('route')).rejects.toMatchObject({ name: 'StoreUnavailable' });
});

describe('what a server cannot say yet, or said once', () => {
  test('a Redis that read its data when it was asked is confirmed by once it has', async () => {
    // While it loads it says of itself that it keeps no append-only file.
    const server = await startSlowLoader(3_000);
    ends.push(() => server.stop());
    const store = await open(server.url, FSYNC);
    expect(await write(store)).toBe('confirmed');
    await server.restart();
    await until('it says that it loads', async () => {
      const answer = await store.claim(newKey(), 'me').catch((error: unknown) => error);
      return (answer as { reason?: string }).reason === 'loading';
    });
    await until('it takes claims again', () => store.up);
    await until('it is confirmed again', async () => (await write(store)) === 'confirmed', 5_000);
  });

  test('a server that is set up anew is gone by, both ways', async () => {
    const server = await serve({ args: ['--appendfsync', 'always'] });
    const store = await open(server.url, FSYNC);
    const appendonly = (value: string): Promise<unknown> =>
      withClient(server.url, (client) => client.config('SET', 'appendonly', value));
    expect(await write(store)).toBe('not_durable');
    await appendonly('yes');
    await until('it is confirmed', async () => (await write(store)) === 'confirmed', 5_000, 100);
    await appendonly('no');
    await until('it is confirmed no longer', async () => (await write(store)) === 'not_durable', 10_000, 100);
  });

  test('a user who may not ask INFO has nothing confirmed (auth), and all once it is allowed', async () => {
    const server = await serve({ appendonly: true, args: ['--appendfsync', 'always'] });
    const acl = (...rules: string[]): Promise<unknown> =>
      withClient(server.url, (client) =>
        client.call('ACL', 'SETUSER', 'gateway', 'on', '>secret', '~*', '&*', '+@all', ...rules),
      );
    await acl('-info');
    const store = await open(`redis://gateway:secret@127.0.0.1:${server.port}`, FSYNC);
    await until('it is refused, and says why', async () => (await write(store)) === 'auth');
    await acl('+info');
    await until('it is confirmed', async () => (await write(store)) === 'confirmed', 5_000, 100);
  });
});
