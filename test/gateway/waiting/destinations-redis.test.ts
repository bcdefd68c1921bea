/** Redis fails between two destinations of one delivery: each test has a server of its own. */
import type { ServerResponse } from 'node:http';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { keysUnder, startRedis, withClient, type RedisServer } from '../../helpers/redis.js';
import { until } from '../../helpers/servers.js';
import { startUpstream, type Upstream } from '../../helpers/upstream.js';
import { destinationOf, hears, routeTo, SOON, type SeveralOptions } from '../several.js';
import { freshBody, pairForTest, type Members, type Pair } from '../setup.js';

const FINAL = { verdicts: { final: ['422'] } };
const QUEUED = { delivery: { mode: 'queued', schedule: SOON } };

let redis: RedisServer;

beforeEach(async () => {
  redis = await startRedis();
  onTestFinished(() => redis.stop());
});

interface OnOwnRedis {
  readonly pair: Pair;
  readonly crm: Upstream;
  readonly mail: Upstream;
  asked(): [crm: number, mail: number];
}

async function start(options: SeveralOptions = {}): Promise<OnOwnRedis> {
  const mail = await startUpstream(options.replies?.['mail'] ?? 200);
  onTestFinished(() => mail.close());
  const pair = await pairForTest({
    reply: options.replies?.['crm'] ?? 200,
    top: { store: { url: redis.url } },
    routes: (url) => [
      routeTo(
        [destinationOf('crm', url, options.crm), destinationOf('mail', mail.url, options.mail)],
        options,
      ),
    ],
  });
  return {
    pair,
    crm: pair.up,
    mail,
    asked: () => [pair.up.received.length, mail.received.length],
  };
}

const after =
  (ms: number, status: number) =>
  (_request: unknown, response: ServerResponse): void =>
    void setTimeout(() => response.writeHead(status).end(), ms);

const isUp = ({ pair }: OnOwnRedis): Promise<void> =>
  until('the store is up', async () => (await pair.gw.metric('webhook_gateway_store_up')) === 1, 5_000);

/** A claim that could not be given back runs out, or is undone once the way is there again. */
const isRetriedUntil = ({ pair }: OnOwnRedis, body: string, heard: readonly string[]): Promise<void> =>
  until(
    `the retry hears ${heard.join(' or ')}`,
    async () => heard.includes(await hears(pair.gw, body)),
    18_000,
    200,
  );

const set = (setting: string, value: string): Promise<unknown> =>
  withClient(redis.url, (client) => client.config('SET', setting, value));

/** What lies in Redis of stored messages: bodies, and what is pending. */
const messages = async (): Promise<string[]> =>
  [...(await keysUnder(redis.url, 'whgw:{a}')).keys()].filter((key) => /:(?:b:|p:1$)/.test(key));

/** The receiver takes Redis away while it answers. */
const answering =
  (status: number, first: () => Promise<unknown>) => async (_: unknown, response: ServerResponse) => {
    await first();
    response.writeHead(status).end();
  };

describe('Redis goes out after one accepted', () => {
  test.each<[string, () => Promise<void>, () => Promise<void>]>([
    ['it dies, and comes back empty', () => redis.kill9(), () => redis.restart()],
    ['it hangs, and goes on', () => redis.pause(), () => redis.resume()],
  ])(
    'direct, %s: the other’s failure is told, the acceptance is written, and the retry reaches the other alone',
    async (_, goes, comes) => {
      const all = await start({ replies: { mail: after(700, 503) } });
      const { pair, crm, mail } = all;
      crm.reply(answering(200, goes));
      const body = freshBody();
      expect(await hears(pair.gw, body)).toBe('failed by mail');
      await comes();
      await isUp(all);
      mail.reply(200);
      await isRetriedUntil(all, body, ['accepted by mail']);
      expect(all.asked()).toEqual([1, 2]);
      expect(await hears(pair.gw, body)).toBe('duplicate');
    },
    40_000,
  );

  test('one whose attempt failed must be stored: its failure is told, and the retry asks nobody twice', async () => {
    const all = await start({ mode: 'spill', replies: { mail: after(700, 503) } });
    const { pair, crm, mail } = all;
    crm.reply(answering(200, () => redis.pause()));
    const body = freshBody();
    expect(await hears(pair.gw, body)).toBe('failed by mail');
    await redis.resume();
    await isUp(all);
    mail.reply(200);
    await isRetriedUntil(all, body, ['queued by mail', 'accepted by mail']);
    expect(crm.received).toHaveLength(1);
  }, 40_000);
});

