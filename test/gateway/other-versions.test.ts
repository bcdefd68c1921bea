/** What another version of the gateway left in Redis, as sources and operators meet it. */
import { expect, test } from 'vitest';
import { startTestGateway } from '../helpers/gateway.js';
import { keysUnder, randomPrefix, withClient } from '../helpers/redis.js';
import { until } from '../helpers/servers.js';
import { sharedRedis } from '../helpers/shared-redis.js';
import { accepted, entry, jobs, listed, pending, queuePair, received, type QueuePair } from './queue.js';
import { configText, deliver, freshBody, route } from './setup.js';

/** The one key of this kind. */
async function keyOf({ prefix }: QueuePair, name: RegExp): Promise<string> {
  const keys = [...(await keysUnder(sharedRedis(), prefix)).keys()];
  const found = keys.filter((key) => name.test(key.slice(prefix.length + 1)));
  expect(found).toHaveLength(1);
  return found[0] ?? '';
}

const paused = (pair: QueuePair, word: 'pause' | 'resume') => pair.api(`/routes/a/${word}`, 'POST');

test('a record of a later version: the source hears 503 and comes again, the receiver hears nothing', async () => {
  const pair = await queuePair({ mode: 'direct' });
  const body = freshBody();
  await deliver(pair.gw, { body });
  const record = await keyOf(pair, /^d:/);
  await withClient(sharedRedis(), (client) => client.set(record, '99:D:200', 'KEEPTTL'));
  for (let i = 0; i < 3; i += 1) {
    expect(await deliver(pair.gw, { body })).toMatchObject({ status: 503, outcome: 'store_unavailable' });
  }
  expect(pair.up.received).toHaveLength(1);
  const reasons = pair.gw.lines().map(({ reason }) => reason);
  expect(reasons.filter((reason) => reason === 'unknown_version')).toHaveLength(3);
  expect(pair.gw.lines().filter(({ msg }) => String(msg).includes('of a version that'))).toHaveLength(1);
});

test('a waiting message of a later version stays: not attempted, not dead, not dropped by cancel', async () => {
  const pair = await queuePair();
  await paused(pair, 'pause');
  const { id } = await deliver(pair.gw);
  const message = await keyOf(pair, /^\{a\}:m:/);
  await withClient(sharedRedis(), (client) => client.hset(message, 'v', '99'));
  await paused(pair, 'resume');
  const next = await deliver(pair.gw);
  await accepted(pair, next.id);
  await until('it was looked at', () => pair.gw.rawLog().includes('of a version that'));
  expect(pair.up.received).toHaveLength(1);
  expect(await pending(pair)).toBe(1);
  expect((await pair.api('/routes/a/cancel', 'POST')).body).toEqual({ count: 0 });
  expect(await pending(pair)).toBe(1);
  expect(await pair.api(`/deliveries/${String(id)}`)).toMatchObject({
    status: 503,
    body: { code: 'store_unavailable', detail: expect.stringContaining('another version') as string },
  });
  expect((await listed(pair, '/deliveries')).map((one) => one.id)).toEqual([next.id]);
});

test('a message whose record is of a later version waits, without an attempt and without a crash', async () => {
  const pair = await queuePair();
  await paused(pair, 'pause');
  const { id } = await deliver(pair.gw);
  const record = await keyOf(pair, /^d:/);
  await withClient(sharedRedis(), (client) => client.set(record, '99:D:200', 'KEEPTTL'));
  await paused(pair, 'resume');
  const dueAt = (text: string | null): number => Date.parse(text ?? '') - Date.now();
  await until('it waits', async () => dueAt((await entry(pair, id)).nextAttemptAt) > 30_000);
  expect(pair.up.received).toHaveLength(0);
  const [begun, ended] = await withClient(sharedRedis(), async (client) =>
    client.hmget(await keyOf(pair, /^\{a\}:m:/), 'u', 'f'),
  );
  expect(begun).toBe(ended);
});

test('a job of a later version stays in its queue, and nothing is attempted', async () => {
  const pair = await queuePair();
  await paused(pair, 'pause');
  await deliver(pair.gw);
  const job = await keyOf(pair, /^\{a\}:q:m[0-9a-f]{32}$/);
  await withClient(sharedRedis(), (client) => client.hset(job, 'data', '{"v":99}'));
  await paused(pair, 'resume');
  await until('it was looked at', () => pair.gw.rawLog().includes('looks at jobs of a version that'));
  expect(await jobs(pair)).toBe(1);
  expect([pair.up.received.length, await pending(pair)]).toEqual([0, 1]);
  await withClient(sharedRedis(), (client) => client.hset(job, 'data', '{"v":1}'));
});

test('a store that a later version laid out anew is refused at the start, with what to do, and not touched', async () => {
  const prefix = randomPrefix();
  await withClient(sharedRedis(), (client) => client.set(`${prefix}:layout`, '2', 'PX', 60_000));
  const config = configText([route('http://127.0.0.1:9/')], {
    admin: { host: '127.0.0.1', port: 0 },
    store: { url: sharedRedis(), prefix },
  });
  await expect(startTestGateway(config)).rejects.toThrow(
    `${prefix}:layout is 2, which this version does not know; start that version (or a later one), or take another store.prefix`,
  );
  const names = [...(await keysUnder(sharedRedis(), prefix)).keys()].map((key) =>
    key.slice(prefix.length + 1),
  );
  expect(names.sort()).toEqual(['layout', 'probe']);
});

test('whatever the gateway writes carries a version', async () => {
  const pair = await queuePair({ from: 'github', reply: 503, delivery: { schedule: ['1h'] } });
  await paused(pair, 'pause');
  await paused(pair, 'resume');
  await deliver(pair.gw, { from: 'github', headers: { 'X-GitHub-Event': 'push' } });
  await received(pair, 1);
  const unversioned: string[] = [];
  await withClient(sharedRedis(), async (client) => {
    for (const key of (await keysUnder(sharedRedis(), pair.prefix)).keys()) {
      const name = key.slice(pair.prefix.length + 1);
      // Bodies go with their messages; the scheduler's own keys, and two that nobody reads, have no meaning of ours.
      if (/^\{a\}:(?:b:|q:(?!m[0-9a-f]{32}$))|^probe$|:confirm$/.test(name)) continue;
      if (!(await isVersioned(client, key, name))) unversioned.push(name);
    }
  });
  expect(unversioned).toEqual([]);
});

type Client = Parameters<Parameters<typeof withClient>[1]>[0];

async function isVersioned(client: Client, key: string, name: string): Promise<boolean> {
  const type = await client.type(key);
  if (type === 'string') return ((await client.get(key)) ?? '').startsWith('1:');
  if (type !== 'hash' || /^(?:replicas|minute):/.test(name)) return /:1$|:s:1:[^:]*$|^minute:1:/.test(name);
  const { v, data, ...rest } = await client.hgetall(key);
  if (name === 'paused') return Object.values(rest).every((text) => text.startsWith('1:'));
  return data === undefined ? v === '1' : data === '{"v":1}';
}
