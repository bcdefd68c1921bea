/** The store's URL: what it may say, and that its password stays in it. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { inspect, promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redactStoreUrl } from '../../src/config/resolve/store-url.js';
import { openStore } from '../../src/store/open.js';
import { createRedisStore } from '../../src/store/redis/redis-claims.js';
import { addressText, parseRedisUrl } from '../../src/store/redis/connection/url.js';
import type { RedisServer } from '../helpers/redis.js';
import { startRedis } from '../helpers/redis.js';

const one = (host: string, port = 6379): object => ({
  kind: 'single',
  nodes: [{ host, port }],
  db: 0,
  tls: false,
});
const named = { kind: 'sentinel', nodes: [{ host: 'h', port: 26379 }], name: 'm', db: 0, tls: false };
const cluster = { kind: 'cluster', nodes: [{ host: 'h', port: 6379 }], db: 0, tls: false };

test.each([
  ['redis://h', one('h')],
  ['redis://h/', one('h')],
  ['redis://h:7000/3', { ...one('h', 7000), db: 3 }],
  ['redis://:secret@h', { ...one('h'), password: 'secret' }],
  ['redis://u:p%40s%25@h', { ...one('h'), username: 'u', password: 'p@s%' }],
  ['redis://u:a,b@c@h', { ...one('h'), username: 'u', password: 'a,b@c' }],
  ['redis://user@h', one('h')],
  ['redis://[::1]:7000', one('::1', 7000)],
  ['redis://h?family=6', { ...one('h'), family: 6 }],
  ['redis://h?family=0', one('h')],
  ['rediss://h', { ...one('h'), tls: true }],
  ['redis+sentinel://h/m', named],
  ['REDIS+Sentinel://h/m/', named],
  ['redis+sentinel://h/m/2', { ...named, db: 2 }],
  [
    'rediss+sentinel://u:p@h,i:1,[::1]:2/my-master.1/3?sentinelUsername=s&sentinelPassword=a%26+b&family=4',
    {
      kind: 'sentinel',
      nodes: [
        { host: 'h', port: 26379 },
        { host: 'i', port: 1 },
        { host: '::1', port: 2 },
      ],
      name: 'my-master.1',
      db: 3,
      username: 'u',
      password: 'p',
      sentinelUsername: 's',
      sentinelPassword: 'a&+b',
      family: 4,
      tls: true,
    },
  ],
  ['redis+cluster://h', cluster],
  ['redis+cluster://h/0', cluster],
  [
    'rediss+cluster://:p@h:1,i',
    {
      ...cluster,
      nodes: [
        { host: 'h', port: 1 },
        { host: 'i', port: 6379 },
      ],
      password: 'p',
      tls: true,
    },
  ],
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
    'redis://u:canary@h,i',
    'redis+sentinel://u:canary@h',
    'redis+sentinel://u:canary@h,/m',
    'redis+sentinel://h/m?sentinelPassword=canary%',
    'redis+sentinel://h/m?sentinelpassword=canary',
    'redis+cluster://u:canary@h/1',
    'redis+sharded://u:canary@h',
  ])('%s is refused without being repeated', async (url) => {
    const error: unknown = await openStore({ url, prefix: 'p', durability: 'server', replicas: 0 }).then(
      ({ claims }) => claims.close(),
      (cause: unknown) => cause,
    );
    expect(error).toBeInstanceOf(TypeError);
    expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/canary|can#|\bcan\b.*ary/);
  });
});

test.each([
  ['rediss://user:canary@[::1]:7000/2', 'rediss://[::1]:7000/2'],
  ['redis+sentinel://u:canary@h,i:1/m/2?sentinelPassword=canary', 'redis+sentinel://h:26379,i:1/m/2'],
  ['rediss+cluster://u:canary@h,[::1]', 'rediss+cluster://h:6379,[::1]:6379'],
])('what logs say of %s is hosts, ports, name and database', (url, text) => {
  expect(addressText(parseRedisUrl(url))).toBe(text);
});

test.each([
  ['memory:', 'memory:'],
  ['redis://h', 'redis://h'],
  ['redis://user@h', 'redis://user@h'],
  ['redis://[::1]:1/2', 'redis://[::1]:1/2'],
  ['redis://:can@ary@h:1/2', 'redis://:[redacted]@h:1/2'],
  ['rediss+cluster://u:canary@h,i', 'rediss+cluster://u:[redacted]@h,i'],
  [
    'redis+sentinel://u:canary@h,i:1/m?sentinelUsername=s&sentinelPassword=canary&family=4',
    'redis+sentinel://u:[redacted]@h,i:1/m?sentinelUsername=s&sentinelPassword=[redacted]&family=4',
  ],
  ['not a URL', '[redacted]'],
])('%s is printed without its passwords', (url, text) => {
  expect(redactStoreUrl(url)).toBe(text);
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
      import { createRedisStore } from './src/store/redis/redis-claims.ts';
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
