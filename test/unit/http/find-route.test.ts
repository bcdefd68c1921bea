import { describe, expect, it } from 'vitest';
import { createFindRoute } from '../../../src/http/find-route.js';
import type { Route } from '../../../src/line/route.js';
import { isPlainRest } from '../../../src/model/paths.js';
import { costsLess } from '../../schemes/cost.js';

function finder(...paths: readonly (string | undefined)[]) {
  const find = createFindRoute(paths.map((path) => ({ name: path ?? 'any', path }) as Route));
  return (target: string) => find(target)?.name;
}

describe('the route of a path', () => {
  const find = finder('/hooks/shop', '/hooks/*', '/hooks/shop/*', '/hooks/shop/orders', '/other');

  it.each<[string, string, string | undefined]>([
    ['an exact path goes before one that is open', '/hooks/shop', '/hooks/shop'],
    ['an exact path goes before a beginning, however long', '/hooks/shop/orders', '/hooks/shop/orders'],
    ['the longer beginning goes before the shorter', '/hooks/shop/x', '/hooks/shop/*'],
    ['the shorter beginning takes what the longer does not', '/hooks/shops/x', '/hooks/*'],
    ['a beginning is taken without anything behind it', '/hooks', '/hooks/*'],
    ['a beginning is taken with a slash alone behind it', '/hooks/', '/hooks/*'],
    ['a beginning ends where a segment ends', '/hooksx', undefined],
    ['a query is no part of the path', '/hooks/shop/x?/a/../b', '/hooks/shop/*'],
    ['an exact path has nothing behind it', '/other/x', undefined],
  ])('%s: %s', (_promise, path, expected) => {
    expect(find(path)).toBe(expected);
  });

  it.each([
    ...['/hooks/../other', '/hooks/..', '/hooks/x/./y', '/hooks/%2e%2E/x', '/hooks/.%2e', '/hooks/..;a/x'],
    ...['/hooks//x', '/hooks/x//', '/hooks/a%2Fb', '/hooks/a%5cb', '/hooks/a\\b', '/hooks/a%00', '/hooks/a%'],
    ...['/hooks/a%zz', '/hooks/a#b', '/hooks/\u00e9', `/hooks/${'a'.repeat(1024)}`, '*', 'hooks/x', ''],
  ])('what others may read as another path is nobody’s: %s', (path) => {
    expect(find(path)).toBeUndefined();
  });

  it('dots that are part of a name are none of that', () => {
    expect(isPlainRest('/a..b/.well-known/...')).toBe(true);
    expect(find('/hooks/v1.2/x')).toBe('/hooks/*');
  });

  it('/* alone takes every path', () => {
    const all = finder('/*', '/a');
    expect([all('/'), all('/x/y'), all('/a'), all('*')]).toEqual(['/*', '/*', '/a', undefined]);
  });

  it('a route without a path takes what is left', () => {
    expect(finder(undefined)('/x')).toBe('any');
  });

  it('a path full of slashes costs one look for each length of a beginning', async () => {
    const find = finder(...Array.from({ length: 50 }, (_, i) => `/${'a'.repeat(i)}/*`));
    const target = `/${'b/'.repeat(8_000)}`;
    await costsLess(() => {
      for (let i = 0; i < 1_000; i++) find(target);
    }, 500);
  });
});
