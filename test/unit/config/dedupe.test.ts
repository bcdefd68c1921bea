/** What makes two deliveries one, and for how long: keys, the default window, and what `check` says of both. */
import { describe, expect, it, test } from 'vitest';
import { schemes } from '../../../src/schemes/catalogue/index.js';
import type { Scheme } from '../../../src/schemes/spec.js';
import { defaultWindow } from '../../../src/config/resolve/resolve-dedupe.js';
import { retrySpan } from '../../../src/config/resolve/resolve-source.js';
import { redactConfig } from '../../../src/config/redact.js';
import { toYaml } from '../../../src/config/read/yaml.js';
import {
  ENV,
  SECRET,
  WHSEC,
  changed,
  faultLines,
  firstRoute,
  good,
  load,
  usual,
  warningLines,
} from './helpers.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const OTHER_WHSEC = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
const env = { ...ENV, SOURCE: OTHER_WHSEC };

const withKey = (key: unknown, scheme = 'actuallycare') =>
  changed(
    (_config, route) => {
      route['dedupe'] = { key };
      route.source['scheme'] = scheme;
    },
    scheme === 'svix' ? env : ENV,
  );

describe('dedupe.key', () => {
  const UNSIGNED = /this header is not signed: .*the gateway loses that one.*unsigned: true/;

  it('an unsigned header is a fault without unsigned: true, which says that it loses deliveries', () => {
    expect(faultLines(withKey({ header: 'X-Id' }))).toEqual([expect.stringMatching(UNSIGNED)]);
    expect(faultLines(withKey(['default', { header: 'X-Id' }]))).toEqual([
      expect.stringMatching(/^routes\[0\]\.dedupe\.key\[1\]: this header is not signed/),
    ]);
  });

  it('with unsigned: true it is a warning that a genuine delivery loses', () => {
    const alone = warningLines(withKey({ header: 'X-Id', unsigned: true }));
    expect(alone).toEqual([expect.stringMatching(/^routes\[0\]\.dedupe\.key: .*that comes second loses/)]);
    const beside = warningLines(withKey(['default', { header: 'X-Id', unsigned: true }]));
    expect(beside).toEqual([expect.stringMatching(/equal in the other parts.* loses/)]);
  });

  test.each([
    [{ header: 'Svix-Id' }, 'svix'],
    [{ header: 'svix-timestamp' }, 'svix'],
    ['default', 'actuallycare'],
    [{ json: '/id' }, 'actuallycare'],
    [['default'], 'actuallycare'],
    [['default', { json: '/a' }, { json: '/b' }], 'actuallycare'],
    [['default', { header: 'Svix-Id' }], 'svix'],
  ])('%j is signed under %s', (key, scheme) => {
    const loaded = withKey(key, scheme);
    const { dedupe } = firstRoute(loaded);
    expect(dedupe).toMatchObject({ key });
    expect(warningLines(loaded)).toEqual([]);
  });

  it('a list of default alone has the window of default', () => {
    for (const key of [['default'], ['default', { header: 'X-Id', unsigned: true }]]) {
      expect(firstRoute(withKey(key, 'github')).dedupe).toMatchObject({ window: 10 * MINUTE });
    }
    expect(firstRoute(withKey(['default', { json: '/id' }], 'github')).dedupe).toMatchObject({
      window: 96 * HOUR,
    });
  });

  test.each([
    [['default', 'default']],
    [[{ json: '/id' }, { json: '/id' }]],
    [
      [
        { header: 'X-Id', unsigned: true },
        { header: 'x-id', unsigned: true },
      ],
    ],
  ])('%j names a part twice, which is a fault', (key) => {
    expect(faultLines(withKey(key))).toEqual([
      'routes[0].dedupe.key[1]: is the same as routes[0].dedupe.key[0]; leave it out',
    ]);
  });

  it('a member that a scheme does not sign is warned about', () => {
    const signature = { header: 'X-Sig', algorithm: 'hmac-sha256', encoding: 'hex', content: '{json:/id}' };
    const loaded = changed((config, route) => {
      config['schemes'] = { mine: { signature, trust: 'partly', identity: ['body'] } };
      route.source['scheme'] = 'mine';
      route['dedupe'] = { key: { json: '/nowhere/signed' } };
    });
    good(loaded);
    expect(warningLines(loaded)).toContainEqual(
      expect.stringMatching(/member of the body is not signed.* loses/),
    );
  });

  test.each([
    [[], /dedupe\.key: the list may not be empty/],
    [[{ header: 'X Y', unsigned: true }], /dedupe\.key\[0\].*/],
    [{ header: 'X-Id', unsigned: false }, /dedupe\.key/],
    [{ header: 'X-Id', json: '/a' }, /dedupe\.key: expected default/],
    ['other', /dedupe\.key: expected default/],
    [['default', 'other'], /dedupe\.key\[1\]: expected default/],
    [Array.from({ length: 9 }, () => 'default'), /dedupe\.key: the list may have 8/],
  ])('%j is a fault', (key, says) => {
    expect(faultLines(withKey(key))).toEqual([expect.stringMatching(says)]);
  });

  it('is printed as it is written', () => {
    const key = ['default', { header: 'X-Id', unsigned: true }, { json: '/a' }];
    const loaded = good(withKey(key));
    const printed = redactConfig(loaded);
    expect(printed).toMatchObject({ routes: [{ dedupe: { key } }] });
    expect(good(load(toYaml(printed)))).toEqual(loaded);
  });
});

