import { describe, expect, it } from 'vitest';
import { changed, faultLines, good, load, usual } from './helpers.js';

describe('the shape of a file', () => {
  it('needs no more than a store and a route; everything else has its default', () => {
    const config = good(load(usual()));
    expect(config.server).toEqual({
      host: '0.0.0.0',
      port: 8080,
      maxBodySize: 1_048_576,
      maxBufferedBytes: 67_108_864,
      maxInFlight: 1024,
      http: 'plain',
      maxUploads: 1024,
      drainDelay: 2_000,
      drainTimeout: 25_000,
      trustedProxies: [],
    });
    expect(config.admin).toEqual({
      host: '0.0.0.0',
      port: 9090,
      token: undefined,
      tokens: [],
      console: true,
    });
    expect(config.store).toEqual({
      url: 'redis://localhost:6379',
      prefix: 'whgw',
      durability: 'server',
      replicas: 0,
    });
    expect(config.log).toEqual({ level: 'info' });
    expect(config.routes[0]).toMatchObject({
      maxBodySize: 1_048_576,
      maxInFlight: 256,
      relay: 'answer',
      source: { deadline: 25_000, tolerance: undefined, maxAge: undefined, allowIps: [] },
      mode: 'direct',
      several: false,
      destinations: [
        {
          ...{ name: 'default', lane: 'leads', timeout: 60_000, payload: 'exact', headers: {} },
          ...{ forwardHeaders: [], events: [], delivery: { mode: 'direct' } },
        },
      ],
      events: [],
      dedupe: { window: 345_600_000, key: 'default', onStoreOutage: 'refuse' },
      deliveries: { log: 'memory', maxAge: 604_800_000, maxCount: 100_000 },
    });
  });

  it('tells every fault at once: shape, references and rules', () => {
    const loaded = changed((config, route) => {
      config['sever'] = {};
      config['log'] = { level: 'verbose' };
      route.source['scheme'] = 'actualycare';
      route.source['secrets'] = [{ env: 'NOT_SET' }];
      route.destination['url'] = 'ftp://example.com';
      route.destination['timeout'] = 30;
      route['dedupe'] = { window: 'soon' };
      config['admin'] = { port: 8080 };
    });
    expect(
      faultLines(loaded)
        .map((line) => line.split(':')[0])
        .sort(),
    ).toEqual([
      'admin.port',
      'log.level',
      'routes[0].dedupe.window',
      'routes[0].destination.timeout',
      'routes[0].destination.url',
      'routes[0].source.scheme',
      'routes[0].source.secrets[0].env',
      'sever',
    ]);
  });

  it('an unknown key is a fault that names the key that was probably meant', () => {
    const loaded = changed((_config, route) => {
      route.source['tolerence'] = '5m';
      route.destination['verdict'] = {};
    });
    expect(faultLines(loaded)).toEqual([
      expect.stringMatching(/^routes\[0\]\.source\.tolerence: unknown key; did you mean "tolerance"\?/),
      expect.stringMatching(/^routes\[0\]\.destination\.verdict: unknown key; did you mean "verdicts"\?/),
    ]);
  });

  it('an unknown key like no other is told with the keys known at its place', () => {
    const [line] = faultLines(changed((config) => (config['log'] = { destination: 'stdout' })));
    expect(line).toMatch(/^log\.destination: unknown key; known here: level/);
  });

  it('keys that start with x- are the user’s own at every level', () => {
    const loaded = changed((config, route) => {
      config['x-common'] = { anything: [1, '${NOT_SET}'] };
      route['x-owner'] = '${NOT_SET}';
      route.source['x-note'] = 1;
      config['schemes'] = { 'x-shared': '${NOT_SET}' };
    });
    expect(faultLines(loaded)).toEqual([]);
  });

  it('a header may start with x- all the same', () => {
    const loaded = changed((_config, route) => (route.destination['headers'] = { 'x-tenant': 'a' }));
    expect(good(loaded).routes[0]?.destinations[0].headers).toEqual({ 'x-tenant': 'a' });
  });

  it.each([
    ['a number for a duration', { drainDelay: 2 }, 'server.drainDelay: expected a duration'],
    ['a list for a mapping', [], 'server: expected a mapping, got a list'],
    ['nothing where a value must be', { host: null }, 'server.host: expected a host name'],
    ['a port out of range', { port: 65_536 }, 'server.port: must be at most 65535'],
    ['a fraction for a number', { maxInFlight: 1.5 }, 'server.maxInFlight: expected a whole number'],
    ['a size without a unit', { maxBodySize: '12' }, 'server.maxBodySize: expected a size'],
    ['a duration no timer holds', { drainTimeout: '25d' }, 'server.drainTimeout: the duration is too long'],
    [
      'a proxy that is no address',
      { trustedProxies: ['10.0.0.0/33'] },
      'server.trustedProxies[0]: expected an IP',
    ],
  ])('%s is a fault', (_what, server, expected) => {
    expect(faultLines(changed((config) => (config['server'] = server)))).toEqual([
      expect.stringContaining(expected),
    ]);
  });

  it('a faulty item of a list leaves the others checked under their own numbers', () => {
    const loaded = load({ ...usual(), routes: ['junk', { ...usual().routes[0], path: 'no-slash' }] });
    expect(faultLines(loaded)).toEqual([
      'routes[0]: expected a mapping, got text',
      'routes[1].path: a path starts with /',
    ]);
  });

  it('what is missing altogether is named', () => {
    expect(faultLines(load({ routes: [{}] })).map((line) => line.split(':')[0])).toEqual([
      'store.url',
      'routes[0].name',
      'routes[0].path',
      'routes[0].source',
      'routes[0].destination',
    ]);
    expect(faultLines(load({ store: { url: 'memory:' } }))).toEqual(['routes: at least one route is needed']);
  });

  it('a fault never repeats a value, which may be a secret in the wrong place', () => {
    const canary = 'canary-in-the-wrong-place';
    const loaded = changed((config, route) => {
      config['server'] = { host: `${canary} `, port: canary, maxBodySize: canary, trustedProxies: [canary] };
      config['log'] = { level: canary };
      config['store'] = { url: canary, prefix: `${canary}!`, durability: canary, replicas: canary };
      route['name'] = `${canary}!`;
      route['path'] = canary;
      route['events'] = [`${canary} ${canary}`];
      route['delivery'] = { mode: canary, schedule: [canary], rate: canary, keepBodies: canary };
      route['deliveries'] = { log: canary, maxAge: canary };
      route.source['scheme'] = canary;
      route.source['tolerance'] = canary;
      route.destination['url'] = canary;
      route.destination['secrets'] = [{ env: `${canary}!` }];
    });
    expect(faultLines(loaded).length).toBeGreaterThan(10);
    expect(JSON.stringify(loaded)).not.toContain(canary);
  });
});
