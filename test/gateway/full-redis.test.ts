/** A Redis without room takes nothing new, and gives away what it holds: that is how it gets room again. */
import { expect, onTestFinished, test } from 'vitest';
import { startRedis, withClient } from '../helpers/redis.js';
import { until } from '../helpers/servers.js';
import { deliver, pairForTest, route } from './setup.js';

test('a Redis full of finished work stops no route: finished bodies give way to new deliveries', async () => {
  const redis = await startRedis({ maxmemory: '16mb' });
  onTestFinished(() => redis.stop());
  const { gw, up } = await pairForTest({
    top: { store: { url: redis.url } },
    routes: (url) => [
      route(url, { more: { delivery: { mode: 'queued', schedule: ['1s'] } } }),
      route(url, { name: 'direct', more: { delivery: { mode: 'direct' } } }),
    ],
  });
  const text = 'x'.repeat(20_000);
  for (let n = 0; n < 900; n++) {
    const body = JSON.stringify({ event: 'lead.created', data: { n, text } });
    expect(await deliver(gw, { body }), String(n)).toMatchObject({ status: 200, outcome: 'queued' });
  }
  await until('all have been delivered', () => up.received.length === 900, 20_000);
  expect(await deliver(gw, { route: 'direct' })).toMatchObject({ outcome: 'accepted' });
}, 60_000);

test('a full Redis refuses new deliveries for now, and what it holds is delivered or dies', async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const { gw, up } = await pairForTest({
    reply: 503,
    top: { store: { url: redis.url } },
    routes: (url) => [
      route(url, {
        destination: { verdicts: { final: ['422'] } },
        more: { delivery: { mode: 'queued', schedule: ['500ms', '500ms', '500ms', '1h'] } },
      }),
    ],
  });
  const stored = await Promise.all([deliver(gw), deliver(gw)]);
  expect(stored.map(({ outcome }) => outcome)).toEqual(['queued', 'queued']);
  await until('both have failed once', () => up.received.length === 2);
  await withClient(redis.url, (client) => client.config('SET', 'maxmemory', '1'));

  expect(await deliver(gw)).toMatchObject({ status: 503, outcome: 'store_unavailable' });
  expect(gw.rawLog()).toContain('store_full');
  const [first, second] = stored.map(({ id }) => id);
  up.reply(({ headers }, response) => {
    response.writeHead(headers['svix-id'] === first ? 204 : 422).end();
  });
  const states = () =>
    withClient(redis.url, async (client) => {
      const records = await client.keys('whgw:d:*');
      return (await Promise.all(records.map((key) => client.get(key)))).sort();
    });
  await until('both have ended', async () => (await states()).join() === '1:D:204,1:X:final', 10_000, 100);
  expect(await gw.metric('webhook_gateway_queue_worker_crashes_total')).toBe(0);
  expect(up.received.slice(2).map(({ headers }) => headers['svix-id'])).toEqual(
    expect.arrayContaining([first, second]),
  );
});
