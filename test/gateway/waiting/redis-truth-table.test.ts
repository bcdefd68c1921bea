/** The rows of the truth table in which Redis itself fails: each test has a server of its own. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lead } from '../../helpers/leads.js';
import { startRedis, withClient, type RedisServer } from '../../helpers/redis.js';
import { startProxy, until, type Proxy } from '../../helpers/servers.js';
import { deliver, startReplicas, type Replicas, type ReplicasOptions } from '../replicas.js';

/** What any answer may take while the store does not. */
const AT_MOST_MS = 1_500;

let redis: RedisServer;
let replicas: Replicas | undefined;

async function start(options: Omit<Partial<ReplicasOptions>, 'redis'> = {}): Promise<Replicas> {
  replicas = await startReplicas({ redis: redis.url, ...options });
  return replicas;
}
beforeEach(async () => {
  redis = await startRedis();
});
afterEach(async () => {
  await redis.restart();
  await replicas?.stop();
  replicas = undefined;
  await redis.stop();
});

async function timed<T>(act: () => Promise<T>): Promise<{ result: T; ms: number }> {
  const started = performance.now();
  const result = await act();
  return { result, ms: performance.now() - started };
}

describe('the receiver accepted, and at the commit', () => {
  let proxy: Proxy;
  beforeEach(async () => {
    proxy = await startProxy(redis.port);
  });
  afterEach(() => proxy.close());

  test('Redis’s reply is lost: the source hears the acceptance, and the record stands', async () => {
    const { a, b, receiver, record } = await start({ redisOfA: `redis://127.0.0.1:${proxy.port}` });
    receiver.reply((_request, response) => {
      proxy.swallow('answers');
      response.writeHead(202).end();
    });
    const delivery = lead();
    const { result, ms } = await timed(() => deliver(a, delivery));
    expect(result).toMatchObject({ status: 202, outcome: 'accepted' });
    expect(ms).toBeLessThan(AT_MOST_MS);
    expect(await record(delivery)).toBe('1:D:202');
    expect(await deliver(b, delivery)).toMatchObject({ outcome: 'duplicate' });
  });

  test('the way to Redis breaks: the source hears the acceptance, which is stored once the way is there again', async () => {
    const { a, b, receiver, record } = await start({ redisOfA: `redis://127.0.0.1:${proxy.port}` });
    receiver.reply((_request, response) => {
      proxy.swallow('both');
      proxy.cut();
      response.writeHead(202).end();
    });
    const delivery = lead();
    expect(await deliver(a, delivery)).toMatchObject({ status: 202, outcome: 'accepted' });
    await until('it is stored', async () => (await record(delivery)) === '1:D:202', 3_000);
    expect(await deliver(b, delivery)).toMatchObject({ outcome: 'duplicate' });
    expect(receiver.received).toHaveLength(1);
  });

  test('Redis is dead for good: the source hears the acceptance', async () => {
    const { a, receiver } = await start();
    receiver.reply(async (_request, response) => {
      await redis.kill9();
      response.writeHead(202).end();
    });
    const { result, ms } = await timed(() => deliver(a, lead()));
    expect(result).toMatchObject({ status: 202, outcome: 'accepted' });
    expect(ms).toBeLessThan(AT_MOST_MS);
  });

  test('Redis dies and comes back empty: the acceptance is stored, and the retry is a duplicate', async () => {
    const { a, b, receiver, record } = await start();
    receiver.reply(async (_request, response) => {
      await redis.kill9();
      response.writeHead(202).end();
    });
    const delivery = lead();
    expect(await deliver(a, delivery)).toMatchObject({ status: 202 });
    await redis.restart();
    await until('it is stored', async () => (await record(delivery)) === '1:D:202', 3_000);
    await until('the other replica is up', async () => (await b.metric('webhook_gateway_store_up')) === 1);
    expect(await deliver(b, delivery)).toMatchObject({ outcome: 'duplicate' });
    expect(receiver.received).toHaveLength(1);
  });
});