describe('Redis refuses the write of what is owed', () => {
  const REFUSALS = [
    ['it is full', 'maxmemory', '1'],
    ['it may not write without its replicas', 'min-replicas-to-write', '1'],
  ] as const;

  test.each(REFUSALS)('queued, %s: 503, and none of them is stored', async (_, setting, value) => {
    const all = await start({ mode: 'queued' });
    const { pair } = all;
    expect(await hears(pair.gw, freshBody())).toBe('queued by crm');
    await until('both have it', () => all.asked().join() === '1,1');
    const before = await messages();
    await set(setting, value);
    const body = freshBody();
    expect(await hears(pair.gw, body)).toBe('store_unavailable');
    await set(setting, '0');
    expect((await messages()).length).toBeLessThanOrEqual(before.length);
    expect(await hears(pair.gw, body)).toBe('queued by crm');
    await until('both have it', () => all.asked().join() === '2,2');
  });

  test.each(REFUSALS)(
    'spill, and both failed, %s: the failure of the first is told, none is stored, and the retry stores both',
    async (_, setting, value) => {
      const all = await start({ mode: 'spill', replies: { mail: after(200, 503) } });
      const { pair, crm, mail } = all;
      crm.reply(answering(503, () => set(setting, value)));
      const body = freshBody();
      expect(await hears(pair.gw, body)).toBe('failed by crm');
      expect(await messages()).toEqual([]);
      await set(setting, '0');
      crm.reply(503);
      await isRetriedUntil(all, body, ['queued by crm']);
      crm.reply(200);
      mail.reply(200);
      await until('both have it', async () => (await messages()).every((key) => !key.endsWith(':p:1')));
      expect(await hears(pair.gw, body)).toBe('duplicate');
    },
    40_000,
  );

  test('it may not write what is of one of them, queued: 503, and none is stored', async () => {
    const all = await start({ mode: 'queued' });
    const { pair } = all;
    const permit = (...keys: string[]): Promise<unknown> =>
      withClient(redis.url, (client) => client.call('ACL', 'SETUSER', 'default', ...keys));
    await permit('resetkeys', '~whgw:[^{]*', '~whgw:{a}:@crm:*');
    const body = freshBody();
    expect(await hears(pair.gw, body)).toBe('store_unavailable by crm');
    await permit('allkeys');
    expect(await messages()).toEqual([]);
    expect(all.asked()).toEqual([0, 0]);
    await isRetriedUntil(all, body, ['queued by crm']);
    await until('both have it', () => all.asked().join() === '1,1');
  }, 40_000);

  test('one accepted before, spill: it is remembered, and the retry reaches the other alone', async () => {
    const all = await start({ mode: 'spill', mail: FINAL });
    const { pair, crm, mail } = all;
    crm.reply(200);
    mail.reply(async (_request, response) => {
      await until('the other was asked', () => crm.received.length > 0);
      await until('it is written', async () => {
        const keys = [...(await keysUnder(redis.url, 'whgw:d')).keys()];
        const records = await withClient(redis.url, (client) => client.mget(keys));
        return records.includes('1:D:200');
      });
      await set('maxmemory', '1');
      response.writeHead(503).end();
    });
    const body = freshBody();
    expect(await hears(pair.gw, body)).toBe('failed by mail');
    await set('maxmemory', '0');
    mail.reply(200);
    await isRetriedUntil(all, body, ['accepted by mail']);
    expect(crm.received).toHaveLength(1);
  }, 40_000);
});

describe('while Redis is out', () => {
  test('`refuse`: nobody is asked', async () => {
    const all = await start({ mail: QUEUED });
    await redis.kill9();
    expect(await hears(all.pair.gw, freshBody())).toBe('store_unavailable');
    expect(all.asked()).toEqual([0, 0]);
    await redis.restart();
  });

  test('`forward`: all are asked, without dedupe and under one id', async () => {
    const dedupe: Members = { onStoreOutage: 'forward' };
    const all = await start({ more: { dedupe } });
    await redis.kill9();
    const body = freshBody();
    for (const times of [1, 2]) {
      expect(await hears(all.pair.gw, body)).toBe('accepted by crm');
      expect(all.asked()).toEqual([times, times]);
    }
    expect(new Set(all.crm.received.map(({ headers }) => headers['svix-id'])).size).toBe(1);
    await redis.restart();
  });
});
