/** Redis is there, and says no: the gateway stays in hand, says why, and goes on by itself when Redis says yes. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { OK, refusing, startFakeRedis, type FakeRedis } from '../../helpers/fake-redis.js';
import { post } from '../../helpers/gateway.js';
import { lead, leadsConfig, PATH } from '../../helpers/leads.js';
import { createSender } from '../../helpers/load.js';
import { startGatewayProcess, type GatewayProcess } from '../../helpers/process.js';
import {
  startRedis,
  startSlowLoader,
  withClient,
  type RedisOptions,
  type RedisServer,
} from '../../helpers/redis.js';
import { until } from '../../helpers/servers.js';
import { startUpstream, type Upstream } from '../../helpers/upstream.js';

const QUEUED = 'delivery: { mode: queued, schedule: [1s, 1s] }';
/** The share of a processor that a gateway may take which does nothing but look whether Redis is back. */
const IDLE = 0.25;
const ENDS_WITHIN_MS = 8_000;
/** Questions in three seconds of whoever asks again after a rest. */
const A_FEW = 60;

const send = createSender(false);
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function serve(options: RedisOptions = {}): Promise<RedisServer> {
  const redis = await startRedis(options);
  ends.push(() => redis.stop());
  return redis;
}

async function fake(answer: FakeRedis['answer']): Promise<FakeRedis> {
  const redis = await startFakeRedis(answer);
  ends.push(() => redis.close());
  return redis;
}

async function receive(status = 200): Promise<Upstream> {
  const receiver = await startUpstream(status);
  ends.push(() => receiver.close());
  return receiver;
}

async function start(config: string): Promise<GatewayProcess> {
  const gateway = await startGatewayProcess({ config });
  ends.push(() => gateway.stop());
  return gateway;
}

/** Of one processor, over three seconds. */
async function processorShare(gateway: GatewayProcess): Promise<number> {
  const processor = (): Promise<number> => gateway.metric('process_cpu_seconds_total');
  const used = await processor();
  const startedAt = performance.now();
  await sleep(3_000);
  return ((await processor()) - used) / ((performance.now() - startedAt) / 1_000);
}

/** What the log says of the store, with its reason. */
function saidOfStore(gateway: GatewayProcess): string[] {
  return gateway
    .lines()
    .filter(({ msg, reason }) => String(msg).startsWith('the dedupe store') && reason !== undefined)
    .map(({ reason }) => String(reason));
}

async function reasonOf(gateway: GatewayProcess): Promise<unknown> {
  const one = lead();
  const refused = await post(gateway.url + PATH, one.body, one.headers);
  expect(refused).toMatchObject({ status: 503, outcome: 'store_unavailable' });
  const line = (): Record<string, unknown> | undefined =>
    gateway.lines().findLast(({ msg }) => msg === 'delivery');
  await until('it is logged', () => line() !== undefined);
  return line()?.['reason'];
}

async function endsWhenTold(gateway: GatewayProcess): Promise<void> {
  const startedAt = performance.now();
  gateway.kill('SIGTERM');
  expect(await gateway.exited).toEqual({ code: 0, signal: null });
  expect(performance.now() - startedAt).toBeLessThan(ENDS_WITHIN_MS);
}

/** As a server does that cuts every answer off, or answers nothing but the set-up. */
function onceSetUp(reply: 'hung' | 'cut'): FakeRedis['answer'] {
  return ([name]) => (name === 'client' || name === 'select' ? OK : reply);
}

const REFUSALS: readonly (readonly [kind: string, reason: string, answer: FakeRedis['answer']])[] = [
  ['wants a password', 'auth', refusing('NOAUTH Authentication required.')],
  ['forbids every command', 'auth', refusing("NOPERM this user has no permissions to run the 'x' command")],
  ['refuses every command in words of its own', 'refused_command', refusing('ERR not today')],
  ['loads', 'loading', refusing('LOADING Redis is loading the dataset in memory')],
  ['is read-only', 'readonly', refusing("READONLY You can't write against a read only replica.")],
  ['cannot save', 'misconfigured', refusing('MISCONF Redis is configured to save RDB snapshots')],
  ['hangs', 'timeout', () => 'hung'],
  ['hangs once it is set up', 'timeout', onceSetUp('hung')],
  ['cuts every answer off', 'disconnected', onceSetUp('cut')],
];

describe.each(REFUSALS)('a Redis that %s', (_, reason, answer) => {
  test(`a gateway that queues listens, answers 503 (${reason}), says so once, idles, and ends when told`, async () => {
    const redis = await fake(answer);
    const { url } = await receive();
    const gateway = await start(leadsConfig({ receiver: url, redis: redis.url, route: QUEUED }));
    expect(await processorShare(gateway)).toBeLessThan(IDLE);
    expect((await gateway.ask('/healthz')).status).toBe(200);
    expect(await reasonOf(gateway)).toBe(reason);
    expect(saidOfStore(gateway)).toHaveLength(1);
    await endsWhenTold(gateway);
  });
});

