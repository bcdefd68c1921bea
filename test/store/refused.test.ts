/** The promises of line/refused/refused-store.ts. Both stores pass this; a store that differs is wrong. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RefusedHead } from '../../src/line/refused/refused-entry.js';
import type {
  NewRefused,
  RefusedBounds,
  RefusedQuery,
  RefusedStore,
} from '../../src/line/refused/refused-store.js';
import { createMemoryRefused } from '../../src/store/memory/memory-refused.js';
import { createRedisStore } from '../../src/store/redis/redis-claims.js';
import { keysUnder, leakCheck, randomPrefix, withClient } from '../helpers/redis.js';
import { T0, newRefusedOf, refusedEntryOf } from '../helpers/refused.js';
import { sharedRedis } from '../helpers/shared-redis.js';

const HOUR = 3_600_000;
const WIDE: RefusedBounds = { maxCount: 1_000, maxBytes: 10_000_000, maxAge: HOUR };
const ALL: RefusedQuery = {
  ...{ order: 'newest', limit: 500, since: undefined, until: undefined, after: undefined },
  ...{ outcome: undefined, reason: undefined, client: undefined },
};

interface Bench {
  readonly store: RefusedStore;
  /** Of another replica. */
  readonly other: RefusedStore;
  end(): Promise<void>;
}

function memory(): Promise<Bench> {
  const store = createMemoryRefused(() => Date.now());
  return Promise.resolve({ store, other: store, end: () => Promise.resolve() });
}

async function redis(): Promise<Bench> {
  const prefix = randomPrefix();
  const stores = [0, 1].map(() => createRedisStore({ url: sharedRedis(), prefix }));
  await Promise.all(stores.map((store) => store.ready(5_000)));
  const [one, two] = stores.map(({ refused }) => refused);
  if (!one || !two) throw new Error('no store');
  return {
    store: one,
    other: two,
    end: async () => {
      await Promise.all(stores.map((store) => store.close()));
      const left = await keysUnder(sharedRedis(), prefix);
      for (const ttl of left.values()) expect(ttl).toBeGreaterThan(0);
      await withClient(sharedRedis(), async (client) => {
        for (const key of left.keys()) await client.unlink(key);
      });
      await leakCheck(sharedRedis(), prefix);
    },
  };
}

async function listed(
  store: RefusedStore,
  query: Partial<RefusedQuery> = {},
): Promise<readonly RefusedHead[]> {
  const found: RefusedHead[] = [];
  let after = query.after;
  do {
    const page = await store.list('leads', { ...ALL, ...query, after });
    found.push(...page.data);
    after = page.next;
  } while (after);
  return found;
}

const idsOf = (heads: readonly RefusedHead[]): string[] => heads.map(({ id }) => id);
const shapeless = { shaped: false, outcome: 'missing_signature', reason: 'missing_signature' } as const;

