import { describe, expect, it } from 'vitest';
import { ENV, SECRET, changed, faultLines, good, warningLines } from './helpers.js';

const store = (value: unknown) => changed((config) => (config['store'] = value));

describe('the store', () => {
  it.each([
    'memory:',
    'redis://localhost',
    'redis://user:p%23ss@host:6379/3',
    'rediss://[::1]:6380/0',
    'redis://host?family=6',
    'redis+sentinel://:p%23ss@a,b:26380/mymaster/2?sentinelPassword=x',
    'rediss+cluster://a:7000,b:7001',
  ])('%s is taken', (url) => {
    expect(good(store({ url })).store.url).toBe(url);
  });

  it.each([
    ['http://host', 'expected memory:'],
    ['redis:', 'expected memory:'],
    ['localhost:6379', 'expected memory:'],
    ['memory', 'expected memory:'],
    ['redis://:canary@host:port', 'expected memory:'],
    ['redis://:can#ary@host', 'must be written %23'],
    ['redis://:canary@host,other', 'several hosts'],
    ['redis://:canary@host/zero', 'the path must be the number'],
    ['redis://:canary@host?tls=1', 'options'],
    ['redis://:canary%@host', 'must be written %25'],
    ['redis+sentinel://:canary@host', "the path must be the master's name"],
    ['redis+sentinel://host/m?sentinelPasword=canary', 'options .* sentinelPassword'],
    ['redis+cluster://:canary@host/1', 'no databases'],
    ['redis://:canary@host:0', 'from 1 to 65535'],
    ['redis://:canary@host:/0', 'a colon and no port'],
    ['redis://:canary@.redis.example', 'part of the host name is empty'],
    ['redis+sentinel://a:26379,b:0/mymaster', 'from 1 to 65535'],
  ])('%s is a fault that does not repeat it', (url, expected) => {
    const lines = faultLines(store({ url }));
    expect(lines).toEqual([expect.stringMatching(new RegExp(`^store\\.url: .*${expected}`))]);
    expect(lines.join()).not.toContain('canary');
  });

  it('needs a mapping with a url, and a prefix that is one word', () => {
    expect(faultLines(store('memory:'))).toEqual(['store: expected a mapping, got text']);
    expect(faultLines(store({}))).toEqual([expect.stringMatching(/^store\.url: is required/)]);
    expect(faultLines(store({ url: 'memory:', prefix: 'a b' }))).toEqual([
      expect.stringContaining('store.prefix'),
    ]);
    expect(good(store({ url: 'memory:', prefix: 'team:a' })).store.prefix).toBe('team:a');
  });
});

describe('server and admin', () => {
  const ports = (server: unknown, admin: unknown) =>
    faultLines(changed((config) => Object.assign(config, { server, admin })));

  it('two listeners cannot share a port of one host', () => {
    expect(ports({ port: 9090 }, {})).toEqual([
      'admin.port: server.port is 9090 too; each listener needs its own',
    ]);
    expect(ports({ port: 1, host: '127.0.0.1' }, { port: 1 })).toHaveLength(1);
    expect(ports({ port: 1, host: '127.0.0.1' }, { port: 1, host: '127.0.0.2' })).toEqual([]);
    expect(ports({ port: 0 }, { port: 0 })).toEqual([]);
  });

  it('a token is a secret, printable and long enough', () => {
    const token = (value: string) =>
      changed((config) => (config['admin'] = { token: { env: 'TOKEN' } }), { ...ENV, TOKEN: value });
    expect(good(token(SECRET)).admin.token).toEqual({
      name: 'admin-token',
      value: SECRET,
      from: 'env TOKEN',
    });
    expect(faultLines(token('a b'))).toEqual([expect.stringContaining('printable ASCII')]);
    expect(warningLines(token('short'))).toEqual([expect.stringContaining('shorter than 24')]);
    expect(faultLines(token(''))).toEqual([expect.stringContaining('admin.token.env: the secret is empty')]);
  });

  it('a check of certificates that is switched off is a fault', () => {
    const loaded = changed(() => undefined, { ...ENV, NODE_TLS_REJECT_UNAUTHORIZED: '0' });
    expect(faultLines(loaded)).toEqual([expect.stringMatching(/^NODE_TLS_REJECT_UNAUTHORIZED: /)]);
  });
});

describe('TLS of a destination', () => {
  const tls = (value: unknown, url = 'https://a.example', files: Record<string, string> = {}) =>
    faultLines(
      changed((_config, route) => Object.assign(route.destination, { tls: value, url }), ENV, files),
    );

  it('needs https, files that are there and hold what they should, and both halves of a pair', () => {
    expect(tls({ ca: 'ca.pem' }, 'http://127.0.0.1', { '/conf/ca.pem': 'junk' })).toEqual([
      expect.stringContaining('destination.tls: means nothing for a URL that is not https'),
      expect.stringContaining('destination.tls.ca: the file does not hold a certificate'),
    ]);
    expect(tls({ cert: 'c.pem' })).toEqual([
      expect.stringContaining('destination.tls: cert and key belong together'),
      expect.stringContaining('destination.tls.cert: the file cannot be read (ENOENT)'),
    ]);
    expect(tls({ cert: 'c', key: 'k' }, undefined, { '/conf/c': 'x', '/conf/k': 'canary' })).toEqual([
      expect.stringContaining('tls.cert: the file does not hold a certificate'),
      expect.stringContaining('tls.key: the file does not hold a private key'),
    ]);
  });
});