test.each([
  ['OK', OK],
  ['nothing', { bytes: '$-1\r\n' }],
])(
  'a server that answers %s to everything is no store: nothing is acknowledged, and it is told',
  async (_, answer) => {
    const redis = await fake(() => answer);
    const { url } = await receive();
    const gateway = await start(leadsConfig({ receiver: url, redis: redis.url, route: QUEUED }));
    await reasonOf(gateway);
    expect(saidOfStore(gateway)).toContain('corrupt');
    expect(gateway.said()).not.toContain('the dedupe store answers');
    const asked = redis.asked.length;
    await sleep(3_000);
    expect(redis.asked.length - asked).toBeLessThan(A_FEW);
    await endsWhenTold(gateway);
  },
);

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

test('a user who may not ask INFO queues and delivers like any other', async () => {
  const redis = await serve();
  await withClient(redis.url, (client) =>
    client.call('ACL', 'SETUSER', 'gateway', 'on', '>secret', '~*', '&*', '+@all', '-info'),
  );
  const receiver = await receive();
  const url = `redis://gateway:secret@127.0.0.1:${redis.port}`;
  const gateway = await start(leadsConfig({ receiver: receiver.url, redis: url, route: QUEUED }));
  receiver.reply(500);
  expect(await send(gateway.url + PATH, lead())).toMatchObject({ status: 200, outcome: 'queued' });
  await until('it was tried', () => receiver.received.length === 1);
  receiver.reply(200);
  await until('it is tried again', () => receiver.received.length === 2);
  expect(await processorShare(gateway)).toBeLessThan(IDLE);
});

describe('a Redis that takes messages and does not give them out', () => {
  const setUp = async (command: string) => {
    const redis = await serve();
    const acl = (...rules: string[]): Promise<unknown> =>
      withClient(redis.url, (client) => client.call('ACL', 'SETUSER', 'gateway', ...rules));
    await acl('on', '>secret', '~*', '&*', '+@all', `-${command}`);
    const receiver = await receive();
    const url = `redis://gateway:secret@127.0.0.1:${redis.port}`;
    const gateway = await start(leadsConfig({ receiver: receiver.url, redis: url, route: QUEUED }));
    const told = (): Record<string, unknown>[] =>
      gateway.lines().filter(({ msg }) => msg === 'the queue is refused its messages');
    return { receiver, gateway, told, allow: () => acl(`+${command}`) };
  };

  test('a user without BZPOPMIN: told once, counted, nothing is acknowledged, and all goes on once it may', async () => {
    const { receiver, gateway, told, allow } = await setUp('bzpopmin');
    await until('it is told', () => told().length > 0);
    expect(await reasonOf(gateway)).toBe('auth');
    const refusals = (): Promise<number> =>
      gateway.metric('webhook_gateway_store_errors_total', { operation: 'take' });
    await until('each is counted', async () => (await refusals()) > 2);
    expect(told()).toMatchObject([{ level: 'warn', route: 'leads', reason: 'auth' }]);
    expect(await processorShare(gateway)).toBeLessThan(IDLE);

    await allow();
    const one = lead();
    await until('it is taken', async () => (await send(gateway.url + PATH, one)).status === 200, 30_000);
    await until('it is delivered', () => receiver.received.length === 1);
    await until('that is told', () => gateway.said().includes('the queue takes messages again'));
  });

  test('a user without EVALSHA: it is told with the first message that waits, which is delivered once it may', async () => {
    const { receiver, gateway, told, allow } = await setUp('evalsha');
    expect(await send(gateway.url + PATH, lead())).toMatchObject({ status: 200, outcome: 'queued' });
    await until('it is told', () => told().length > 0);
    await allow();
    await until('it is delivered', () => receiver.received.length === 1, 40_000);
  });
});

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

describe('a database that Redis refuses', () => {
  test.each([
    ['a number it does not have', 99, []],
    ['a user who may not choose one', 5, ['-select']],
  ])('%s: 503 (database), and nothing is written to database 0', async (_, database, rules) => {
    const redis = await serve();
    const acl = (...more: string[]): Promise<unknown> =>
      withClient(redis.url, (client) =>
        client.call('ACL', 'SETUSER', 'gateway', 'on', '>secret', '~*', '&*', '+@all', ...more),
      );
    await acl(...rules);
    const receiver = await receive();
    const url = `redis://gateway:secret@127.0.0.1:${redis.port}/${database}`;
    const gateway = await start(leadsConfig({ receiver: receiver.url, redis: url, route: QUEUED }));
    expect(await reasonOf(gateway)).toBe('database');
    expect(await processorShare(gateway)).toBeLessThan(IDLE);
    expect(saidOfStore(gateway)).toEqual(['database']);
    expect(await withClient(redis.url, (client) => client.dbsize())).toBe(0);
    if (rules.length === 0) return;

    await acl('+select');
    const one = lead();
    await until('it is taken', async () => (await send(gateway.url + PATH, one)).status === 200);
    await until('it is delivered', () => receiver.received.length === 1);
    expect(await withClient(redis.url, (client) => client.dbsize())).toBe(0);
  });
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