describe('the default window', () => {
  const of = (scheme: Partial<Scheme>, tolerance?: number | 'off') =>
    defaultWindow({ scheme: { ...schemes['none'], ...scheme } as Scheme, tolerance }, 'default').window;
  const time = (tolerance: NonNullable<Scheme['time']>['tolerance']) => ({
    time: { header: 'T', formats: ['s'], tolerance } as NonNullable<Scheme['time']>,
  });

  it('is 96 h where nothing asks for more', () => {
    expect(of({})).toBe(96 * HOUR);
    expect(of({ retries: ['76h'], ...time('5m') })).toBe(96 * HOUR);
  });

  it('is 1.25 × the retries where these are long', () => {
    expect(of({ retries: ['100h'] })).toBe(125 * HOUR);
  });

  it('is both tolerances and 5 min where a time is signed', () => {
    expect(of(time('72h'))).toBe(144 * HOUR + 5 * MINUTE);
    expect(of(time({ past: '95h', future: '1h' }))).toBe(96 * HOUR + 5 * MINUTE);
    expect(of(time({ past: '100h' }))).toBe(100 * HOUR + 5 * MINUTE);
    expect(of(time('off'))).toBe(96 * HOUR);
    expect(of(time('off'), 50 * HOUR)).toBe(100 * HOUR + 5 * MINUTE);
    expect(of(time('100h'), 'off')).toBe(96 * HOUR);
    expect(of({}, 50 * HOUR)).toBe(96 * HOUR);
  });

  it('is the longest of all, and no longer than a file can say', () => {
    expect(of({ retries: ['100h'], ...time('72h') })).toBe(144 * HOUR + 5 * MINUTE);
    expect(of(time('300d'))).toBe(366 * 24 * HOUR);
  });

  it('is the retries and a tenth, at least 10 min, where equal bytes can be two events', () => {
    const equalBytes = 'may be two events' as const;
    expect(of({ equalBytes })).toBe(10 * MINUTE);
    expect(of({ equalBytes, retries: ['9m'] })).toBe(10 * MINUTE);
    expect(of({ equalBytes, retries: ['10h'], ...time('72h') })).toBe(11 * HOUR);
    expect(of({ equalBytes, retries: ['200h'] })).toBe(220 * HOUR);
  });

  it('is the long one where the route has a key of its own', () => {
    const scheme = { ...schemes['none'], equalBytes: 'may be two events' } as Scheme;
    expect(defaultWindow({ scheme, tolerance: undefined }, { json: '/id' }).window).toBe(96 * HOUR);
  });

  it.each(Object.keys(schemes))('%s: is never shorter than the retries', (name) => {
    const scheme = schemes[name] as Scheme;
    expect(defaultWindow({ scheme, tolerance: undefined }, 'default').window).toBeGreaterThanOrEqual(
      retrySpan(scheme),
    );
  });

  it('gives way to what the route says', () => {
    expect(firstRoute(changed((_c, route) => (route['dedupe'] = { window: '20m' }))).dedupe).toMatchObject({
      window: 20 * MINUTE,
    });
    const long = changed((_c, route) => {
      route.source['scheme'] = 'box';
    });
    expect(firstRoute(long).dedupe).toMatchObject({
      window: Math.ceil(retrySpan(schemes['box'] as Scheme) * 1.25),
    });
  });
});

