/** Redis answers, but not with what was asked for. */
import { afterEach, describe, expect, test } from 'vitest';
import type { Redis } from 'ioredis';
import { createQueueClients } from '../../../src/store/redis/connection/queue-clients.js';
import { createRedisStore } from '../../../src/store/redis/redis-claims.js';
import type { ClaimStore } from '../../../src/line/claim/claim-store.js';
import { StoreUnavailable } from '../../../src/line/claim/claim-store.js';
import { OK, startFakeRedis } from '../../helpers/fake-redis.js';
import { KEEPING, newMessageOf } from '../../helpers/messages.js';
import type { RedisOptions, RedisServer } from '../../helpers/redis.js';
import { startRedis, withClient } from '../../helpers/redis.js';
import { freePort, until } from '../../helpers/servers.js';
import { HOUR, newKey } from '../suite.js';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function serve(options: RedisOptions = {}): Promise<RedisServer> {
  const server = await startRedis(options);
  ends.push(() => server.stop());
  return server;
}

function open(
  url: string,
  onOperation?: (operation: string, seconds: number, error?: string) => void,
): ClaimStore {
  const store = createRedisStore({ url, prefix: 'p', ...(onOperation && { onOperation }) });
  ends.push(() => store.close());
  return store;
}

describe('Redis at maxmemory', () => {
  test('what was accepted is still remembered; new claims are refused until there is room', async () => {
    const server = await serve();
    const store = open(server.url);
    await store.ready(2_000);
    const key = newKey();
    await store.claim(key, 'a');
    await withClient(server.url, (client) => client.config('SET', 'maxmemory', '1'));

    await expect(store.claim(newKey(), 'b')).rejects.toMatchObject({ reason: 'store_full' });
    expect(store.up).toBe(false);
    expect(await store.renew(key, 'a')).toBe(true);
    expect(await store.commit(key, 'a', 200, HOUR)).toBe('committed');
    expect(await store.claim(key, 'b')).toEqual({ state: 'done', status: 200 });
    expect(store.up).toBe(false);

    await withClient(server.url, (client) => client.config('SET', 'maxmemory', '0'));
    await until('up again', () => store.up, 3_000);
    expect(await store.claim(newKey(), 'b')).toEqual({ state: 'own' });
  });

  test('a release and an operator’s forget work', async () => {
    const server = await serve();
    const store = open(server.url);
    await store.ready(2_000);
    const [claimed, done] = [newKey(), newKey()];
    await store.claim(claimed, 'a');
    await store.commit(done, 'a', 200, HOUR);
    await withClient(server.url, (client) => client.config('SET', 'maxmemory', '1'));
    expect(await store.release(claimed, 'a')).toBe(true);
    expect(await store.forget(done)).toBe(true);
  });
});

describe('Redis that refuses writes', () => {
  test('a read-only replica is not up, and is once it is made the master', async () => {
    const server = await serve({ args: ['--replicaof', '127.0.0.1', String(await freePort())] });
    const store = open(server.url);
    expect(await store.ready(500)).toBe(false);
    await expect(store.claim(newKey(), 'a')).rejects.toMatchObject({ reason: 'readonly' });
    await withClient(server.url, (client) => client.call('REPLICAOF', 'NO', 'ONE'));
    await until('up', () => store.up, 3_000);
    expect(await store.claim(newKey(), 'a')).toEqual({ state: 'own' });
  });

  test('a master demoted under us is left for whoever the name leads to, without haste', async () => {
    const server = await serve();
    const store = open(server.url);
    await store.ready(2_000);
    const connections = (): Promise<number> =>
      withClient(server.url, async (client) =>
        Number(/total_connections_received:(\d+)/.exec(await client.info('stats'))?.[1]),
      );
    await withClient(server.url, async (client) =>
      client.call('REPLICAOF', '127.0.0.1', String(await freePort())),
    );
    const before = await connections();
    await expect(store.claim(newKey(), 'a')).rejects.toMatchObject({ reason: 'readonly' });
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const made = (await connections()) - before - 1;
    expect(made).toBeGreaterThanOrEqual(2);
    expect(made).toBeLessThanOrEqual(5);
    expect(store.up).toBe(false);
  });

  test.each([
    { reason: 'master_down', options: ['--replica-serve-stale-data', 'no', '--replicaof', '127.0.0.1', '1'] },
    { reason: 'no_replicas', options: ['--min-replicas-to-write', '1'] },
    { reason: 'cluster_down', options: ['--cluster-enabled', 'yes'] },
  ])('$reason is unavailable, never new or duplicate', async ({ reason, options }) => {
    const server = await serve({ args: options });
    const store = open(server.url);
    expect(await store.ready(500)).toBe(false);
    await expect(store.claim(newKey(), 'a')).rejects.toMatchObject({ name: 'StoreUnavailable', reason });
    await expect(store.commit(newKey(), 'a', 200, HOUR)).rejects.toBeInstanceOf(StoreUnavailable);
  });

  test('while it loads its data it is not up, and soon after it is', async () => {
    // A delay for every key makes a small file load slowly; both settings are there for tests like this.
    const server = await serve({
      args: ['--key-load-delay', '2000', '--loading-process-events-interval-bytes', '1024'],
    });
    await withClient(server.url, async (client) => {
      for (let i = 0; i < 1_000; i += 1) void client.set(`key-${i}`, 'x'.repeat(100));
      await client.call('SAVE');
    });
    const store = open(server.url);
    await store.ready(2_000);
    await server.restart();
    await until('it says that Redis loads', async () => {
      const answer = await store.claim(newKey(), 'a').catch((error: unknown) => error);
      return (answer as { reason?: string }).reason === 'loading';
    });
    expect(store.up).toBe(false);
    await until('up', () => store.up, 10_000);
    expect(await store.claim(newKey(), 'a')).toEqual({ state: 'own' });
  });
});

