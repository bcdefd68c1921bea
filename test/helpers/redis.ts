/**
 * Real Redis for tests. Most share one server under random prefixes (shared-redis.ts); fault tests start their own and may kill it.
 * A server given by REDIS_URL is only ever used as the shared one, and never flushed, stopped or reconfigured.
 */
import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import type { RedisOptions, RedisServer } from './redis-server.js';
import { startContainer, startProcess } from './redis-server.js';
import { until } from './servers.js';
import { findContainerEngine, findOrInstall } from './tools.js';

export type { RedisOptions, RedisServer } from './redis-server.js';

export function randomPrefix(): string {
  return `test-${randomBytes(8).toString('hex')}`;
}

/**
 * An own server on a free port, without persistence unless asked for.
 * @throws Error with one line that says what to install.
 */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const program = findOrInstall({ names: ['redis-server', 'valkey-server'], debianPackage: 'redis-server' });
  if (program !== undefined) return startProcess(program, options);
  const engine = findContainerEngine();
  if (engine !== undefined) return startContainer(engine, options);
  throw new Error(
    'these tests need Redis 7 or newer: install redis-server or valkey-server, start a container engine, or set REDIS_URL',
  );
}

/**
 * A server that keeps all on disk before it answers, and takes `ms` to read its data when it starts again. A delay for
 * every key does it; both settings are there for tests like this.
 */
export async function startSlowLoader(ms: number): Promise<RedisServer> {
  const delay = ['--key-load-delay', '3000', '--loading-process-events-interval-bytes', '1024'];
  const server = await startRedis({ appendonly: true, args: ['--appendfsync', 'always', ...delay] });
  await withClient(server.url, async (client) => {
    for (let i = 0; i < ms / 3; i += 1) void client.set(`key-${i}`, 'x'.repeat(100));
    // Only what lies in the file's first part, the snapshot, is read so slowly.
    await client.call('BGREWRITEAOF');
    await until('it is written', async () => {
      const info = await client.info('persistence');
      return /rewrite_in_progress:0/.test(info) && /rewrite_scheduled:0/.test(info);
    });
  });
  return server;
}

/** Every key under the prefix with its time to live in milliseconds (-1: none). */
export async function keysUnder(url: string, prefix: string): Promise<Map<string, number>> {
  return await withClient(url, async (client) => {
    const ttls = new Map<string, number>();
    for await (const keys of client.scanStream({ match: `${prefix}:*`, count: 1_000 })) {
      for (const key of keys as string[]) ttls.set(key, await client.pttl(key));
    }
    return ttls;
  });
}

/**
 * Removes a test's keys.
 * @throws Error naming those that would have stayed for ever.
 */
export async function leakCheck(url: string, prefix: string): Promise<void> {
  const ttls = await keysUnder(url, prefix);
  await withClient(url, async (client) => {
    for (const key of ttls.keys()) await client.unlink(key);
  });
  const leaked = [...ttls].filter(([, ttl]) => ttl === -1).map(([key]) => key);
  if (leaked.length > 0) throw new Error(`keys without an expiry: ${leaked.slice(0, 10).join(', ')}`);
}

/** A plain client for the time of one call, to look behind the store's back. */
export async function withClient<T>(url: string, act: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url, { lazyConnect: true });
  client.on('error', () => undefined);
  try {
    return await act(client);
  } finally {
    client.disconnect();
  }
}
