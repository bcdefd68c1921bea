/** The connection for what most deliveries ask: it may come and go, and nobody is told anything else for it. */
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRedisStore, type RedisStore } from '../../src/store/redis/redis-claims.js';
import { OK, startFakeRedis, type FakeRedis } from '../helpers/fake-redis.js';
import { entryOf, newKey, newMessageOf, T0 } from '../helpers/messages.js';
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
  readonly addr: string;
}

/** Those of the store, the client's own first. */
function connections(): Promise<readonly Known[]> {
  return withClient(server.url, async (client) => {
    const list = (await client.call('CLIENT', 'LIST')) as string;
    return list
      .split('\n')
      .filter((line) => line.includes(`name=${NAME} `))
      .map((line) => ({
        id: /\bid=(\d+)/.exec(line)?.[1] ?? '',
        addr: /\baddr=(\S+)/.exec(line)?.[1] ?? '',
      }));
  });
}

const kill = (id: string): Promise<unknown> =>
  withClient(server.url, (client) => client.call('CLIENT', 'KILL', 'ID', id));

async function claimAndCommit(key = newKey()): Promise<unknown> {
  const claimed = await store.claim(key, 'o');
  return [claimed, await store.commit(key, 'o', 200, HOUR)];
}
const BOTH = [{ state: 'own' }, 'committed'];

/** How many commands come over each connection while work is done. */
async function commandsOf(work: () => Promise<unknown>): Promise<Readonly<Record<'own' | 'lean', number>>> {
  const [own, lean] = await connections();
  const count = { own: 0, lean: 0 };
  await withClient(server.url, async (client) => {
    const monitor = await client.monitor();
    const heard: string[] = [];
    monitor.on('monitor', (_time: string, words: string[], source: string) => {
      if (source === own?.addr) count.own++;
      if (source === lean?.addr) count.lean++;
      heard.push(...words);
    });
    await work();
    await client.get('the end');
    await until('all is heard', () => heard.includes('the end'));
    monitor.disconnect();
  });
  return count;
}

const KEEPING = { log: HOUR, logCount: 100, bodies: HOUR, dead: HOUR };
const ENDED = { state: 'accepted', attempt: undefined, at: T0 } as const;
const bodyOf = (bytes: number) => ({ body: Buffer.alloc(bytes, 0xff) });

const ASKED: Readonly<Record<string, [asks: () => Promise<unknown>, over: 'own' | 'lean']>> = {
  claim: [() => store.claim(newKey(), 'o'), 'lean'],
  commit: [() => store.commit(newKey(), 'o', 200, HOUR), 'lean'],
  release: [() => store.release(newKey(), 'o'), 'lean'],
  queue: [() => store.queue(newKey(), HOUR), 'lean'],
  bury: [() => store.bury(newKey(), 'final', HOUR), 'lean'],
  look: [() => store.look(newKey()), 'lean'],
  put: [() => store.messages.put('a', newMessageOf({}, bodyOf(16 * 1024 - 1)), KEEPING), 'lean'],
  'a large body': [() => store.messages.put('a', newMessageOf({}, bodyOf(16 * 1024)), KEEPING), 'own'],
  end: [() => store.messages.end('a', newKey(), ENDED, KEEPING), 'lean'],
  log: [() => store.messages.log('a', newKey(), entryOf(), KEEPING), 'lean'],
  begin: [() => store.messages.begin('a', newKey(), false), 'own'],
  renew: [() => store.renew(newKey(), 'o'), 'own'],
};

test.each(Object.entries(ASKED))(
  '%s is one command, over the connection meant for it',
  async (_name, [asks, over]) => {
    // The name of a lane is written once.
    await store.messages.put('a', newMessageOf(), KEEPING);
    expect(await commandsOf(asks)).toEqual({ own: 0, lean: 0, [over]: 1 });
  },
);

test('a message that is to be confirmed goes over the connection whose server is known', async () => {
  await store.close();
  const durability = { durability: 'server', replicas: 1 } as const;
  store = createRedisStore({ url: server.url, prefix: randomPrefix(), durability });
  expect(await store.ready(2_000)).toBe(true);
  await until('both connections are there', async () => (await connections()).length === 2);
  const put = (): Promise<unknown> => store.messages.put('a', newMessageOf(), KEEPING);
  await put();
  expect(await commandsOf(put)).toEqual({ own: 1, lean: 0 });
});

async function storedAt(key: string): Promise<unknown> {
  const begun = await store.messages.begin('a', key, false);
  if (typeof begun === 'string') return begun;
  const { body, contentType } = begun.message;
  return { hex: body.toString('hex'), contentType };
}

test('bodies arrive byte for byte, however many go out together', async () => {
  const all = Array.from({ length: 60 }, (_, i) =>
    newMessageOf({}, { body: randomBytes(i * 250), contentType: `text/ключ-🔑-${i}` }),
  );
  const asked = all.map(async (one) => {
    await store.messages.put('a', one, KEEPING);
    await claimAndCommit();
  });
  await Promise.all(asked);
  for (const { key, message } of all) {
    expect(await storedAt(key)).toEqual({
      hex: message.body.toString('hex'),
      contentType: message.contentType,
    });
  }
});

test('a message whose script the server forgot is stored all the same', async () => {
  await store.messages.put('a', newMessageOf(), KEEPING);
  await withClient(server.url, (client) => client.script('FLUSH'));
  const all = Array.from({ length: 20 }, () => newMessageOf({}, { body: randomBytes(1_000) }));
  await Promise.all(all.map((one) => store.messages.put('a', one, KEEPING)));
  for (const { key, message } of all) {
    expect(await storedAt(key)).toMatchObject({ hex: message.body.toString('hex') });
  }
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

test('what was asked before the end is answered before the end, written or not', async () => {
  const ask = (): Promise<unknown>[] => Array.from({ length: 50 }, () => store.claim(newKey(), 'o'));
  const claims = ask();
  await new Promise((resolve) => setImmediate(resolve));
  claims.push(...ask());
  await store.close();
  expect(await Promise.all(claims)).toEqual(claims.map(() => ({ state: 'own' })));
});

test('what is asked again because the server forgot the script is answered before the end', async () => {
  await store.claim(newKey(), 'o');
  await withClient(server.url, (client) => client.script('FLUSH'));
  const claim = store.claim(newKey(), 'o');
  await new Promise((resolve) => setImmediate(resolve));
  await store.close();
  expect(await claim).toEqual({ state: 'own' });
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
