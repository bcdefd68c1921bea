import { describe, expect, it } from 'vitest';
import { ENV, changed, faultLines, firstRoute, good, load, usual, type Route } from './helpers.js';

const route = (change: (route: Route) => void) =>
  changed((_config, it) => {
    change(it);
  });
const source = (members: Record<string, unknown>) => route((it) => Object.assign(it.source, members));
const destination = (members: Record<string, unknown>) =>
  route((it) => Object.assign(it.destination, members));

describe('routes', () => {
  it('names and paths are unique', () => {
    const [first] = usual().routes;
    expect(faultLines(load({ ...usual(), routes: [first, first] }))).toEqual([
      'routes[1].name: routes[0] has the same name; each needs its own',
      'routes[1].path: routes[0] has the same path; each needs its own',
    ]);
  });

  it.each(['_unmatched', 'a b', 'a/b', 'é', '', 'constructor', 'toString', '__proto__', 'x'.repeat(65)])(
    'the name %j is a fault',
    (name) => {
      expect(faultLines(route((it) => (it['name'] = name)))).toEqual([
        expect.stringMatching(/^routes\[0\]\.name: expected a name for the route/),
      ]);
    },
  );

  it.each(['leads', '/a?b', '/a#b', '/a b', '/a/:id', '/a/../b', '/%zz', '/é', ''])(
    'the path %j is a fault',
    (path) => {
      expect(faultLines(route((it) => (it['path'] = path)))).toEqual([
        expect.stringMatching(/^routes\[0\]\.path: /),
      ]);
    },
  );

  it('an unknown scheme is a fault that names the one probably meant', () => {
    expect(faultLines(source({ scheme: 'actualycare' }))).toEqual([
      'routes[0].source.scheme: unknown scheme; did you mean "actuallycare"?',
    ]);
    expect(faultLines(source({ scheme: 'constructor' }))[0]).toContain('unknown scheme');
  });

  it('an unsigned side must say why, and takes no secrets', () => {
    const bare = route((it) => {
      it.source = { scheme: 'none' };
      it.destination = { url: 'http://localhost:3000', scheme: 'none', secrets: [{ env: 'SOURCE' }] };
    });
    expect(faultLines(bare)).toEqual([
      expect.stringMatching(/^routes\[0\]\.source\.reason: an unsigned scheme needs reason/),
      expect.stringMatching(/^routes\[0\]\.destination\.secrets: this scheme is unsigned/),
      expect.stringMatching(/^routes\[0\]\.destination\.reason: an unsigned scheme needs reason/),
    ]);
    const told = route((it) => (it.source = { scheme: 'none', reason: 'mutual TLS in front' }));
    expect(firstRoute(told).source).toMatchObject({ secrets: [], reason: 'mutual TLS in front' });
    expect(faultLines(source({ reason: 'because' }))).toEqual([expect.stringContaining('scheme none only')]);
  });

  it('tolerance belongs to schemes that sign a time', () => {
    expect(faultLines(source({ tolerance: '5m' }))).toEqual([expect.stringContaining('signs no time')]);
    const svix = (tolerance: string) =>
      changed(
        (_config, it) => {
          it.source['scheme'] = 'svix';
          it.source['tolerance'] = tolerance;
        },
        { ...ENV, SOURCE: ENV.DESTINATION },
      );
    expect(firstRoute(svix('10m')).source.tolerance).toBe(600_000);
    expect(firstRoute(svix('off')).source.tolerance).toBe('off');
  });

  it('tolerance is taken for a token too, whose times it bounds', () => {
    const netlify = (tolerance: string) => source({ scheme: 'netlify', tolerance });
    expect(firstRoute(netlify('2m')).source.tolerance).toBe(120_000);
    expect(firstRoute(netlify('off')).source.tolerance).toBe('off');
  });

  it('publicUrl belongs to schemes that sign the URL', () => {
    expect(faultLines(source({ publicUrl: 'https://a.example' }))).toEqual([
      expect.stringMatching(/publicUrl: this scheme does not sign the URL/),
    ]);
  });

  it('maxAge must outlast the provider’s retries, not the dedupe window', () => {
    expect(faultLines(source({ maxAge: '15m' }))).toEqual([expect.stringContaining('retries for 15m')]);
    expect(firstRoute(source({ maxAge: '16m' })).source.maxAge).toBe(960_000);
    expect(firstRoute(source({ maxAge: 'off' })).source.maxAge).toBeUndefined();
    expect(faultLines(source({ scheme: 'github', maxAge: '1d' }))).toEqual([
      expect.stringContaining('no signed time in the body'),
    ]);
  });

  it('events need a scheme that yields an event name', () => {
    expect(firstRoute(route((it) => (it['events'] = ['lead.*']))).events).toEqual(['lead.*']);
    const none = route((it) => {
      it.source = { scheme: 'none', reason: 'test' };
      it['events'] = ['lead.*'];
    });
    expect(faultLines(none)).toEqual([expect.stringMatching(/^routes\[0\]\.events: .*no event name/)]);
  });

  it('envelope needs a destination scheme that has one; a source without is wrapped', () => {
    expect(faultLines(destination({ scheme: 'github', payload: 'envelope' }))).toEqual([
      expect.stringMatching(/^routes\[0\]\.destination\.payload: /),
    ]);
    good(
      route((it) => {
        it.source['scheme'] = 'github';
        it.destination['payload'] = 'envelope';
      }),
    );
  });

  it.each(['ftp://a', 'http://u:p@a/', 'http://a/#x', 'http://', 'a', ' http://a', 'http://a/\nb'])(
    'the destination URL %j is a fault',
    (url) => {
      expect(faultLines(destination({ url }))).toEqual([
        expect.stringMatching(/^routes\[0\]\.destination\.url: /),
      ]);
    },
  );

  it.each([
    ['http:///webhooks', 'names no host'],
    ['http:/receiver.example/webhooks', 'names no host'],
    ['https://.receiver.example/', 'part of the host name is empty'],
    ['https://eu..receiver.example/', 'part of the host name is empty'],
    ['http:\\\\receiver.example\\webhooks', 'read as /'],
    ['http://receiver.example\\@other.example/', 'read as /'],
    ['http://receiver.example:0/webhooks', 'from 1 to 65535'],
    ['http://receiver.example:/webhooks', 'a colon and no port'],
    ['http://receiver.example:0080/webhooks', 'from 1 to 65535'],
    ['http://127.1/webhooks', 'another one than is written'],
    ['http://0x7f000001/webhooks', 'another one than is written'],
    ['http://receiver%2eexample/webhooks', 'another one than is written'],
    ['http://receiver.example/a/../webhooks', 'taken out'],
    ['http://receiver.example/a/%2e%2E/webhooks', 'taken out'],
  ])('the destination URL %j would be read as another one than is written: a fault', (url, says) => {
    expect(faultLines(destination({ url }))).toEqual([
      expect.stringMatching(new RegExp(`^routes\\[0\\]\\.destination\\.url: .*${says}`)),
    ]);
  });

  it('a variable that is empty does not make the first part of the path the host', () => {
    const url = 'http://${RECEIVER:-}/webhooks';
    expect(faultLines(destination({ url }))).toEqual([
      expect.stringMatching(/destination\.url: .*if a variable stands there, it is empty or not set/),
    ]);
  });

  it.each([
    'http://RECEIVER.example/Webhooks',
    'https://münchen.example/',
    'http://[::0001]:8080/a?b=c\\d/../e',
    'http://receiver.example./a//b',
  ])('the destination URL %j is read as it is written', (url) => {
    expect(firstRoute(destination({ url })).destinations[0].url).toBe(url);
  });

  it('statuses are 204, "204" or 4xx, each under one verdict', () => {
    const verdicts = { accepted: [409, '3xx'], retry: ['404'], final: ['4xx'] };
    expect(firstRoute(destination({ verdicts })).destinations[0].verdicts).toEqual({
      accepted: ['409', '3xx'],
      retry: ['404'],
      final: ['4xx'],
    });
    expect(faultLines(destination({ verdicts: { accepted: [404], retry: [404], final: ['9xx'] } }))).toEqual([
      expect.stringMatching(/verdicts\.final\[0\]: expected a status/),
      expect.stringMatching(/verdicts\.retry\[0\]: 404 stands under accepted already/),
    ]);
  });

  it('a route takes its largest body from itself, its scheme or the server, in this order', () => {
    const sizes = (members: Record<string, unknown>, scheme: string) =>
      firstRoute(
        changed((config, it) => {
          config['server'] = { maxBodySize: '2mb', maxInFlight: 101 };
          Object.assign(it, members);
          it.source['scheme'] = scheme;
        }),
      );
    expect(sizes({ maxBodySize: '64kb', maxInFlight: 3 }, 'github')).toMatchObject({
      maxBodySize: 65_536,
      maxInFlight: 3,
    });
    expect(sizes({}, 'github')).toMatchObject({ maxBodySize: 26_214_400, maxInFlight: 26 });
    expect(sizes({}, 'stripe').maxBodySize).toBe(2_097_152);
  });

  it('dedupe can be off, or have a window and a key of its own', () => {
    expect(firstRoute(route((it) => (it['dedupe'] = false))).dedupe).toBe(false);
    expect(
      firstRoute(route((it) => (it['dedupe'] = { window: '7d', key: { json: '/data/id' } }))).dedupe,
    ).toEqual({
      window: 604_800_000,
      key: { json: '/data/id' },
      onStoreOutage: 'refuse',
    });
    expect(faultLines(route((it) => (it['dedupe'] = true)))).toEqual([
      expect.stringContaining('expected false'),
    ]);
    expect(faultLines(route((it) => (it['dedupe'] = { key: { json: 'id' } })))).toEqual([
      expect.stringMatching(/dedupe\.key\.json: expected a JSON pointer/),
    ]);
  });
});
