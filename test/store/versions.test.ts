/** What another version of the gateway wrote into Redis is never misread, never lost, and told of. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRedisStore, type RedisStore } from '../../src/store/redis/redis-claims.js';
import { entryOf, KEEPING, newKey, newMessageOf, T0 } from '../helpers/messages.js';
import { WAY } from '../helpers/operations.js';
import { keysUnder, randomPrefix, withClient } from '../helpers/redis.js';
import { sharedRedis } from '../helpers/shared-redis.js';

const HOUR = 3_600_000;
const UNKNOWN = { reason: 'unknown_version' };

async function allRefused(questions: readonly Promise<unknown>[]): Promise<void> {
  await Promise.all(questions.map((question) => expect(question).rejects.toMatchObject(UNKNOWN)));
}

let store: RedisStore;
let prefix: string;
let told: string[];

beforeEach(async () => {
  prefix = randomPrefix();
  told = [];
  const log = { info: () => undefined, warn: (_: object, message: string) => told.push(message) };
  store = createRedisStore({ url: sharedRedis(), prefix, log });
  await store.ready(2_000);
});
afterEach(async () => {
  await store.close();
  await withClient(sharedRedis(), async (client) => {
    for (const key of (await keysUnder(sharedRedis(), prefix)).keys()) await client.unlink(key);
  });
});

const inRedis = <T>(act: Parameters<typeof withClient<T>>[1]): Promise<T> => withClient(sharedRedis(), act);
const text = (name: string): Promise<string | null> => inRedis((client) => client.get(`${prefix}:${name}`));
const plant = (name: string, value: string): Promise<unknown> =>
  inRedis((client) => client.set(`${prefix}:${name}`, value, 'PX', HOUR));
const fields = (name: string): Promise<Record<string, string>> =>
  inRedis((client) => client.hgetall(`${prefix}:${name}`));

/** As a gateway would leave it whose version of this hash is another, or that knew of none. */
const ofVersion = (name: string, version: string | undefined): Promise<unknown> =>
  inRedis((client) =>
    version === undefined
      ? client.hdel(`${prefix}:${name}`, 'v')
      : client.hset(`${prefix}:${name}`, 'v', version),
  );

