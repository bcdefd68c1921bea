/** A configuration of many queued routes is put in force without standing still. */
import { expect, test } from 'vitest';
import { sharedRedis } from '../helpers/shared-redis.js';
import { configText, deliver, pairForTest, route } from './setup.js';
import { randomPrefix } from '../helpers/redis.js';

const ROUTES = 150;
const QUEUED = { more: { delivery: { mode: 'queued' } } };

test('a reload that adds many queued routes leaves turns to what is served meanwhile', async () => {
  const top = { store: { url: sharedRedis(), prefix: randomPrefix() } };
  const { gw, up } = await pairForTest({ top, routes: (url) => [route(url, QUEUED)] });
  const many = Array.from({ length: ROUTES }, (_, i) => route(up.url, { name: `r${i}`, ...QUEUED }));
  let turns = 0;
  let reloading = true;
  const count = (): void => {
    turns += 1;
    if (reloading) setImmediate(count);
  };
  setImmediate(count);
  const reloaded = gw.reload(configText([route(up.url, QUEUED), ...many], top));
  const ended = reloaded.then(() => (reloading = false));
  expect(await deliver(gw)).toMatchObject({ outcome: 'queued' });
  await ended;
  // Built at a stretch it would be one or two.
  expect(turns).toBeGreaterThan(10);
  expect(await deliver(gw, { route: `r${ROUTES - 1}` })).toMatchObject({ outcome: 'queued' });
}, 60_000);