describe.each([
  ['memory', memory],
  ['Redis', redis],
])('refused deliveries in %s', (_, open) => {
  let bench: Bench;
  let store: RefusedStore;

  beforeEach(async () => {
    bench = await open();
    ({ store } = bench);
  });
  afterEach(() => bench.end());

  const add = (entries: readonly NewRefused[], bounds = WIDE): Promise<number> =>
    store.add('leads', entries, bounds);

  test('what is kept is given back whole, to every replica', async () => {
    const entry = refusedEntryOf({
      body: Buffer.from([0, 10, 255, 10]),
      headers: [
        { name: 'X-A', kind: 'plain', value: 'é\n', shown: 'é\n' },
        { name: 'X-Sig', kind: 'signature', value: 'abc', shown: 'sha256:…' },
        { name: 'Cookie', kind: 'credential', value: undefined, shown: 'sha256:…' },
      ],
      target: '/webhooks/leads?a=1',
      messageId: 'msg_1',
    });
    await add([{ entry, holder: 'h', times: 1, size: 100 }]);
    expect(await bench.other.get('leads', [entry.id])).toEqual([entry]);
    expect(await store.get('leads', ['ref_none', entry.id])).toEqual([undefined, entry]);
    expect(await store.get('other', [entry.id])).toEqual([undefined]);
    const bare = refusedEntryOf({ target: undefined, body: undefined, bodyIsCredential: true });
    await add([{ entry: bare, holder: 'h', times: 1, size: 100 }]);
    expect(await bench.other.get('leads', [bare.id])).toEqual([bare]);
  });

  test('the same again is counted, and stays where it was', async () => {
    const first = newRefusedOf();
    await add([first, newRefusedOf()]);
    await add([{ ...first, times: 3 }]);
    const again = { ...first, entry: { ...first.entry, receivedAt: first.entry.receivedAt + 500 } };
    await bench.other.add('leads', [again], WIDE);
    expect((await listed(store)).map(({ count }) => count)).toEqual([1, 5]);
    const { id, receivedAt } = first.entry;
    expect(await store.get('leads', [id])).toMatchObject([{ count: 5, receivedAt }]);
  });

  test('a page follows another without a gap or a double, in either order', async () => {
    const entries = Array.from({ length: 57 }, (_unused, i) => newRefusedOf({ receivedAt: T0 + (i >> 2) }));
    await add(entries);
    const inOrder = entries
      .map(({ entry }) => entry)
      .sort((a, b) => a.receivedAt - b.receivedAt || (a.id < b.id ? -1 : 1))
      .map(({ id }) => id);
    for (const limit of [1, 5, 57, 500]) {
      expect(idsOf(await listed(store, { limit, order: 'oldest' }))).toEqual(inOrder);
      expect(idsOf(await listed(store, { limit }))).toEqual(inOrder.toReversed());
    }
    const [since, until] = [T0 + 3, T0 + 5];
    const between = entries.filter(({ entry: { receivedAt } }) => receivedAt >= since && receivedAt <= until);
    for (const order of ['newest', 'oldest'] as const)
      expect(await listed(store, { since, until, limit: 3, order })).toHaveLength(between.length);
  });

  test('a filter has those that fit, and no other', async () => {
    await add([
      newRefusedOf({ reason: 'mismatch' }),
      newRefusedOf({ outcome: 'stale', reason: 'too_old', client: '2001:db8::1' }),
      newRefusedOf({ outcome: 'forbidden', reason: undefined, client: '2001:db8::2' }),
    ]);
    const count = async (query: Partial<RefusedQuery>): Promise<number> =>
      (await listed(store, query)).length;
    expect(await count({ reason: 'mismatch' })).toBe(1);
    expect(await count({ reason: 'forbidden' })).toBe(1);
    expect(await count({ outcome: 'stale' })).toBe(1);
    expect(await count({ outcome: 'stale', reason: 'mismatch' })).toBe(0);
    expect(await count({ client: '192.0.2.7' })).toBe(1);
  });

  test('of one client at most a quarter, of its most frequent reason first', async () => {
    const bounds = { ...WIDE, maxCount: 40 };
    const many = Array.from({ length: 30 }, () => newRefusedOf({ client: '192.0.2.1' }));
    const rare = [newRefusedOf({ client: '192.0.2.1', outcome: 'stale', reason: 'too_old' })];
    expect(await add([...rare, ...many], bounds)).toBe(21);
    const kept = await listed(store);
    expect(kept).toHaveLength(10);
    expect(idsOf(kept)).toContain(rare[0]?.entry.id);
    expect(idsOf(kept)).toEqual(expect.arrayContaining(idsOf(many.slice(-9).map(({ entry }) => entry))));
    expect(await add([newRefusedOf({ client: '192.0.2.2' })], bounds)).toBe(0);
    expect(await listed(store)).toHaveLength(11);
  });

  test('of one client at most a quarter of the bytes', async () => {
    const bounds = { ...WIDE, maxBytes: 40_000 };
    await add(
      Array.from({ length: 9 }, () => newRefusedOf({ client: '192.0.2.1' }, 3_000)),
      bounds,
    );
    expect(await listed(store)).toHaveLength(3);
  });

  test('without a signature in the scheme’s shape they go first, whatever came later', async () => {
    const bounds = { ...WIDE, maxCount: 8 };
    const client = (i: number): string => `192.0.2.${i}`;
    const shaped = Array.from({ length: 6 }, (_unused, i) => newRefusedOf({ client: client(i) }));
    const bare = Array.from({ length: 6 }, (_unused, i) => newRefusedOf({ ...shapeless, client: client(i) }));
    expect(await add([...shaped, ...bare], bounds)).toBe(4);
    const kept = idsOf(await listed(store));
    expect(kept).toEqual(expect.arrayContaining(shaped.map(({ entry }) => entry.id)));
    expect(kept).toEqual(expect.arrayContaining(bare.slice(-2).map(({ entry }) => entry.id)));
  });

  test('one that was taken is gone, and what came of a try is kept', async () => {
    const [one, two] = [newRefusedOf(), newRefusedOf()];
    await add([one, two]);
    const answer = { outcome: 'failed', reason: 'x', status: 500, at: T0, job: 'job_1' } as const;
    await store.answered('leads', one.entry.id, answer);
    await store.answered('leads', 'ref_none', answer).catch(() => undefined);
    expect(await bench.other.get('leads', [one.entry.id])).toMatchObject([{ answer }]);
    expect(await store.remove('leads', two.entry.id)).toBe(true);
    expect(await bench.other.remove('leads', two.entry.id)).toBe(false);
    expect(idsOf(await listed(store))).toEqual([one.entry.id]);
    expect(await store.remove('leads', one.entry.id)).toBe(true);
    expect(await listed(store)).toEqual([]);
  });

  test('what is too old goes', async () => {
    const old = newRefusedOf({ receivedAt: Date.now() - 2 * HOUR });
    await add([old, newRefusedOf()]);
    await store.trim('leads', WIDE);
    expect(await listed(store)).toHaveLength(1);
    expect(await store.get('leads', [old.entry.id])).toEqual([undefined]);
  });

  test('whatever strangers send in whatever order, the bounds hold and a signature’s shape is worth more', async () => {
    const bounds = { ...WIDE, maxCount: 12, maxBytes: 30_000 };
    const one = fc.record({
      client: fc.constantFrom('192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4', '192.0.2.5', '192.0.2.6'),
      shaped: fc.boolean(),
      reason: fc.constantFrom('mismatch', 'too_old', 'missing_signature'),
      size: fc.integer({ min: 1_024, max: 8_000 }),
      at: fc.integer({ min: 0, max: 1_000 }),
    });
    const act = fc.oneof(
      { weight: 6, arbitrary: one.map((entry) => ({ entry }) as const) },
      { weight: 1, arbitrary: fc.nat(20).map((remove) => ({ remove }) as const) },
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 60 }), async (acts) => {
        const route = `route-${(run += 1)}`;
        const sizes = new Map<string, { size: number; shaped: boolean; client: string }>();
        let [kept, dropped, removed] = [0, 0, 0];
        for (const step of acts) {
          const before = (await store.list(route, ALL)).data;
          if ('remove' in step) {
            const id = before[step.remove]?.id;
            if (id !== undefined && (await store.remove(route, id))) removed += 1;
            continue;
          }
          const { at, size, ...more } = step.entry;
          const made = newRefusedOf({ ...more, receivedAt: T0 + at }, size);
          sizes.set(made.entry.id, { size, shaped: more.shaped, client: more.client });
          kept += 1;
          dropped += await store.add(route, [made], bounds);
          const { data } = await store.list(route, ALL);
          expect(data).toHaveLength(kept - dropped - removed);
          expectBounds(data, sizes, bounds);
          expectShapedLast(before, data, made);
        }
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});

type Sizes = ReadonlyMap<string, { readonly size: number; readonly client: string }>;

function expectBounds(
  data: readonly RefusedHead[],
  sizes: Sizes,
  { maxCount, maxBytes }: RefusedBounds,
): void {
  const bytes = (heads: readonly RefusedHead[]): number =>
    heads.reduce((sum, { id }) => sum + (sizes.get(id)?.size ?? 0), 0);
  expect(data.length).toBeLessThanOrEqual(maxCount);
  expect(bytes(data)).toBeLessThanOrEqual(maxBytes);
  for (const client of new Set(data.map((head) => head.client))) {
    const own = data.filter((head) => head.client === client);
    expect(own.length).toBeLessThanOrEqual(maxCount / 4);
    expect(bytes(own)).toBeLessThanOrEqual(maxBytes / 4);
  }
}

/** Who was pushed out with a shape left nobody of the same client without one. */
function expectShapedLast(
  before: readonly RefusedHead[],
  after: readonly RefusedHead[],
  made: NewRefused,
): void {
  const left = new Set(idsOf(after));
  const gone = [...before, made.entry].filter(({ id, shaped }) => shaped && !left.has(id));
  for (const { client } of gone)
    expect(after.filter((head) => head.client === client && !head.shaped)).toEqual([]);
}