describe('at the claim, Redis', () => {
  const states: readonly [what: string, fail: () => Promise<void>][] = [
    ['is dead', () => redis.kill9()],
    ['hangs', () => redis.pause()],
  ];

  test.each(states)('%s: 503 to be tried again, soon, and nothing is forwarded', async (_, fail) => {
    const { a, receiver } = await start();
    await fail();
    const { result, ms } = await timed(() => deliver(a, lead()));
    expect(result).toMatchObject({ status: 503, outcome: 'store_unavailable' });
    expect(result.headers['retry-after']).toBe('5');
    expect(ms).toBeLessThan(AT_MOST_MS);
    expect(receiver.received).toHaveLength(0);
    expect(await a.metric('webhook_gateway_store_up')).toBe(0);
    expect(await a.metric('webhook_gateway_store_errors_total', { operation: 'claim' })).toBe(1);
  });

  test.each(states)(
    '%s, and the route says forward: forwarded without dedupe, and counted',
    async (_, fail) => {
      const { a, receiver } = await start({ route: 'dedupe: { onStoreOutage: forward }' });
      await fail();
      const delivery = lead();
      for (const time of [1, 2]) {
        const { result, ms } = await timed(() => deliver(a, delivery));
        expect(result).toMatchObject({ status: 200, outcome: 'accepted' });
        expect(ms).toBeLessThan(AT_MOST_MS);
        expect(await a.metric('webhook_gateway_without_dedupe_total')).toBe(time);
      }
      const ids = receiver.received.map(({ headers }) => headers['svix-id']);
      expect(ids).toHaveLength(2);
      expect(new Set(ids).size).toBe(1);
    },
  );

  test('hangs, and the claim lands after it was given up: the retry is not blocked by it', async () => {
    const { a, b } = await start();
    const delivery = lead();
    await redis.pause();
    expect(await deliver(a, delivery)).toMatchObject({ outcome: 'store_unavailable' });
    await redis.resume();
    await until('it is up again', async () => (await a.metric('webhook_gateway_store_up')) === 1, 3_000);
    const { result, ms } = await timed(() => deliver(b, delivery));
    expect(result).toMatchObject({ outcome: 'accepted' });
    expect(ms).toBeLessThan(AT_MOST_MS);
  });
});

test('Redis lost what it knew: a retry is delivered again rather than lost, under the same svix-id', async () => {
  const { a, b, receiver } = await start();
  const delivery = lead();
  expect(await deliver(a, delivery)).toMatchObject({ outcome: 'accepted' });
  await withClient(redis.url, (client) => client.flushall());
  expect(await deliver(b, delivery)).toMatchObject({ outcome: 'accepted' });
  const [first, second] = receiver.received.map(({ headers }) => headers['svix-id']);
  expect(second).toBe(first);
});

test('Redis is a replica by now and refuses writes: 503 within a second, and forwarded once it is master again', async () => {
  const { a, receiver } = await start();
  await withClient(redis.url, (client) => client.replicaof('127.0.0.1', 1));
  const { result, ms } = await timed(() => deliver(a, lead()));
  expect(result).toMatchObject({ status: 503, outcome: 'store_unavailable' });
  expect(ms).toBeLessThan(1_000);
  await withClient(redis.url, (client) => client.replicaof('NO', 'ONE'));
  await until('it is up again', async () => (await a.metric('webhook_gateway_store_up')) === 1, 3_000);
  expect(await deliver(a, lead())).toMatchObject({ outcome: 'accepted' });
  expect(receiver.received).toHaveLength(1);
});

test('the cluster lost the node that holds the key: 503 within a second', async () => {
  // A cluster's node without slots answers CLUSTERDOWN to everything.
  const node = await startRedis({ args: ['--cluster-enabled', 'yes'] });
  try {
    const { a, receiver } = await start({ redisOfA: node.url });
    const { result, ms } = await timed(() => deliver(a, lead()));
    expect(result).toMatchObject({ status: 503, outcome: 'store_unavailable' });
    expect(ms).toBeLessThan(1_000);
    expect(receiver.received).toHaveLength(0);
  } finally {
    await node.stop();
  }
});

test.each([
  ['memory', 'ask nothing of Redis', 0],
  ['store', 'are kept there in batches', 50],
])('a thousand forgeries, with refused.in: %s, %s', async (place, _what, most) => {
  const { a } = await start({ route: `refused: { in: ${place} }` });
  await deliver(a, lead());
  const before = await calls();
  const startedAt = performance.now();
  const { body, headers } = lead();
  for (let i = 0; i < 1_000; i += 50) {
    const forged = Array.from({ length: 50 }, (_, n) =>
      deliver(a, { headers, body: Buffer.concat([body, Buffer.from(' '.repeat(i + n + 1))]) }),
    );
    for (const answer of await Promise.all(forged)) expect(answer.outcome).toBe('invalid_signature');
  }
  // Each replica tells every ten seconds that it lives and what it counted, whoever sends.
  const tookMs = performance.now() - startedAt;
  const ofTheirOwn = 8 * (1 + Math.ceil(tookMs / 10_000));
  // One batch in 25 ms: a machine that takes longer to send them writes more, and smaller ones.
  const batches = most === 0 ? 0 : Math.max(most, Math.ceil(tookMs / 25));
  expect((await calls()) - before).toBeLessThanOrEqual(batches + ofTheirOwn);
  expect(await deliver(a, lead())).toMatchObject({ outcome: 'accepted' });
});

/** How many scripts Redis ran. */
async function calls(): Promise<number> {
  const stats = await withClient(redis.url, (client) => client.info('commandstats'));
  return Number(/^cmdstat_evalsha:calls=(\d+)/m.exec(stats)?.[1] ?? 0);
}
