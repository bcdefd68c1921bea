/** Redis is there, and says no for a while: the gateway stays in hand, says why, and goes on by itself when Redis says yes. */
import { afterEach, expect, test } from 'vitest';
import { refusing } from '../../helpers/fake-redis.js';
import { lead, leadsConfig, PATH } from '../../helpers/leads.js';
import { startSlowLoader, withClient } from '../../helpers/redis.js';
import { until } from '../../helpers/servers.js';
import {
  ends,
  endAll,
  endsWhenTold,
  fake,
  IDLE,
  processorShare,
  QUEUED,
  reasonOf,
  receive,
  saidOfStore,
  send,
  serve,
  start,
} from '../refusing.js';

afterEach(endAll);

test('a gateway whose Redis begins to refuse while it runs stays in hand, and goes on when that is over', async () => {
  const redis = await serve();
  const receiver = await receive();
  const gateway = await start(leadsConfig({ receiver: receiver.url, redis: redis.url, route: QUEUED }));
  expect(await send(gateway.url + PATH, lead())).toMatchObject({ status: 200 });
  const acl = (...rules: string[]): Promise<unknown> =>
    withClient(redis.url, (client) => client.call('ACL', 'SETUSER', 'default', ...rules));
  await acl('-@all', '+acl', '+auth', '+client', '+info');
  await until('it is refused', async () => (await send(gateway.url + PATH, lead())).status === 503);
  expect(await processorShare(gateway)).toBeLessThan(IDLE);
  expect(await reasonOf(gateway)).toBe('auth');
  await acl('+@all');
  const one = lead();
  await until('it is taken', async () => (await send(gateway.url + PATH, one)).status === 200);
  await until('it is delivered', () => receiver.received.some(({ body }) => body.equals(one.body)));
});

test.each(['forgotten', 'wrong'])(
  'a %s password: 503 (auth), said once; once it is right, deliveries are queued and delivered',
  async (password) => {
    const redis = await serve({ password: 'right' });
    const receiver = await receive();
    const url = `redis://${password === 'wrong' ? ':wrong@' : ''}127.0.0.1:${redis.port}`;
    const gateway = await start(leadsConfig({ receiver: receiver.url, redis: url, route: QUEUED }));
    expect(await processorShare(gateway)).toBeLessThan(IDLE);
    expect(await reasonOf(gateway)).toBe('auth');
    expect(saidOfStore(gateway)).toEqual(['auth']);
    await withClient(redis.url, (client) =>
      client.config('SET', 'requirepass', password === 'wrong' ? 'wrong' : ''),
    );
    const one = lead();
    await until('it is taken', async () => (await send(gateway.url + PATH, one)).status === 200);
    await until('it is delivered', () => receiver.received.length === 1);
    expect(saidOfStore(gateway)).toEqual(['auth']);
  },
);

test('a reload that adds a queued route meanwhile takes nothing from the routes there are', async () => {
  const redis = await fake(refusing('NOAUTH Authentication required.'));
  const receiver = await receive();
  const direct = leadsConfig({
    receiver: receiver.url,
    redis: redis.url,
    route: 'dedupe: { onStoreOutage: forward }',
  });
  const gateway = await start(direct);
  const [, route = ''] = direct.split('routes:\n');
  const queued = route
    .replace('name: leads', 'name: more')
    .replace(PATH, '/more')
    .replace(/dedupe: .*/, QUEUED);
  gateway.rewrite(direct + queued);
  gateway.kill('SIGHUP');
  await until('it is reloaded', () => gateway.said().includes('reloaded: 2 route(s)'));
  expect(await processorShare(gateway)).toBeLessThan(IDLE);
  expect(await send(gateway.url + PATH, lead())).toMatchObject({ status: 200, outcome: 'accepted' });
  expect(await send(`${gateway.url}/more`, lead())).toMatchObject({
    status: 503,
    outcome: 'store_unavailable',
  });
  await endsWhenTold(gateway);
});

test('messages of a route that queues no longer are looked for again, if the store refused at the start', async () => {
  const redis = await serve({ password: 'right' });
  const receiver = await receive(500);
  const config = (route: string): string =>
    leadsConfig({ receiver: receiver.url, redis: `redis://127.0.0.1:${redis.port}`, route });
  const password = (value: string): Promise<unknown> =>
    withClient(redis.url, (client) => client.config('SET', 'requirepass', value));
  await password('');
  const before = await start(config('delivery: { mode: queued, schedule: [1s, 1s, 1s, 1s, 1s, 1s] }'));
  expect(await send(before.url + PATH, lead())).toMatchObject({ outcome: 'queued' });
  await until('it was tried', () => receiver.received.length > 0);
  await before.stop();
  await password('right');

  const gateway = await start(config(''));
  expect(await reasonOf(gateway)).toBe('auth');
  receiver.reply(200);
  const tried = receiver.received.length;
  await password('');
  await until('it is delivered', () => receiver.received.length > tried);
});

test('a gateway that starts beside a Redis which loads says so, and takes deliveries once it has', async () => {
  const redis = await startSlowLoader(10_000);
  ends.push(() => redis.stop());
  const receiver = await receive();
  await redis.restart();
  const gateway = await start(
    leadsConfig({ receiver: receiver.url, redis: redis.url, route: QUEUED, store: 'durability: fsync' }),
  );
  expect(await reasonOf(gateway)).toBe('loading');
  expect(saidOfStore(gateway)).toEqual(['loading']);
  const one = lead();
  await until('it is taken', async () => (await send(gateway.url + PATH, one)).status === 200);
  await until('it is delivered', () => receiver.received.length === 1);
  expect(gateway.said()).not.toContain('append-only file');
});

test('a Redis that is set up well at last is noticed, without a restart of either', async () => {
  const redis = await serve();
  const { url } = await receive();
  const gateway = await start(leadsConfig({ receiver: url, redis: redis.url, route: QUEUED }));
  const durable = (): Promise<number> => gateway.metric('webhook_gateway_store_durable');
  await until('it is warned of', async () => (await durable()) === 0);
  await withClient(redis.url, (client) => client.config('SET', 'appendonly', 'yes'));
  await until('it is noticed', async () => (await durable()) === 1);
  expect(gateway.said().split('append-only file')).toHaveLength(2);
});
