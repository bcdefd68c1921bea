/** What is kept of refused deliveries: defaults, bounds, and what all routes have together. */
import { describe, expect, it } from 'vitest';
import { changed, faultLines, firstRoute, load, usual } from './helpers.js';

const MB = 1024 * 1024;
const refusing = (refused: unknown, url?: string) =>
  changed((config, route) => {
    route['refused'] = refused;
    if (url !== undefined) config['store'] = { url };
  });

describe('refused deliveries', () => {
  it('are kept in the store where it is a Redis, else in memory', () => {
    const rest = { maxCount: 10_000, maxAge: 86_400_000, bodies: true };
    expect(firstRoute(refusing(undefined)).refused).toEqual({ in: 'store', maxBytes: 32 * MB, ...rest });
    expect(firstRoute(refusing({}, 'memory:')).refused).toEqual({ in: 'memory', maxBytes: 8 * MB, ...rest });
    expect(firstRoute(refusing({ in: 'memory' })).refused).toMatchObject({ in: 'memory', maxBytes: 8 * MB });
    expect(firstRoute(refusing({ in: 'off' })).refused).toMatchObject({ in: 'off' });
  });

  it.each([
    [{ in: 'store' }, 'memory:', /^routes\[0\]\.refused\.in: store needs a Redis/],
    [{ maxBytes: '300mb' }, undefined, /^routes\[0\]\.refused\.maxBytes: all routes together keep 256mb/],
    [{ in: 'redis' }, undefined, /^routes\[0\]\.refused\.in: /],
    [{ maxCount: 0 }, undefined, /^routes\[0\]\.refused\.maxCount: /],
    [{ bodies: 'some' }, undefined, /^routes\[0\]\.refused\.bodies: /],
    [{ maxage: '1h' }, undefined, /^routes\[0\]\.refused\.maxage: unknown key; did you mean "maxAge"/],
  ])('%j with %s is a fault', (refused, url, expected) => {
    const lines = faultLines(refusing(refused, url));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(expected);
  });

  it('of many routes share 256 MB, which is told only to who wrote a size', () => {
    const many = (count: number, refused?: object) => {
      const config = usual();
      const [route] = config.routes;
      const routes = Array.from({ length: count }, (_, i) => ({
        ...{ ...route, name: `r${i}`, path: `/r${i}` },
        ...(refused && { refused }),
      }));
      return load({ ...config, routes });
    };
    const bytes = (loaded: ReturnType<typeof many>) =>
      loaded.ok ? loaded.config.routes.map(({ refused }) => refused.maxBytes) : [];
    const told = (loaded: ReturnType<typeof many>) =>
      loaded.warnings.some(({ message }) => message.includes('refused.maxBytes'));
    expect(new Set(bytes(many(8)))).toEqual(new Set([32 * MB]));
    const sixteen = many(16);
    expect(new Set(bytes(sixteen))).toEqual(new Set([16 * MB]));
    expect(told(sixteen)).toBe(false);
    const large = many(4, { maxBytes: '128mb' });
    expect(new Set(bytes(large))).toEqual(new Set([64 * MB]));
    expect(told(large)).toBe(true);
    expect(new Set(bytes(many(4, { in: 'off', maxBytes: '128mb' })))).toEqual(new Set([128 * MB]));
  });
});
