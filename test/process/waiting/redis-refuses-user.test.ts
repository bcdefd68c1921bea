/** Redis refuses its user a command or a database: the gateway says so, and goes on by itself once the user may. */
import { afterEach, describe, expect, test } from 'vitest';
import { lead, leadsConfig, PATH } from '../../helpers/leads.js';
import { withClient } from '../../helpers/redis.js';
import { until } from '../../helpers/servers.js';
import {
  endAll,
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
    const one = lead();
    await until(
      'it is stored',
      async () => (await send(gateway.url + PATH, one)).outcome === 'queued',
      30_000,
    );
    await until('it is told', () => told().length > 0);
    await allow();
    await until('it is delivered', () => receiver.received.length === 1, 40_000);
  });
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
