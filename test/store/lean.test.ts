/** The connection for what every delivery asks: it may come and go, and nobody is told anything else for it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRedisStore, type RedisStore } from '../../src/store/redis/redis-claims.js';
import { OK, startFakeRedis, type FakeRedis } from '../helpers/fake-redis.js';
import { newKey } from '../helpers/messages.js';
import { randomPrefix, startRedis, withClient, type RedisServer } from '../helpers/redis.js';
import { until } from '../helpers/servers.js';

const HOUR = 3_600_000;
const NAME = 'standard-webhooks-gateway';

let server: RedisServer;
let store: RedisStore;

beforeEach(async () => {
  server = await startRedis();
  store = createRedisStore({ url: server.url, prefix: randomPrefix() });
  expect(await store.ready(2_000)).toBe(true);
  await until('both connections are there', async () => (await connections()).length === 2);
});
afterEach(async () => {
  await store.close();
  await server.stop();
});

interface Known {
  readonly id: string;
  /** The last command that came over it. */
  readonly cmd: string;
}

/** Those of the store, the client's own first. */
function connections(): Promise<readonly Known[]> {
  return withClient(server.url, async (client) => {
    const list = (await client.call('CLIENT', 'LIST')) as string;
    return list
      .split('\n')
      .filter((line) => line.includes(`name=${NAME} `))
      .map((line) => ({ id: /\bid=(\d+)/.exec(line)?.[1] ?? '', cmd: /\bcmd=(\S+)/.exec(line)?.[1] ?? '' }));
  });
}

const kill = (id: string): Promise<unknown> =>
  withClient(server.url, (client) => client.call('CLIENT', 'KILL', 'ID', id));

async function claimAndCommit(key = newKey()): Promise<unknown> {
  const claimed = await store.claim(key, 'o');
  return [claimed, await store.commit(key, 'o', 200, HOUR)];
}
const BOTH = [{ state: 'own' }, 'committed'];

test('claims and commits go over it, and it is as many commands as before', async () => {
  expect(await claimAndCommit()).toEqual(BOTH);
  const [, lean] = await connections();
  expect(lean?.cmd).toMatch(/^eval/);
});

test('scripts that the server forgot are sent again, and nobody hears of it', async () => {
  expect(await claimAndCommit()).toEqual(BOTH);
  await withClient(server.url, (client) => client.script('FLUSH'));
  const all = await Promise.all(Array.from({ length: 20 }, () => claimAndCommit()));
  expect(all).toEqual(all.map(() => BOTH));
});

test('killed, it is the client that asks, and then it is there again', async () => {
  const [, lean] = await connections();
  await kill(lean?.id ?? '');
  await until('the store is up', () => store.up);
  await until('a claim passes', async () => (await claimAndCommit().catch(() => undefined)) !== undefined);
  await until('it is there again', async () => {
    const ids = (await connections()).map(({ id }) => id);
    return ids.length === 2 && !ids.includes(lean?.id ?? '');
  });
  expect(await claimAndCommit()).toEqual(BOTH);
});

test('keys that are not ASCII arrive as they are', async () => {
  const key = `${newKey()}-ключ-鍵-🔑`;
  expect(await claimAndCommit(key)).toEqual(BOTH);
  expect(await store.claim(key, 'another')).toEqual({ state: 'done', status: 200 });
});

test('what was asked before the end is answered before the end', async () => {
  const claims = Array.from({ length: 50 }, () => store.claim(newKey(), 'o'));
  await new Promise((resolve) => setImmediate(resolve));
  await store.close();
  expect(await Promise.all(claims)).toEqual(claims.map(() => ({ state: 'own' })));
});

/** Tells the connections apart by what they ask, and answers ours with nonsense. */
async function startNonsense(): Promise<{ readonly fake: FakeRedis; nonsense: string }> {
  const state = { nonsense: '' };
  const fake = await startFakeRedis(([name = '', ...args]) => {
    if (!name.startsWith('eval')) return OK;
    const isProbe = args.some((arg) => arg.endsWith(':probe'));
    return isProbe ? { bytes: '$11\r\nwould_claim\r\n' } : { bytes: state.nonsense };
  });
  return Object.assign(state, { fake });
}

test.each(['*1\r\n$1\r\nx\r\n', ':1\r\n', 'nonsense\r\n'])(
  'an answer that is none of ours (%j) is trouble of the store and no claim',
  async (nonsense) => {
    const world = await startNonsense();
    world.nonsense = nonsense;
    const other = createRedisStore({ url: world.fake.url, prefix: randomPrefix() });
    try {
      expect(await other.ready(2_000)).toBe(true);
      for (let i = 0; i < 3; i++) {
        await until('it is up', () => other.up);
        await expect(other.claim(newKey(), 'o')).rejects.toMatchObject({ name: 'StoreUnavailable' });
      }
    } finally {
      await other.close();
      await world.fake.close();
    }
  },
);
