/** The promises of model/audit.ts. Both stores pass this; a store that differs is wrong. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AuditStore, AuditedWrite } from '../../src/model/audit.js';
import { createMemoryAudit } from '../../src/store/memory/memory-audit.js';
import { createRedisStore } from '../../src/store/redis/redis-claims.js';
import { keysUnder, randomPrefix, withClient } from '../helpers/redis.js';
import { sharedRedis } from '../helpers/shared-redis.js';

interface Bench {
  readonly audit: AuditStore;
  readonly kept: number;
  /** Milliseconds for which an entry is kept; undefined if only their number counts. */
  ttl(): Promise<number | undefined>;
  end(): Promise<void>;
}

function memory(): Promise<Bench> {
  return Promise.resolve({
    audit: createMemoryAudit(),
    kept: 1_000,
    ttl: () => Promise.resolve(undefined),
    end: () => Promise.resolve(),
  });
}

async function redis(): Promise<Bench> {
  const prefix = randomPrefix();
  const key = `${prefix}:audit:1`;
  const store = createRedisStore({ url: sharedRedis(), prefix });
  await store.ready(2_000);
  return {
    audit: store.audit,
    kept: 10_000,
    ttl: async () => (await keysUnder(sharedRedis(), prefix)).get(key),
    end: async () => {
      await store.close();
      await withClient(sharedRedis(), (client) => client.unlink(key));
    },
  };
}

const WRITE: AuditedWrite = {
  what: 'pauseRoute',
  on: 'leads',
  token: 'admin',
  actor: 'Zoë',
  client: '192.0.2.1',
  count: null,
  status: 200,
};

describe.each([
  ['memory', memory],
  ['Redis', redis],
])('the audit in %s', (_, open) => {
  let bench: Bench;
  let audit: AuditStore;

  beforeEach(async () => {
    bench = await open();
    ({ audit } = bench);
  });
  afterEach(() => bench.end());

  const add = async (...more: Partial<AuditedWrite>[]): Promise<void> => {
    for (const one of more) await audit.add({ ...WRITE, ...one });
  };
  const counts = async (query: Partial<Parameters<AuditStore['list']>[0]>): Promise<unknown[]> =>
    (await audit.list({ limit: 500, ...query })).data.map(({ count }) => count);

  test('gives back what it was given, with its time, the newest first', async () => {
    const before = Date.now();
    await add({ count: 1 }, { count: 2 });
    const { data, next } = await audit.list({ limit: 10 });
    const at = expect.any(Number) as number;
    expect(data).toEqual([
      { ...WRITE, count: 2, at },
      { ...WRITE, count: 1, at },
    ]);
    expect(next).toBeUndefined();
    // The clock is the store's, which runs on this machine.
    for (const entry of data) expect(Math.abs(entry.at - before)).toBeLessThan(60_000);
  });

  test('is empty where nothing was written', async () => {
    expect(await audit.list({ limit: 10 })).toEqual({ data: [], next: undefined });
  });

  test('finds by operation, token and time, alone and together', async () => {
    await add({ count: 1, what: 'reload' }, { count: 2, token: 'night' }, { count: 3 });
    expect(await counts({ what: 'reload' })).toEqual([1]);
    expect(await counts({ token: 'night' })).toEqual([2]);
    expect(await counts({ what: 'pauseRoute', token: 'admin' })).toEqual([3]);
    const [newest] = (await audit.list({ limit: 1 })).data;
    const at = newest?.at ?? 0;
    expect(await counts({ since: at, until: at })).toContain(3);
    expect(await counts({ since: at + 60_000 })).toEqual([]);
    expect(await counts({ until: at - 60_000 })).toEqual([]);
  });

  test('a cursor goes on where the page ended, whatever was written meanwhile', async () => {
    await add({ count: 1 }, { count: 2 }, { count: 3 });
    const first = await audit.list({ limit: 2 });
    expect(first.data.map(({ count }) => count)).toEqual([3, 2]);
    await add({ count: 4 });
    const rest = await audit.list({ limit: 2, ...(first.next !== undefined && { cursor: first.next }) });
    expect([rest.data.map(({ count }) => count), rest.next]).toEqual([[1], undefined]);
  });

  test('a cursor of somebody else is refused', async () => {
    await expect(audit.list({ limit: 2, cursor: 'junk' })).rejects.toThrow(RangeError);
  });

  test('keeps the latest, and nothing for ever', async () => {
    for (let i = 0; i < bench.kept + 50; i += 500)
      await Promise.all(Array.from({ length: 500 }, (__, j) => audit.add({ ...WRITE, count: i + j })));
    let total = 0;
    let cursor: string | undefined;
    do {
      const page = await audit.list({ limit: 500, ...(cursor !== undefined && { cursor }) });
      total += page.data.length;
      cursor = page.next;
    } while (cursor !== undefined);
    expect(total).toBe(bench.kept);
    expect((await bench.ttl()) ?? 0).toBeLessThanOrEqual(90 * 86_400_000);
  });

  test('a page finds what lies behind many others', async () => {
    await add({ count: -1, what: 'reload' });
    await Promise.all(Array.from({ length: 900 }, () => audit.add(WRITE)));
    expect(await counts({ what: 'reload', limit: 1 })).toEqual([-1]);
  });
});
