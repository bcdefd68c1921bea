/** A route's times on one scale, and the warnings that say where they do not fit. */
import { describe, expect, it } from 'vitest';
import { placedSecrets } from '../../../src/config/secrets/placed-secrets.js';
import { windowsOf, type RouteWindows } from '../../../src/config/windows.js';
import type { Loaded } from '../../../src/config/config.js';
import { ENV, SECRET, WHSEC, changed, good, load, usual, warningLines, type Route } from './helpers.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

function windowsIn(loaded: Loaded): RouteWindows {
  const [first] = windowsOf(good(loaded), loaded.warnings);
  if (!first) throw new Error('no route');
  return first;
}

const windows = (change: (route: Route) => void): RouteWindows =>
  windowsIn(
    changed((_config, route) => {
      change(route);
    }),
  );

describe('the times of a route', () => {
  it('are the provider’s retries from its first delivery on, what is taken and what is remembered', () => {
    expect(windows(() => undefined)).toEqual({
      ...{ route: 'leads', scheme: 'actuallycare', tolerance: undefined, deadline: 25 * SECOND },
      ...{ retries: [MINUTE, 5 * MINUTE, 15 * MINUTE], dedupe: 96 * HOUR, gaps: [] },
      destinations: [{ name: 'default', mode: 'direct', schedule: [], lastAttempt: undefined }],
    });
  });

  it('are none where nothing is retried, signed or remembered', () => {
    const { retries, tolerance, dedupe } = windows((route) => {
      route.source['scheme'] = 'github';
      route['dedupe'] = false;
    });
    expect([retries, tolerance, dedupe]).toEqual([[], undefined, undefined]);
  });

  it('have a tolerance where a time is signed: the route’s, else the scheme’s, none where it is off', () => {
    const tolerated = (tolerance?: string): number | undefined =>
      windowsIn(
        changed(
          (_config, { source }) => Object.assign(source, { scheme: 'svix', ...(tolerance && { tolerance }) }),
          { ...ENV, SOURCE: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD' },
        ),
      ).tolerance;
    expect([tolerated(), tolerated('10m'), tolerated('off')]).toEqual([5 * MINUTE, 10 * MINUTE, undefined]);
  });
});

describe('our attempts', () => {
  const attempts = (delivery: object) =>
    windows((route) => (route['delivery'] = delivery)).destinations.map(
      ({ mode, schedule, lastAttempt }) => ({
        ...{ mode, schedule, lastAttempt },
      }),
    );

  it('begin at once and follow the schedule', () => {
    for (const mode of ['queued', 'spill'] as const)
      expect(attempts({ mode, schedule: ['5s', '5m', '30m'] })).toEqual([
        {
          mode,
          schedule: [0, 5 * SECOND, 5 * MINUTE + 5 * SECOND, 35 * MINUTE + 5 * SECOND],
          lastAttempt: 35 * MINUTE + 5 * SECOND,
        },
      ]);
  });

  it('end where the message is too old', () => {
    const [one] = attempts({ mode: 'queued', schedule: ['1h', '1h', '1h'], maxAge: '2h' });
    expect([one?.schedule.at(-1), one?.lastAttempt]).toEqual([3 * HOUR, 2 * HOUR]);
  });
});

describe('gaps', () => {
  const lines = (loaded: Loaded): string[] =>
    windowsIn(loaded).gaps.map(({ path, message }) => `${path}: ${message}`);

  it('are the warnings of these times, word for word, and no others', () => {
    const loaded = changed((config, route) => {
      config['store'] = { url: 'memory:' };
      route['dedupe'] = { window: '10m' };
      route.source['deadline'] = '40s';
      route.destination['timeout'] = '3m';
    });
    const warnings = warningLines(loaded);
    expect(warnings).toHaveLength(4);
    expect(lines(loaded)).toEqual([
      expect.stringMatching(/^routes\[0\]\.source\.deadline: 40s is longer than 25s/),
      expect.stringMatching(/^routes\[0\]\.dedupe\.window: 10m is shorter than the 15m/),
    ]);
    expect(warnings).toEqual(expect.arrayContaining(lines(loaded)));
  });

  it('tell of a schedule that gives up before its provider, and of an age before the last attempt', () => {
    const loaded = changed((_config, route) => {
      route.source['scheme'] = 'exampleapi';
      route['delivery'] = { mode: 'queued', schedule: ['1h'], maxAge: '1h' };
    });
    expect(lines(loaded)).toEqual([
      expect.stringMatching(/^routes\[0\]\.delivery\.maxAge: 1h is not longer/),
      expect.stringMatching(/^routes\[0\]\.delivery\.schedule: takes 1h/),
    ]);
  });

  it('stand with their own route, under the place where its file has them', () => {
    const { routes } = usual();
    const [route] = routes;
    const other = { ...route, name: 'other', path: '/other', dedupe: { window: '11m' } };
    const loaded = load({ store: { url: 'redis://localhost:6379' }, include: ['other.yaml'], routes }, ENV, {
      '/conf/other.yaml': JSON.stringify({ routes: [other] }),
    });
    expect(
      windowsOf(good(loaded), loaded.warnings).map(({ route: name, gaps }) => [name, gaps.length]),
    ).toEqual([
      ['leads', 0],
      ['other', 1],
    ]);
    const [, second] = windowsOf(good(loaded), loaded.warnings);
    expect(second?.gaps.map(({ path }) => path)).toEqual(['other.yaml: routes[0].dedupe.window']);
  });
});

describe('secrets by their place', () => {
  it('are all there are, without a value', () => {
    const loaded = changed(
      (config, route) => {
        config['admin'] = {
          token: { env: 'ADMIN' },
          tokens: [{ env: 'VIEWER', name: 'grafana', role: 'viewer' }],
        };
        route.source['secrets'] = [{ env: 'SOURCE', name: 'new' }, { file: 'old.key' }];
        Object.assign(route.destination, {
          alsoSign: [{ scheme: 'actuallycare', secrets: [{ env: 'ALSO' }] }],
          headers: { Authorization: { env: 'BEARER' }, 'X-Kind': 'plain' },
        });
      },
      { ...ENV, ADMIN: 'a'.repeat(30), VIEWER: 'v'.repeat(30), ALSO: 'b'.repeat(30), BEARER: 'Bearer t' },
      { '/conf/old.key': 'o'.repeat(30) },
    );
    const placed = placedSecrets(good(loaded));
    expect(
      placed.map(({ route, destination, use, name, from }) => [route, destination, use, name, from]),
    ).toEqual([
      ['leads', undefined, 'source', 'new', 'env SOURCE'],
      ['leads', undefined, 'source', 'secret-2', 'file old.key'],
      ['leads', 'default', 'destination', 'secret-1', 'env DESTINATION'],
      ['leads', 'default', 'alsoSign', 'secret-1', 'env ALSO'],
      ['leads', 'default', 'header', 'Authorization', 'env BEARER'],
      [undefined, undefined, 'admin', 'admin', 'env ADMIN'],
      [undefined, undefined, 'admin', 'grafana', 'env VIEWER'],
    ]);
    for (const value of [SECRET, WHSEC, 'o'.repeat(30), 'a'.repeat(30)])
      expect(JSON.stringify(placed)).not.toContain(value);
  });
});