describe('a database that Redis refuses', () => {
  test('is unavailable (database); nothing is asked of database 0, by workers neither, and it is tried without haste', async () => {
    const server = await serve();
    const url = `${server.url}/99`;
    const store = open(url);
    const queue = createQueueClients(url);
    ends.push(() => queue.close());
    const blocking = (queue.workerClient as Redis).duplicate();
    blocking.on('error', () => undefined);
    ends.push(() => {
      blocking.disconnect();
      return Promise.resolve();
    });
    const waiting = [queue.workerClient.set('worker', 'x'), blocking.set('blocking', 'x')];
    for (const one of waiting) one.catch(() => undefined);
    expect(await store.ready(2_000)).toBe(false);
    await expect(store.claim(newKey(), 'a')).rejects.toMatchObject({ reason: 'database' });
    await expect(queue.client.set('now', 'x')).rejects.toThrow();
    await expect(store.claim(newKey(), 'a')).rejects.toMatchObject({ reason: 'database' });
    await withClient(server.url, async (client) => {
      expect(await client.dbsize()).toBe(0);
      const made = Number(/total_connections_received:(\d+)/.exec(await client.info('stats'))?.[1]);
      expect(made).toBeLessThan(50);
    });
  });

  test('it is used as soon as the user may choose it', async () => {
    const server = await serve();
    const acl = (...rules: string[]): Promise<unknown> =>
      withClient(server.url, (client) =>
        client.call('ACL', 'SETUSER', 'gateway', 'on', '>secret', '~*', '+@all', ...rules),
      );
    await acl('-select');
    const store = open(`redis://gateway:secret@127.0.0.1:${server.port}/5`);
    expect(await store.ready(500)).toBe(false);
    await expect(store.claim(newKey(), 'a')).rejects.toMatchObject({ reason: 'database' });
    await acl('+select');
    await until('up', () => store.up);
    expect(await store.claim(newKey(), 'a')).toEqual({ state: 'own' });
    expect(await withClient(server.url, (client) => client.dbsize())).toBe(0);
    expect(await withClient(`${server.url}/5`, (client) => client.dbsize())).toBeGreaterThan(0);
  });
});

test('a Redis that cuts every answer off is not reached for without a pause', async () => {
  const redis = await startFakeRedis(([name]) => (name === 'client' ? OK : 'cut'));
  ends.push(() => redis.close());
  const { url, asked } = redis;
  const store = open(url);
  const queue = createQueueClients(url);
  ends.push(() => queue.close());
  queue.workerClient.get('k').catch(() => undefined);
  await store.ready(3_000);
  expect(asked.filter(([name]) => name !== 'client').length).toBeLessThan(20);
  await expect(store.claim(newKey(), 'a')).rejects.toMatchObject({ reason: 'disconnected' });
});

describe.each([
  ['OK', OK],
  ['nothing', { bytes: '$-1\r\n' }],
])('a server that would take a claim, and answers %s to all else', (_, answer) => {
  test('nothing counts as claimed, committed, stored or read', async () => {
    const wouldClaim = { bytes: '$11\r\nwould_claim\r\n' };
    const redis = await startFakeRedis(([name, lua = '']) => {
      if (name === 'sadd') return { bytes: ':1\r\n' };
      return lua.includes('would_claim') ? wouldClaim : answer;
    });
    ends.push(() => redis.close());
    const store = createRedisStore({ url: redis.url, prefix: 'p' });
    ends.push(() => store.close());
    expect(await store.ready(2_000)).toBe(true);
    await expect(store.claim(newKey(), 'a')).rejects.toBeInstanceOf(StoreUnavailable);
    const corrupt = { reason: 'corrupt' };
    await expect(store.renew(newKey(), 'a')).rejects.toMatchObject(corrupt);
    await expect(store.commit(newKey(), 'a', 200, HOUR)).rejects.toMatchObject(corrupt);
    await expect(store.queue(newKey(), HOUR)).rejects.toMatchObject(corrupt);
    const { messages } = store;
    await expect(messages.time('leads')).rejects.toMatchObject(corrupt);
    await expect(messages.put('leads', newMessageOf(), KEEPING)).rejects.toMatchObject(corrupt);
    await expect(messages.begin('leads', newKey(), true)).rejects.toMatchObject(corrupt);
    await expect(messages.arm('leads', newKey(), 0, false)).rejects.toMatchObject(corrupt);
    const { labels, pauses } = store;
    await expect(labels.takeLabel('body', 'push', 1)).rejects.toMatchObject(corrupt);
    await expect(labels.keepLabel('body', 'push', HOUR)).rejects.toMatchObject(corrupt);
    await expect(labels.leaveLabel('body', 'push')).rejects.toMatchObject(corrupt);
    await expect(labels.isAllowed('key')).rejects.toMatchObject(corrupt);
    await expect(pauses.load()).rejects.toMatchObject(corrupt);
    await expect(pauses.set('leads', 'operator')).rejects.toMatchObject(corrupt);
    await expect(messages.pending('leads', 0, 0, 10)).rejects.toMatchObject(corrupt);
    await expect(messages.counts('leads')).rejects.toMatchObject(corrupt);
    await expect(messages.routes()).rejects.toMatchObject(corrupt);
  });
});

