import { afterEach, describe, expect, test } from 'vitest';
import { askDurability, askRedis, type Wanted } from '../../../src/store/redis/durability/online.js';
import { isAtLeast } from '../../../src/store/redis/durability/server-facts.js';
import { startCluster, type ClusterOptions, type TestCluster } from '../../helpers/cluster.js';
import type { RedisOptions, RedisServer } from '../../helpers/redis.js';
import { startRedis, withClient } from '../../helpers/redis.js';
import { startSentinels, type SentinelOptions, type SentinelSetup } from '../../helpers/sentinels.js';
import { freePort, until } from '../../helpers/servers.js';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
async function stopped<T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> {
  const started = await starting;
  ends.push(() => started.stop());
  return started;
}
const serve = (options: RedisOptions = {}): Promise<RedisServer> => stopped(startRedis(options));
const serveSentinels = (options: SentinelOptions = {}): Promise<SentinelSetup> =>
  stopped(startSentinels(options));
const serveCluster = (options: ClusterOptions = {}): Promise<TestCluster> => stopped(startCluster(options));

describe('check --online', () => {
  test('a Redis set up well has facts and nothing to say', async () => {
    const { url, port } = await serve({ appendonly: true, password: 'canary' });
    const report = await askRedis(url, 2_000);
    expect(report).toMatchObject({ warnings: [], faults: [] });
    expect(report.facts).toMatchObject({
      address: `redis://127.0.0.1:${port}/0`,
      role: 'master',
      appendOnly: true,
      evictionPolicy: 'noeviction',
      maxMemory: 0,
      connectedReplicas: 0,
    });
    expect(report.facts.version).toMatch(/^\d+\.\d+/);
    expect(Math.abs(report.facts.clockSkewMs ?? Infinity)).toBeLessThan(1_000);
    expect(JSON.stringify(report)).not.toContain('canary');
  });

  test('eviction and missing persistence are warned about', async () => {
    const { url } = await serve({ args: ['--maxmemory-policy', 'allkeys-lru'] });
    const { warnings, faults } = await askRedis(url, 2_000);
    expect(faults).toEqual([]);
    expect(warnings.map((one) => one.path)).toEqual(['store.url', 'store.url']);
    expect(warnings[0]?.message).toContain('allkeys-lru');
    expect(warnings[1]?.message).toContain('appendonly');
  });

  test('nearly no room left is warned about', async () => {
    const { url } = await serve({ appendonly: true, maxmemory: '1kb' });
    const { warnings } = await askRedis(url, 2_000);
    expect(warnings.map((one) => one.message).join()).toContain('maxmemory');
  });

  test('a replica is a fault', async () => {
    const { url } = await serve({ args: ['--replicaof', '127.0.0.1', String(await freePort())] });
    const { faults } = await askRedis(url, 2_000);
    expect(faults[0]?.message).toContain('replica');
  });

  test('nobody there is a fault that says where and why', async () => {
    const port = await freePort();
    const { faults } = await askRedis(`redis://u:canary@127.0.0.1:${port}/1`, 2_000);
    expect(faults).toHaveLength(1);
    expect(faults[0]?.message).toContain(`redis://127.0.0.1:${port}/1 does not answer (refused)`);
    expect(JSON.stringify(faults)).not.toContain('canary');
  });

  test('a wrong password is a fault that says so', async () => {
    const { port } = await serve({ password: 'right' });
    const { faults } = await askRedis(`redis://:canary@127.0.0.1:${port}`, 2_000);
    expect(faults[0]?.message).toMatch(/\(auth\).*password/);
  });

  test('a user who is kept from the keys of the prefix is a fault that says so', async () => {
    const { url, port } = await serve();
    await withClient(url, (client) =>
      client.call('ACL', 'SETUSER', 'u', 'on', '>canary', '~leads:*', '&*', '+@all'),
    );
    const own = `redis://u:canary@127.0.0.1:${port}`;
    const { faults } = await askRedis(own, 2_000, undefined, 'other');
    expect(faults.map(({ message }) => message)).toEqual([
      `Redis at redis://127.0.0.1:${port}/0 keeps the user of the URL from keys under other: (store.prefix); let it at ~other:*`,
    ]);
    expect((await askRedis(own, 2_000, undefined, 'leads')).faults).toEqual([]);
  });

  test('one that hangs is a fault in time', async () => {
    const hung = await serve();
    await hung.pause();
    const startedAt = performance.now();
    const { faults } = await askRedis(hung.url, 500);
    expect(faults[0]?.message).toContain('(timeout)');
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  test('a URL that is none is a fault', async () => {
    const { faults } = await askRedis('redis://u:canary@h:99999', 500);
    expect(faults[0]?.message).toContain('cannot be used: expected');
    expect(JSON.stringify(faults)).not.toContain('canary');
  });
});

describe('check --online with Sentinel', () => {
  test('the facts are the master’s, wherever it is', async () => {
    const { url, sentinelPorts } = await serveSentinels({
      appendonly: true,
      password: 'canary',
      sentinelPassword: 'canary-too',
    });
    const report = await askRedis(url, 2_000);
    expect(report).toMatchObject({ warnings: [], faults: [] });
    const sentinels = sentinelPorts.map((port) => `127.0.0.1:${port}`).join(',');
    expect(report.facts).toMatchObject({
      address: `redis+sentinel://${sentinels}/the-master/0`,
      role: 'master',
      connectedReplicas: 1,
    });
    expect(JSON.stringify(report)).not.toContain('canary');

    const message = async (wrong: string): Promise<string | undefined> =>
      (await askRedis(wrong, 2_000)).faults[0]?.message;
    expect(await message(url.replace('/the-master', '/another'))).toContain('(no_master)');
    expect(await message(url.replace('=canary-too', '=wrong'))).toContain('(auth)');
    expect(await message(url.replace(':canary@', ':wrong@'))).toContain('(auth)');
    const sentinel = `redis://:canary-too@127.0.0.1:${sentinelPorts[0] ?? 0}`;
    expect(await message(sentinel)).toContain('write redis+sentinel://');
  });

  test('nobody there is a fault that says why', async () => {
    const hosts = `127.0.0.1:${await freePort()},127.0.0.1:${await freePort()}`;
    const { faults } = await askRedis(`redis+sentinel://:canary@${hosts}/m`, 2_000);
    expect(faults[0]?.message).toContain(`redis+sentinel://${hosts}/m/0 does not answer (unreachable)`);
  });
});

describe('check --online with a Cluster', () => {
  test('every master is asked, and what only some say is said with their names', async () => {
    const { url, masters } = await serveCluster({ appendonly: true, password: 'canary' });
    const report = await askRedis(url, 2_000);
    expect(report).toMatchObject({ warnings: [], faults: [], facts: { masters: 3, appendOnly: true } });

    const [, odd] = masters;
    await withClient(odd.url, (client) => client.config('SET', 'maxmemory-policy', 'allkeys-lru'));
    const { warnings, facts } = await askRedis(url, 2_000);
    expect(facts.evictionPolicy).toBe('allkeys-lru');
    expect(warnings.map(({ message }) => message)).toEqual([
      expect.stringContaining(`set noeviction (at 127.0.0.1:${odd.port})`),
    ]);
    const single = await askRedis(odd.url, 2_000);
    expect(single.faults[0]?.message).toContain('write redis+cluster://');
  });

  test('a part of it without a master is a fault', async () => {
    const { url, masters } = await serveCluster();
    await masters[2].kill9();
    await until('the fault is seen', async () => {
      const { faults } = await askRedis(url, 1_000);
      return /\((cluster_down|refused|disconnected)\)/.test(faults[0]?.message ?? '');
    });
  });

  test('a Redis that is none is a fault that says so', async () => {
    const { port } = await serve();
    const { faults } = await askRedis(`redis+cluster://127.0.0.1:${port}`, 2_000);
    expect(faults[0]?.message).toMatch(/\(no_cluster\).*redis:\/\//);
  });
});

describe('how durable a Redis is', () => {
  const plain: Wanted = { durability: 'server', replicas: 0, queued: true };
  const fsync: Wanted = { ...plain, durability: 'fsync' };

  test('without a file, or where keys are dropped, it is not: a warning, and a fault under fsync or replicas', async () => {
    const { url } = await serve({ args: ['--maxmemory-policy', 'volatile-lru'] });
    const said = await askDurability(url, 2_000, plain);
    expect(said).toMatchObject({ durable: false, faults: [] });
    expect(said.warnings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/volatile-lru.*a queued message may be lost/),
      expect.stringMatching(/no append-only file.*queued messages are lost/),
    ]);
    for (const [wanted, path] of [
      [fsync, 'store.durability'],
      [{ ...plain, replicas: 1 }, 'store.replicas'],
    ] as const) {
      const { faults } = await askDurability(url, 2_000, wanted);
      expect(faults.map((fault) => fault.path)).toEqual([path, path]);
    }
  });

  test('fsync is had with appendfsync always, else only where the server can tell (7.2)', async () => {
    const { url } = await serve({ appendonly: true });
    const set = (...settings: string[]): Promise<unknown> =>
      withClient(url, (client) => client.config('SET', ...(settings as [string, string])));
    const faults = async (): Promise<string[]> =>
      (await askDurability(url, 2_000, fsync)).faults.map(({ message }) => message);
    const { version = '' } = (await askRedis(url, 2_000)).facts;
    const older = isAtLeast(version, 7, 2) ? [] : [expect.stringContaining('set appendfsync always')];

    expect(await faults()).toEqual(older);
    await set('appendfsync', 'always');
    expect(await faults()).toEqual([]);
    await set('no-appendfsync-on-rewrite', 'yes');
    expect(await faults()).toEqual(older);
    await set('appendfsync', 'no', 'no-appendfsync-on-rewrite', 'no');
    expect(await faults()).toEqual([expect.stringContaining('appendfsync is no')]);
    await set('appendfsync', 'always');
    await withClient(url, (client) => client.call('ACL', 'SETUSER', 'default', '-config'));
    expect(await faults()).toEqual(
      older.length === 0 ? [] : [expect.stringMatching(/may not ask.*allow CONFIG GET/)],
    );
  });

  test('replicas that are asked for and not there are a fault, while the gateway runs a warning: they may come', async () => {
    const { url } = await serveSentinels({ appendonly: true });
    const nothing = { durable: true, faults: [], warnings: [] };
    expect(await askDurability(url, 2_000, { ...plain, replicas: 1 })).toEqual(nothing);
    const missing = {
      path: 'store.replicas',
      message: expect.stringContaining('2 replicas must have') as string,
    };
    const two = { ...plain, replicas: 2 };
    expect(await askDurability(url, 2_000, two)).toEqual({ ...nothing, warnings: [missing] });
    expect((await askRedis(url, 2_000, two)).faults).toEqual([missing]);
  });

  test('one that does not answer says nothing', async () => {
    const report = await askDurability(`redis://127.0.0.1:${await freePort()}`, 1_000, fsync);
    expect(report).toEqual({ durable: undefined, faults: [], warnings: [] });
  });
});
