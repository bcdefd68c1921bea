import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { openStore } from '../../../src/store/open.js';
import { createRedisStore } from '../../../src/store/redis/redis-claims.js';
import { leakCheck, randomPrefix, startRedis } from '../../helpers/redis.js';
import { freePort, until } from '../../helpers/servers.js';
import { sharedRedis } from '../../helpers/shared-redis.js';

test('the URL says which store it is, and what happens in it is told', async () => {
  const prefix = randomPrefix();
  const operations: string[] = [];
  const seen: unknown[] = [];
  const { claims: store } = await openStore(
    { url: sharedRedis(), prefix, durability: 'server', replicas: 0 },
    {
      onOperation: (operation, seconds, error) => {
        operations.push(operation);
        expect(seconds).toBeGreaterThan(0);
        expect(seconds).toBeLessThan(1);
        expect(error).toBeUndefined();
      },
      log: { info: (fields) => seen.push(fields), warn: (fields) => seen.push(fields) },
    },
  );
  expect(await store.ready(2_000)).toBe(true);
  await store.claim('k', 'a');
  await store.renew('k', 'a');
  await store.commit('k', 'a', 200, 60_000);
  await store.release('k', 'a');
  await store.forget('k');
  await store.noteBody('k', 'one', 60_000);
  expect(operations).toEqual(['claim', 'renew', 'commit', 'release', 'forget', 'note_body']);
  await store.close();
  expect(seen).toHaveLength(1);
  await leakCheck(sharedRedis(), prefix);

  const { claims: memory, messages } = await openStore({
    url: 'memory:',
    prefix: 'p',
    durability: 'server',
    replicas: 0,
  });
  expect(messages).toBeUndefined();
  expect(memory.up).toBe(true);
  await memory.close();
});

test('failures are told with their reason', async () => {
  const failures: unknown[] = [];
  const store = createRedisStore({
    url: `redis://127.0.0.1:${await freePort()}`,
    prefix: 'p',
    onOperation: (operation, _seconds, error) => failures.push([operation, error]),
  });
  await store.ready(100);
  await store.claim('k', 'a').catch(() => undefined);
  expect(failures).toEqual([['claim', 'refused']]);
  await store.close();
});

test('the Redis client is not loaded for the memory store', async () => {
  const code = `
    import { createRequire } from 'node:module';
    import { openStore } from './src/store/open.ts';
    await openStore({ url: 'memory:', prefix: 'p' });
    console.log(Object.keys(createRequire(import.meta.url).cache).filter((file) => file.includes('ioredis')).length);
    await openStore({ url: 'redis://127.0.0.1:1', prefix: 'p' }).then((store) => store.claims.close());
    console.log(Object.keys(createRequire(import.meta.url).cache).filter((file) => file.includes('ioredis')).length > 0);`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', code],
    { cwd: new URL('../../..', import.meta.url) },
  );
  expect(stdout.trim().split('\n')).toEqual(['0', 'true']);
});

test('closing leaves no timer and no socket, whatever state the connection is in', async () => {
  const held = (): readonly string[] =>
    process
      .getActiveResourcesInfo()
      .filter((name) => name === 'Timeout' || name.startsWith('TCP') || name.startsWith('GetAddr'));
  const server = await startRedis();
  const hung = await startRedis();
  const nobody = `redis://127.0.0.1:${await freePort()}`;
  // What earlier tests and the servers' start left behind goes away by itself, now or later.
  await new Promise((resolve) => setTimeout(resolve, 500));
  const before = held();
  const nothingMore = (): boolean => {
    const now = held();
    const countOf = (name: string, names: readonly string[]): number =>
      names.filter((one) => one === name).length;
    return now.every((name) => countOf(name, now) <= countOf(name, before));
  };

  const idle = createRedisStore({ url: server.url, prefix: 'p' });
  await idle.ready(2_000);
  await idle.close();
  await until('its socket is gone', nothingMore, 100);

  const justOpened = createRedisStore({ url: server.url, prefix: 'p' });
  void justOpened.ready(60_000);
  await justOpened.close();
  await until('the socket is gone', nothingMore, 500);

  const refused = createRedisStore({ url: nobody, prefix: 'p' });
  await refused.ready(300);
  await refused.close();
  await until('the timers are gone', nothingMore, 500);

  const stuck = createRedisStore({ url: hung.url, prefix: 'p' });
  await stuck.ready(2_000);
  await hung.pause();
  await Promise.allSettled([stuck.claim('k', 'a'), stuck.claim('l', 'a')]);
  const startedAt = performance.now();
  await stuck.close();
  expect(performance.now() - startedAt).toBeLessThan(1_000);
  await until('the hung socket is gone', nothingMore, 1_500);

  await Promise.all([server.stop(), hung.stop()]);
});
