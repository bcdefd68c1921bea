import { afterEach, describe, expect, test } from 'vitest';
import { askRedis } from '../../src/store/redis/online.js';
import type { RedisOptions, RedisServer } from '../helpers/redis.js';
import { startRedis } from '../helpers/redis.js';
import { freePort } from '../helpers/servers.js';

let server: RedisServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});
async function serve(options: RedisOptions = {}): Promise<RedisServer> {
  server = await startRedis(options);
  return server;
}

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
