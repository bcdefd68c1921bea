/** The store's URL: what it may say, and that its password stays in it. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { inspect, promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/open.js';
import { createRedisStore } from '../../src/store/redis/store.js';
import { addressText, parseRedisUrl } from '../../src/store/redis/url.js';
import type { RedisServer } from '../helpers/redis.js';
import { startRedis } from '../helpers/redis.js';

test.each([
  ['redis://h', { host: 'h', port: 6379, db: 0 }],
  ['redis://h/', { host: 'h', port: 6379, db: 0 }],
  ['redis://h:7000/3', { host: 'h', port: 7000, db: 3 }],
  ['redis://:secret@h', { host: 'h', port: 6379, db: 0, password: 'secret' }],
  ['redis://u:p%40s%25@h', { host: 'h', port: 6379, db: 0, username: 'u', password: 'p@s%' }],
  ['redis://user@h', { host: 'h', port: 6379, db: 0 }],
  ['redis://[::1]:7000', { host: '::1', port: 7000, db: 0 }],
  ['rediss://h', { host: 'h', port: 6379, db: 0, tls: { servername: 'h' } }],
  ['rediss://10.0.0.1', { host: '10.0.0.1', port: 6379, db: 0, tls: {} }],
])('%s is understood', (url, address) => {
  expect(parseRedisUrl(url)).toEqual(address);
});

describe('a URL that is none', () => {
  test.each([
    '',
    'canary',
    'http://u:canary@h',
    'redis://',
    'redis://u:canary@h:99999',
    'redis://u:canary@',
    'redis://u:canary@h/x',
    'redis://u:canary%@h',
    'redis://u:can#ary@h',
    'memory://canary',
  ])('%s is refused without being repeated', async (url) => {
    const error: unknown = await openStore({ url, prefix: 'p', durability: 'server', replicas: 0 }).then(
      ({ claims }) => claims.close(),
      (cause: unknown) => cause,
    );
    expect(error).toBeInstanceOf(TypeError);
    expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/canary|can#|\bcan\b.*ary/);
  });
});

test('what logs say of a URL is host, port and database', () => {
  expect(addressText(parseRedisUrl('rediss://user:canary@[::1]:7000/2'))).toBe('rediss://[::1]:7000/2');
});

describe('rediss', () => {
  const pem = readFileSync(new URL('tls/localhost.pem', import.meta.url));
  const server = createServer({ cert: pem, key: pem }, (near) => {
    const far = connect(redis.port, '127.0.0.1');
    near.pipe(far).pipe(near);
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
  });
  server.on('tlsClientError', () => undefined);
  let redis: RedisServer;
  let url: string;
  beforeAll(async () => {
    redis = await startRedis();
    await new Promise<void>((resolve) => server.listen(0, resolve));
    url = `rediss://localhost:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.close();
    await redis.stop();
  });

  test('a certificate nobody vouches for is unavailable (tls)', async () => {
    const store = createRedisStore({ url, prefix: 'p' });
    try {
      expect(await store.ready(300)).toBe(false);
      await expect(store.claim('k', 'a')).rejects.toMatchObject({ reason: 'tls' });
    } finally {
      await store.close();
    }
  });

  test('one whose authority NODE_EXTRA_CA_CERTS names is used', async () => {
    const code = `
      import { createRedisStore } from './src/store/redis/store.ts';
      const store = createRedisStore({ url: process.env.STORE, prefix: 'p' });
      console.log(await store.ready(5000));
      await store.close();`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', code],
      {
        cwd: new URL('../..', import.meta.url),
        env: {
          ...process.env,
          STORE: url,
          NODE_EXTRA_CA_CERTS: new URL('tls/localhost.pem', import.meta.url).pathname,
        },
      },
    );
    expect(stdout.trim()).toBe('true');
  });
});
