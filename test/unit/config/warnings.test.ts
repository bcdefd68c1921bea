import { describe, expect, it } from 'vitest';
import { ENV, changed, good, warningLines, type Route } from './helpers.js';

function warned(change: (route: Route, config: Record<string, unknown>) => void, env = {}): string[] {
  const loaded = changed(
    (config, route) => {
      change(route, config);
    },
    { ...ENV, ...env },
  );
  good(loaded);
  return warningLines(loaded);
}

/** Another than the destination's. */
const SVIX = { SOURCE: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD' };

describe('what is allowed but risky is warned about', () => {
  it('a usual configuration is quiet', () => {
    expect(warned(() => undefined)).toEqual([]);
  });

  it('room for two of the largest bodies is enough', () => {
    const enough = warned((route, config) => {
      route['maxBodySize'] = '25mb';
      config['server'] = { maxBufferedBytes: '50mb' };
    });
    expect(enough).toEqual([]);
  });

  it.each<[string, (route: Route, config: Record<string, unknown>) => void, RegExp, object?]>([
    [
      'a store in memory',
      (_route, config) => (config['store'] = { url: 'memory:' }),
      /^store\.url: memory: is for one process/,
    ],
    [
      'room for one of the largest bodies alone',
      (route, config) => {
        route['maxBodySize'] = '25mb';
        config['server'] = { maxBufferedBytes: '49mb' };
      },
      /^server\.maxBufferedBytes: 49mb is less than two of the largest bodies \(maxBodySize 25mb\).*allow 50mb$/,
    ],
    [
      'a window shorter than the retries',
      (route) => (route['dedupe'] = { window: '10m' }),
      /dedupe\.window: 10m is shorter than the 15m/,
    ],
    ['no dedupe', (route) => (route['dedupe'] = false), /dedupe: off/],
    [
      'forwarding while the store is out',
      (route) => (route['dedupe'] = { onStoreOutage: 'forward' }),
      /dedupe\.onStoreOutage: .*duplicates/,
    ],
    [
      'a dedupe key that is not signed',
      (route) => (route['dedupe'] = { key: { header: 'X-Id', unsigned: true } }),
      /dedupe\.key: this header is not signed.*a genuine delivery that comes second loses/,
    ],
    [
      'a deadline beyond the provider’s',
      (route) => (route.source['deadline'] = '40s'),
      /source\.deadline: 40s is longer than 25s/,
    ],
    [
      'an endless attempt',
      (route) => (route.destination['timeout'] = '3m'),
      /destination\.timeout: an attempt may take 3m/,
    ],
    [
      'plain http to another host',
      (route) => (route.destination['url'] = 'http://crm.example'),
      /destination\.url: plain http/,
    ],
    [
      'a route to the gateway itself',
      (route) => (route.destination['url'] = 'http://localhost:8080/x'),
      /the gateway's own port/,
    ],
    [
      'a provider that never retries',
      (route) => (route.source['scheme'] = 'github'),
      /delivery: this provider never retries.*delivery: \{ mode: spill \} keeps it/,
    ],
    [
      'a provider that documents no retries',
      (route) => (route.source['scheme'] = 'netlify'),
      /delivery: this provider documents no retries.*delivery: \{ mode: spill \} keeps it/,
    ],
    [
      'retries that are an estimate',
      (route) => (route.source['scheme'] = 'cursor'),
      /delivery: this provider's retries are not documented.*delivery: \{ mode: spill \} keeps it/,
    ],
    [
      'a deadline beyond an estimate',
      (route) => Object.assign(route.source, { scheme: 'heroku', deadline: '20s' }),
      /source\.deadline: 20s is longer than 4s: how long this provider waits is not documented/,
    ],
    [
      'a body that never fits',
      (route) => (route['maxBodySize'] = '65mb'),
      /maxBodySize: is 65mb, but all bodies together/,
    ],
    [
      'a tolerance that refuses retries',
      (route) => Object.assign(route.source, { scheme: 'real-estate', tolerance: '5m' }),
      /source\.tolerance: 5m is shorter than the 17h 35m/,
    ],
    [
      'no tolerance at all',
      (route) => Object.assign(route.source, { scheme: 'svix', tolerance: 'off' }),
      /source\.tolerance: off/,
      SVIX,
    ],
  ])('%s', (_what, change, expected, env) => {
    expect(warned(change, env)).toEqual([expect.stringMatching(expected)]);
  });

  it.each<[string, (route: Route, config: Record<string, unknown>) => void, RegExp, object?]>([
    [
      'an age before the last attempt',
      (route) => (route['delivery'] = { mode: 'queued', schedule: ['5m', '2h'], maxAge: '2h' }),
      /delivery\.maxAge: 2h is not longer than the 2h 5m that the schedule takes/,
    ],
    [
      'an age that ends with the last attempt',
      (route) => (route['delivery'] = { mode: 'spill', schedule: ['1h', '1h'], maxAge: '2h' }),
      /delivery\.maxAge: 2h is not longer than the 2h/,
    ],
    [
      'a schedule that gives up before the provider would',
      (route) => {
        route.source['scheme'] = 'exampleapi';
        route['delivery'] = { mode: 'queued', schedule: 'actuallycare' };
      },
      /delivery\.schedule: takes 15m, but .* would retry for 7h 36m, .*schedule: exampleapi goes on for as long/,
    ],
    [
      'a direct try without time',
      (route) => {
        route.source['deadline'] = '1999ms';
        route['delivery'] = { mode: 'spill' };
      },
      /delivery\.mode: the direct try must end within 1999ms/,
    ],
    [
      'dead letters that are soon gone',
      (route) => (route['delivery'] = { mode: 'queued', keepDead: '23h' }),
      /delivery\.keepDead: a dead letter is gone after 23h/,
    ],
    [
      'queues that nobody can look into',
      (route, config) => {
        config['admin'] = {};
        route['delivery'] = { mode: 'queued' };
      },
      /^admin\.token: not given \(GATEWAY_ADMIN_TOKEN\): .*the API is off/,
    ],
    [
      'a log that nobody can read',
      (route, config) => {
        config['admin'] = {};
        route['deliveries'] = { log: 'on' };
      },
      /^admin\.token: not given/,
    ],
    [
      'bounds of a log that is not there',
      (route) => (route['deliveries'] = { maxAge: '1d' }),
      /deliveries: maxAge and maxCount bound a log in the store; it takes log: store/,
    ],
  ])('of deliveries that are kept: %s', (_what, change, expected) => {
    const watched = (route: Route, config: Record<string, unknown>) => {
      config['admin'] = { token: { env: 'SOURCE' } };
      change(route, config);
    };
    expect(warned(watched)).toEqual([expect.stringMatching(expected)]);
  });

  it('a log in a store that is memory is the process’s own', () => {
    const inMemory = (route: Route, config: Record<string, unknown>) => {
      config['admin'] = { token: { env: 'SOURCE' } };
      config['store'] = { url: 'memory:' };
      route['deliveries'] = { log: 'on' };
    };
    expect(warned(inMemory)).toContainEqual(
      expect.stringMatching(/^routes\[0\]\.deliveries\.log: is kept in the memory of the process/),
    );
  });

  it.each(['queued', 'spill'])('a usual configuration is quiet in mode %s too', (mode) => {
    const usual = (route: Route, config: Record<string, unknown>) => {
      config['admin'] = { token: { env: 'SOURCE' } };
      route['delivery'] = { mode };
    };
    expect(warned(usual)).toEqual([]);
    expect(
      warned((route, config) => {
        usual(route, config);
        // Never retries, which is what these modes are for; and two seconds suffice.
        Object.assign(route.source, { scheme: 'github', deadline: '2s' });
      }),
    ).toEqual([]);
  });

  it('providers that sign each retry anew may have a short tolerance', () => {
    expect(warned((route) => Object.assign(route.source, { scheme: 'svix', tolerance: '1m' }), SVIX)).toEqual(
      [],
    );
  });

  it('the scheme’s signed id header may be the dedupe key', () => {
    const key = (route: Route) => {
      route.source['scheme'] = 'svix';
      route['dedupe'] = { key: { header: 'Svix-Id' } };
    };
    expect(warned(key, SVIX)).toEqual([]);
  });

  it.each([
    ...['http://169.254.169.254/latest', 'https://169.254.1.2', 'https://[fe80::1]:3000'],
    ...['http://[::ffff:169.254.169.254]/', 'https://[fd00:ec2::254]', 'http://metadata.google.internal/x'],
    ...['https://metadata.google.internal./x', 'https://METADATA', 'https://100.100.100.200'],
  ])('%s is a link-local or metadata address', (url) => {
    expect(warned((route) => (route.destination['url'] = url)).join('\n')).toMatch(
      /destination\.url: a link-local or metadata address/,
    );
  });

  it.each(['https://169.253.0.1', 'https://[fd00::1]', 'https://metadata.example.com', 'https://10.0.0.1'])(
    '%s is none',
    (url) => {
      expect(warned((route) => (route.destination['url'] = url))).toEqual([]);
    },
  );

  it.each(['http://localhost:3000', 'http://127.8.0.1', 'http://[::1]:3000', 'https://crm.example'])(
    '%s is no plain http to another host',
    (url) => {
      expect(warned((route) => (route.destination['url'] = url))).toEqual([]);
    },
  );
});

const TEXT = { TEXT: 'another-0123456789-abcdefghij' };

describe('headers that a receiver\u2019s own verifiers insist on are asked for', () => {
  const to =
    (scheme: string, more: object = {}) =>
    (route: Route) => {
      Object.assign(route.destination, { scheme, secrets: [{ env: 'TEXT' }], ...more });
    };

  it('with the line to add', () => {
    expect(warned(to('shopify'), TEXT)).toEqual([
      "routes[0].destination.headers: the provider's own verifiers refuse a delivery without X-Shopify-Shop-Domain, X-Shopify-API-Version, which nothing here sends; add headers: { X-Shopify-Shop-Domain: \u2026, X-Shopify-API-Version: \u2026 }",
    ]);
    expect(warned(to('pusher'), TEXT)).toEqual([
      expect.stringMatching(
        /destination\.headers: .*without X-Pusher-Key, .*headers: \{ X-Pusher-Key: \u2026 \}$/,
      ),
    ]);
  });

  it('not those that are set, forwarded, carried from the source or made by the gateway', () => {
    const asked = (...given: Parameters<typeof warned>): string[] =>
      warned(...given).filter((line) => line.includes('verifiers refuse'));
    const headers = { 'x-shopify-shop-domain': 'shop.example', 'X-Shopify-API-Version': '2026-10' };
    expect(asked(to('shopify', { headers }), TEXT)).toEqual([]);
    expect(
      asked(to('shopify', { forwardHeaders: ['X-Shopify-Shop-*', 'X-Shopify-API-Version'] }), TEXT),
    ).toEqual([]);
    expect(asked(to('pusher', { headers: { 'X-Pusher-Key': 'abc' } }), TEXT)).toEqual([]);
    expect(asked(to('github'), TEXT)).toEqual([]);
    const same = (route: Route): void => {
      Object.assign(route.source, { scheme: 'shopify' });
      to('shopify')(route);
    };
    expect(asked(same, TEXT)).toEqual([]);
  });

  it('an event name too, if the source has none to make it of', () => {
    const bare = (route: Route, config: Record<string, unknown>): void => {
      const signature = { header: 'X-Sig', algorithm: 'hmac-sha256', encoding: 'hex', content: '{body}' };
      config['schemes'] = { mine: { signature } };
      route.source['scheme'] = 'mine';
      to('github')(route);
    };
    expect(warned(bare, TEXT)).toContainEqual(expect.stringMatching(/without X-GitHub-Event, which nothing/));
  });
});

describe('a signed query that the receiver never sees', () => {
  const signedUrl =
    (more: object) =>
    (route: Route): void => {
      Object.assign(route.source, { scheme: 'twilio', publicUrl: 'https://hooks.example.com/in', ...more });
    };

  it('is warned about where the route speaks of it', () => {
    const of = (more: object): string[] =>
      warned(signedUrl(more)).filter((line) => line.includes('the query is signed'));
    expect(of({ signedQuery: { step: 'digits' } })).toEqual([
      expect.stringMatching(/^routes\[0\]\.source\.signedQuery: .*it is dropped/),
    ]);
    expect(of({ publicUrl: 'https://hooks.example.com/in?tenant=a' })).toEqual([
      expect.stringMatching(/^routes\[0\]\.source\.publicUrl: .*it is dropped/),
    ]);
    expect(of({ signedQuery: 'none' })).toEqual([]);
    expect(of({})).toEqual([]);
  });
});
