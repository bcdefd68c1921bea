/** Size alone is no fault: what is refused is what aliases make of a short text. */
import { expect, it } from 'vitest';
import { good, load, usual } from './helpers.js';

const ROUTES = 10_000;

it('ten thousand routes are taken', { timeout: 60_000 }, () => {
  const { routes: [route] = [], ...rest } = usual() as { routes?: readonly object[] };
  const routes = Array.from({ length: ROUTES }, (_, i) => ({ ...route, name: `r${i}`, path: `/r${i}` }));
  const loaded = load(JSON.stringify({ ...rest, routes }));
  expect(good(loaded).routes).toHaveLength(ROUTES);
});
