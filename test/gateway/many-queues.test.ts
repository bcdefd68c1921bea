/** A configuration of many queued routes is put in force without standing still, and shares its connections. */
import { expect, onTestFinished, test } from 'vitest';
import { sharedRedis } from '../helpers/shared-redis.js';
import { configText, deliver, pairForTest, route } from './setup.js';
import { randomPrefix, startRedis, withClient } from '../helpers/redis.js';
import { until } from '../helpers/servers.js';

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

test('200 queued routes wait for jobs over four connections, and each delivers', async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const top = { store: { url: redis.url, prefix: 'p' } };
  const names = Array.from({ length: 200 }, (_, i) => `r${i}`);
  const routes = (url: string) => names.map((name) => route(url, { name, ...QUEUED }));
  const { gw, up } = await pairForTest({ top, routes });
  const connections = (): Promise<number> =>
    withClient(
      redis.url,
      async (client) => String(await client.client('LIST')).split('name=standard-').length - 1,
    );
  for (const name of names) expect(await deliver(gw, { route: name })).toMatchObject({ outcome: 'queued' });
  await until('each has delivered', () => up.received.length === names.length);
  // Four to wait, and one each for claims, for jobs and for workers.
  expect(await connections()).toBeLessThanOrEqual(8);
  // They wait by now; none is forgotten.
  for (const name of names) await deliver(gw, { route: name });
  await until('each has delivered again', () => up.received.length === 2 * names.length);

  await gw.reload(configText([route(up.url, { name: 'r0', ...QUEUED })], top));
  await until('what is not needed is closed', async () => (await connections()) <= 5);
  await deliver(gw, { route: 'r0' });
  await until('the one that stays delivers', () => up.received.length === 2 * names.length + 1);
}, 60_000);