describe('a window and a tolerance', () => {
  it('a tolerance that is longer than the window is warned about: a copy passes in between', () => {
    const loaded = changed((_config, route) => {
      Object.assign(route.source, { scheme: 'svix', tolerance: '80h' });
      route['dedupe'] = { window: '60h' };
    }, env);
    expect(warningLines(loaded)).toEqual([
      expect.stringMatching(
        /^routes\[0\]\.dedupe\.window: 60h is shorter than the tolerance of 80h: .*a copy/,
      ),
    ]);
  });

  it('by default no window is shorter', () => {
    const loaded = changed((_config, route) => {
      Object.assign(route.source, { scheme: 'svix', tolerance: '30d' });
    }, env);
    expect(warningLines(loaded)).toEqual([]);
  });
});

describe('one secret in two places is warned about, by both places and never by its value', () => {
  const two = (
    change: (
      first: Record<string, Record<string, unknown>>,
      second: Record<string, Record<string, unknown>>,
    ) => void,
  ) => {
    const config = usual();
    const second = structuredClone(config.routes[0]);
    Object.assign(second, { name: 'b', path: '/b' });
    change(config.routes[0] as never, second as never);
    const loaded = load(
      { ...config, routes: [config.routes[0], second] },
      { ...env, THIRD: `${SECRET}-3`, SOURCE: SECRET },
    );
    good(loaded);
    expect(JSON.stringify(loaded.warnings)).not.toContain(SECRET);
    return warningLines(loaded);
  };

  it('two routes of one scheme', () => {
    expect(two(() => undefined)).toEqual([
      expect.stringMatching(
        /^routes\[1\]\.source\.secrets\[0\]: the same secret as routes\[0\]\.source\.secrets\[0\]/,
      ),
    ]);
  });

  it('many routes with one secret are one sentence, which names them', () => {
    const many = (count: number): string[] => {
      const config = usual();
      const routes = Array.from({ length: count }, (_, i) => ({
        ...structuredClone(config.routes[0]),
        name: `r${i}`,
        path: `/r${i}`,
      }));
      return warningLines(load({ ...config, routes }, ENV));
    };
    const source = (i: number): string => `routes[${i}].source.secrets[0]`;
    expect(many(4)).toEqual([
      `${source(1)}: the same secret as ${[0, 2, 3].map(source).join(', ')}: a delivery for one of these routes is genuine on the others too; give each endpoint its own`,
    ]);
    expect(many(40)).toEqual([expect.stringContaining(`${source(8)} and 31 more: `)]);
  });

  it('a second secret that is the other’s first', () => {
    const lines = two((_first, second) => {
      Object.assign(second['source'] ?? {}, { secrets: [{ env: 'THIRD' }, { env: 'SOURCE' }] });
    });
    expect(lines).toEqual([
      expect.stringMatching(/^routes\[1\]\.source\.secrets\[1\]: the same secret as routes\[0\]/),
    ]);
  });

  it('not two of their own, nor two schemes that sign different texts', () => {
    expect(
      two((_first, second) => void Object.assign(second['source'] ?? {}, { secrets: [{ env: 'THIRD' }] })),
    ).toEqual([]);
    expect(
      two((_first, second) => void Object.assign(second['source'] ?? {}, { scheme: 'slack' })).filter(
        (line) => line.includes('the same secret'),
      ),
    ).toEqual([]);
  });

  it('both sides of a route', () => {
    const loaded = changed((_config, route) => (route.source['scheme'] = 'svix'), { ...ENV, SOURCE: WHSEC });
    expect(warningLines(loaded)).toEqual([
      expect.stringMatching(
        /^routes\[0\]\.destination\.secrets\[0\]: the same secret as routes\[0\]\.source\.secrets\[0\]: .*forge/,
      ),
    ]);
    expect(JSON.stringify(loaded.warnings)).not.toContain(WHSEC);
  });
});