describe.each([
  ['of version 99', '99:Z:something', '99'],
  ['without a version', 'D:200', undefined],
])('a value %s', (_, record, version) => {
  test('as record: every question about it is store trouble, and it stays as it is', async () => {
    const key = newKey();
    await plant(`d:${key}`, record);
    const questions = [
      store.claim(key, 'a'),
      store.commit(key, 'a', 200, HOUR),
      store.queue(key, HOUR),
      store.bury(key, 'final', HOUR),
      store.look(key),
      store.forget(key),
      store.refuse(key, HOUR),
    ];
    await Promise.all(questions.map((question) => expect(question).rejects.toMatchObject(UNKNOWN)));
    expect(await store.renew(key, 'a')).toBe(false);
    expect(await store.release(key, 'a')).toBe(false);
    expect(await store.reopen(key, 'refused')).toBe(false);
    expect(await store.reopen(key, 'queued')).toBe(false);
    expect(await text(`d:${key}`)).toBe(record);
  });

  test('as names of destinations: nobody knows which take part, and they stay as they are', async () => {
    const key = newKey();
    await plant(`t:${key}`, record);
    await expect(store.destinationsOf(key, ['crm'], HOUR)).rejects.toMatchObject(UNKNOWN);
    expect(await text(`t:${key}`)).toBe(record);
  });

  test('as one message of several: none of them is stored, and it stays as it is', async () => {
    const [known, unknown] = ['a/crm', 'a/mail'].map((lane) => ({
      lane,
      message: newMessageOf(),
      keeping: KEEPING,
    }));
    if (!known || !unknown) throw new Error('no messages');
    const name = `{a}:@mail:m:${unknown.message.key}`;
    await store.messages.put(unknown.lane, unknown.message, KEEPING);
    await ofVersion(name, version);
    const before = await fields(name);
    await expect(store.messages.putAll([known, unknown])).rejects.toMatchObject(UNKNOWN);
    expect(await fields(name)).toEqual(before);
    expect(await store.messages.entry({ lane: known.lane, key: known.message.key })).toBeUndefined();
    expect(await store.messages.pending(known.lane, Infinity, 0, 10)).toEqual([]);
  });

  test('as note of a body: neither the same nor another, and it stays as it is', async () => {
    const key = newKey();
    await plant(`i:${key}`, record);
    await expect(store.noteBody(key, 'r', HOUR)).rejects.toMatchObject(UNKNOWN);
    await expect(store.noted(key)).rejects.toMatchObject(UNKNOWN);
    expect(await text(`i:${key}`)).toBe(record);
  });

  test('as labels of a body: no label passes, none is written', async () => {
    const body = newKey();
    await store.labels.keepLabel(body, 'push', HOUR);
    await ofVersion(`e:${body}`, version);
    const before = await fields(`e:${body}`);
    const { labels } = store;
    await allRefused([
      labels.takeLabel(body, 'push', 4),
      labels.keepLabel(body, 'ping', HOUR),
      labels.noteFilteredLabel(body, 'ping', HOUR),
      labels.allowLabel(body, 'ping', HOUR),
      labels.leaveLabel(body, 'push'),
    ]);
    expect(await fields(`e:${body}`)).toEqual(before);
  });

  test('as message: nobody begins, ends, arms, replaces or lists it, and it stays pending', async () => {
    const entry = newMessageOf();
    const { key } = entry;
    await store.messages.put('a', entry, KEEPING);
    await ofVersion(`{a}:m:${key}`, version);
    const before = await fields(`{a}:m:${key}`);
    const { messages } = store;
    const found = { lane: 'a', key };
    const ended = { state: 'accepted', attempt: undefined, at: T0 } as const;
    await allRefused([
      messages.begin('a', key, true),
      messages.end('a', key, ended, KEEPING),
      messages.arm('a', key, T0, true),
      messages.put('a', entry, KEEPING),
      messages.log('a', key, entryOf(), KEEPING),
      messages.entry(found),
    ]);
    await messages.noteWays('a', new Map([[key, WAY]]));
    expect(await fields(`{a}:m:${key}`)).toEqual(before);
    expect(await messages.pending('a', T0 + 1, 0, 10)).toEqual([key]);
    expect(await messages.body(found)).toEqual(entry.message.body);
  });

  test('as entry of the log: lists leave it out and say how many, and a full log does not drop it', async () => {
    const [hidden, shown, later] = [newKey(), newKey(), newKey()];
    await store.messages.log('a', hidden, entryOf(), KEEPING);
    await store.messages.log('a', shown, entryOf({ receivedAt: T0 + 1 }), KEEPING);
    await ofVersion(`{a}:m:${hidden}`, version);
    const page = await store.messages.list('a', {
      ...{ index: 'log', since: undefined, until: undefined, after: undefined, limit: 10 },
    });
    expect(page.data.map(({ key }) => key)).toEqual([shown]);
    expect(told).toEqual([expect.stringMatching(/^met 1 stored values of a version/)]);
    await store.messages.log('a', later, entryOf({ receivedAt: T0 + 2 }), { ...KEEPING, logCount: 1 });
    expect(await fields(`{a}:m:${shown}`)).toEqual({});
    expect(await fields(`{a}:m:${hidden}`)).not.toEqual({});
  });

  test('as pointer of an id: the id leads nowhere rather than astray', async () => {
    const entry = newMessageOf();
    await store.messages.put('a', entry, KEEPING);
    const [pointer = ''] = [...(await keysUnder(sharedRedis(), `${prefix}:{a}:n`)).keys()];
    await inRedis((client) => client.set(pointer, `${version === undefined ? '' : '99:'}${entry.key}`));
    await expect(store.messages.find(['a'], 'message', entry.message.id)).rejects.toMatchObject(UNKNOWN);
  });

  test('as pause: the route stays paused until an operator resumes it', async () => {
    const planted = version === undefined ? 'gone' : '99:until-monday';
    await inRedis((client) => client.hset(`${prefix}:paused`, 'a', planted));
    await store.pauses.set('b', 'gone');
    expect(await store.pauses.load()).toEqual(
      new Map([
        ['a', 'operator'],
        ['b', 'gone'],
      ]),
    );
    expect(await fields('paused')).toEqual({ a: planted, b: '1:gone' });
    await store.pauses.set('a', undefined);
    expect((await store.pauses.load()).has('a')).toBe(false);
  });
});

test.each(['l', 'p', 'x'])('an index of version 99 (%s) is neither read nor touched', async (index) => {
  const name = `{a}:${index}:99`;
  await inRedis((client) => client.zadd(`${prefix}:${name}`, T0, newKey()));
  await store.messages.log('a', newKey(), entryOf({ receivedAt: T0 + HOUR }), { ...KEEPING, logCount: 1 });
  await store.messages.trim('a', T0 + 1_000 * HOUR, KEEPING);
  expect(await store.messages.counts('a')).toMatchObject({ pending: 0, dead: 0 });
  expect(await inRedis((client) => client.zcard(`${prefix}:${name}`))).toBe(1);
});

test('names of routes in a set of version 99 are neither read nor touched', async () => {
  await inRedis((client) => client.sadd(`${prefix}:queued:99`, 'b'));
  await store.messages.put('a', newMessageOf(), KEEPING);
  expect(await store.messages.routes()).toEqual(['a']);
  expect(await inRedis((client) => client.smembers(`${prefix}:queued:99`))).toEqual(['b']);
});

test('one value of another version is no trouble for any other, and is told of once a minute', async () => {
  const key = newKey();
  await plant(`d:${key}`, '99:D:200');
  for (let i = 0; i < 20; i += 1) await expect(store.claim(key, 'a')).rejects.toMatchObject(UNKNOWN);
  expect(store.up).toBe(true);
  expect(await store.claim(newKey(), 'a')).toEqual({ state: 'own' });
  expect(told).toHaveLength(1);
});
