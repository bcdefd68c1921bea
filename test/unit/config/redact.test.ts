import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import type { GatewayConfig } from '../../../src/config/config.js';
import { redactConfig } from '../../../src/config/redact.js';
import { reloadFaults } from '../../../src/config/reload.js';
import { toYaml } from '../../../src/config/read/yaml.js';
import { ENV, SECRET, changed, good, load, usual, type Route } from './helpers.js';

describe('the configuration as it is printed', () => {
  it('shows no secret, wherever it came from', () => {
    const canary = 'canary-canary-canary-canary';
    const loaded = changed(
      (config, route) => {
        config['store'] = { url: `redis://user:${canary}@host:6379/1` };
        config['admin'] = { token: `${canary}-token` };
        route.source['secrets'] = [{ env: 'SOURCE' }, { file: 's' }, `${canary}-inline`];
        route.destination['headers'] = { Authorization: `Bearer ${canary}`, 'X-Key': { env: 'SOURCE' } };
        route.destination['url'] = `https://a.example/hook?token=${canary}`;
      },
      { ...ENV, SOURCE: `${canary}-env` },
      { '/conf/s': `${canary}-file` },
    );
    const printed = toYaml(redactConfig(good(loaded)));
    expect(printed + JSON.stringify(loaded.warnings)).not.toContain('canary');
    expect(parse(printed)).toMatchObject({
      admin: { token: '[redacted]' },
      store: { url: 'redis://user:[redacted]@host:6379/1' },
      routes: [
        {
          source: { secrets: [{ env: 'SOURCE' }, { file: 's' }, '[redacted]'] },
          destination: {
            url: 'https://a.example/hook?[redacted]',
            headers: { Authorization: '[redacted]', 'X-Key': { env: 'SOURCE' } },
          },
        },
      ],
    });
  });

  it.each([
    [
      'https://hooks.slack.com/services/T0/B0/XXXX',
      'https://hooks.slack.com/[redacted]/[redacted]/[redacted]/[redacted]',
    ],
    [
      'https://discord.com/api/webhooks/123/abc',
      'https://discord.com/[redacted]/[redacted]/[redacted]/[redacted]',
    ],
    ['https://acme.webhook.office.com/webhookb2/x', 'https://acme.webhook.office.com/[redacted]/[redacted]'],
    ['https://a.example/in/9f86d081884c7d659a2f/x', 'https://a.example/in/[redacted]/x'],
    ['https://a.example/in/0a4f8d2e-7c55-4f0b-9d0e-2b1d3c4e5f60', 'https://a.example/in/[redacted]'],
    ['https://a.example/in/xoxb_Zk3-Qp7_vB2nM', 'https://a.example/in/[redacted]'],
    [
      'https://a.example/orders/incoming-events-2026/v2/',
      'https://a.example/orders/incoming-events-2026/v2/',
    ],
    ['https://a.example/webhooks/leads', 'https://a.example/webhooks/leads'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
  ])('hides what may be a token in the path of %s', (url, shown) => {
    const printed = redactConfig(good(changed((_config, it) => (it.destination['url'] = url))));
    expect(printed).toMatchObject({ routes: [{ destination: { url: shown } }] });
  });

  it('shows which headers a scheme of the user requires, and not what they hold', () => {
    const canary = 'canary-of-the-provider';
    const loaded = changed((config, route) => {
      config['schemes'] = {
        mine: {
          signature: { header: 'X-M', algorithm: 'hmac-sha256', encoding: 'hex', content: '{body}' },
          requires: { 'X-Version': canary },
        },
      };
      route.source['scheme'] = 'mine';
    });
    const printed = redactConfig(good(loaded));
    expect(JSON.stringify(printed)).not.toContain(canary);
    expect(printed).toMatchObject({ schemes: { mine: { requires: { 'X-Version': '[redacted]' } } } });
  });

  it('can be pasted into a file again and means the same', () => {
    const config = changed((given, route) => {
      given['schemes'] = {
        mine: { signature: { header: 'X-M', algorithm: 'hmac-sha256', encoding: 'hex', content: '{body}' } },
      };
      given['server'] = { maxBodySize: '1536kb', drainDelay: '1500ms', trustedProxies: ['10.0.0.0/8'] };
      given['admin'] = { token: { env: 'SOURCE' } };
      Object.assign(route.source, {
        scheme: 'mine',
        secrets: [{ env: 'SOURCE', name: 'new' }],
        allowIps: ['::1'],
      });
      Object.assign(route.destination, {
        verdicts: { accepted: [409] },
        headers: { Authorization: { env: 'SOURCE' } },
        forwardHeaders: ['X-GitHub-*'],
      });
      route['dedupe'] = { window: '36h', key: { json: '/id' } };
      route['relay'] = 'status';
    });
    const again = load(toYaml(redactConfig(good(config))));
    expect(good(again)).toEqual(good(config));
  });

  it('uses the words people write', () => {
    expect(redactConfig(good(load(usual())))).toMatchObject({
      server: { maxBodySize: '1mb', maxBufferedBytes: '64mb', drainDelay: '2s', drainTimeout: '25s' },
      routes: [
        {
          maxBodySize: '1mb',
          source: { scheme: 'actuallycare', deadline: '25s', maxAge: 'off' },
          destination: { timeout: '1m', payload: 'exact' },
          dedupe: { window: '4d', key: 'default', onStoreOutage: 'refuse' },
          delivery: { mode: 'direct' },
          deliveries: { log: 'memory', maxAge: '7d', maxCount: 100_000 },
        },
      ],
    });
  });
});

describe('a reload', () => {
  const other = (change: (config: Record<string, unknown>, route: Route) => void): GatewayConfig =>
    good(changed(change));

  it('may change routes, secrets and limits', () => {
    const next = other((config, route) => {
      config['server'] = { maxInFlight: 5 };
      route['name'] = 'renamed';
      route.source['secrets'] = [{ env: 'SOURCE', name: 'x' }];
    });
    expect(reloadFaults(good(load(usual())), next)).toEqual([]);
  });

  it('may change how a route delivers and what it remembers, its mode and concurrency included', () => {
    const queued = other((_config, route) => (route['delivery'] = { mode: 'queued', concurrency: 2 }));
    const spilled = other((_config, route) => {
      route['delivery'] = { mode: 'spill', schedule: ['1s'], rate: '1/s', keepBodies: 'off', keepDead: '2d' };
      route['deliveries'] = { maxAge: '1d', maxCount: 10 };
    });
    const configs = [good(load(usual())), queued, spilled];
    for (const from of configs) for (const to of configs) expect(reloadFaults(from, to)).toEqual([]);
  });

  it('may not change ports, hosts or the store, and names the key', () => {
    const next = other((config) => {
      config['server'] = { port: 1, host: '::1' };
      config['admin'] = { port: 2, host: '::1' };
      config['store'] = { url: `redis://:${SECRET}@h`, prefix: 'other', durability: 'fsync', replicas: 1 };
    });
    const faults = reloadFaults(good(load(usual())), next);
    expect(faults.map(({ path }) => path)).toEqual([
      'server.host',
      'server.port',
      'admin.host',
      'admin.port',
      'store.url',
      'store.prefix',
      'store.durability',
      'store.replicas',
    ]);
    expect(JSON.stringify(faults)).not.toContain(SECRET);
  });
});