describe('records this gateway cannot have written', () => {
  test('a key of another type, or with another text, is unavailable for that delivery and no other', async () => {
    const server = await serve();
    const store = open(server.url);
    await store.ready(2_000);
    const [list, ...texts] = [newKey(), newKey(), newKey(), newKey(), newKey(), newKey()];
    await withClient(server.url, async (client) => {
      await client.rpush(`p:d:${list}`, 'x');
      for (const [i, text] of ['1:', '1:C:', '1:D:', '1:D:2xx', '1:E:200'].entries()) {
        await client.set(`p:d:${texts[i] ?? ''}`, text);
      }
    });
    await expect(store.claim(list, 'a')).rejects.toMatchObject({ reason: 'wrong_type' });
    await expect(store.commit(list, 'a', 200, HOUR)).rejects.toMatchObject({ reason: 'wrong_type' });
    for (const key of texts) await expect(store.claim(key, 'a')).rejects.toMatchObject({ reason: 'corrupt' });
    expect(store.up).toBe(true);
    expect(await store.claim(newKey(), 'a')).toEqual({ state: 'own' });
  });

  test('a receiver’s yes is remembered in place of a corrupt record', async () => {
    const server = await serve();
    const store = open(server.url);
    await store.ready(2_000);
    const key = newKey();
    await withClient(server.url, (client) => client.set(`p:d:${key}`, '1:E:200'));
    expect(await store.commit(key, 'a', 200, HOUR)).toBe('late');
    expect(await store.claim(key, 'b')).toEqual({ state: 'done', status: 200 });
  });
});

test('scripts that Redis has forgotten are sent again, unnoticed', async () => {
  const server = await serve();
  const errors: string[] = [];
  const store = open(server.url, (_operation, _seconds, error) => error !== undefined && errors.push(error));
  await store.ready(2_000);
  for (let i = 0; i < 5; i += 1) {
    const keys = Array.from({ length: 20 }, newKey);
    for (const key of keys) expect(await store.claim(key, 'a')).toEqual({ state: 'own' });
    await withClient(server.url, (client) => client.script('FLUSH'));
    expect(await Promise.all(keys.map((key) => store.commit(key, 'a', 200, HOUR)))).toEqual(
      keys.map(() => 'committed'),
    );
    expect(await Promise.all(keys.map((key) => store.release(key, 'a')))).toEqual(keys.map(() => false));
  }
  expect(errors).toEqual([]);
  expect(store.up).toBe(true);
});

describe('users and passwords', () => {
  test('a wrong password is unavailable (auth), and shows nowhere', async () => {
    const server = await serve({ password: 'right' });
    const said: unknown[] = [];
    const log = { info: (...all: unknown[]) => said.push(all), warn: (...all: unknown[]) => said.push(all) };
    const url = `redis://user:canary-password@127.0.0.1:${server.port}/0`;
    const store = createRedisStore({ url, prefix: 'p', log });
    ends.push(() => store.close());
    expect(await store.ready(500)).toBe(false);
    const error: unknown = await store.claim(newKey(), 'a').catch((cause: unknown) => cause);
    expect(error).toMatchObject({ reason: 'auth' });
    const { inspect } = await import('node:util');
    expect(inspect([error, said], { depth: 20, showHidden: true })).not.toContain('canary-password');
  });

  test('a user who may do only what the scripts do, under the prefix, is enough', async () => {
    const server = await serve();
    await withClient(server.url, (client) =>
      client.call(
        ...(['ACL', 'SETUSER', 'gateway', 'on', '>p@ss/word', '~p:*', '-@all'] as const),
        ...['+eval', '+evalsha', '+get', '+set', '+del', '+pexpire'],
      ),
    );
    const store = open(`redis://gateway:${encodeURIComponent('p@ss/word')}@127.0.0.1:${server.port}`);
    expect(await store.ready(2_000)).toBe(true);
    const key = newKey();
    expect(await store.claim(key, 'a')).toEqual({ state: 'own' });
    expect(await store.renew(key, 'a')).toBe(true);
    expect(await store.commit(key, 'a', 200, HOUR)).toBe('committed');
    expect(await store.forget(key)).toBe(true);
    expect(await store.noteBody(key, 'one', HOUR)).toBe(false);
  });
});
