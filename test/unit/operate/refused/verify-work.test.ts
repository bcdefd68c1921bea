/** The work of `verify`, under the eye of whoever runs it twice. */
import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { queryOf } from '../../../../src/operate/refused/refused-operations.js';
import { VerifyWork } from '../../../../src/operate/refused/verify-work.js';
import { createMemoryRefused } from '../../../../src/store/memory/memory-refused.js';
import type { RefusedEntry } from '../../../../src/line/refused/refused-entry.js';
import type { Route } from '../../../../src/line/route.js';
import type { WorkItem } from '../../../../src/operate/jobs/work.js';
import { Outcome } from '../../../../src/model/outcome.js';
import type { Trail } from '../../../../src/model/trail.js';
import { schemes } from '../../../../src/schemes/catalogue/index.js';
import { readKey } from '../../../../src/schemes/engine/keys.js';
import { createVerifier } from '../../../../src/schemes/engine/verify.js';
import { refusedEntryOf, T0 } from '../../../helpers/refused.js';

const SECRET = 'a-secret-of-at-least-24-characters';
const HOUR = 3_600_000;

function routeNamed(name: string): Route {
  const scheme = schemes['actuallycare'];
  if (!scheme) throw new Error('no scheme');
  const verify = createVerifier(scheme, [readKey(scheme, SECRET)]);
  const source = {
    delivers: () => true,
    contentEncoding: 'refuse',
    schemeName: 'actuallycare',
    scheme,
    verify,
    secretNames: ['one'],
    cameUnder: () => 'actuallycare',
    contradicts: () => false,
  };
  return {
    name,
    destinations: [{ name: 'default' }],
    several: false,
    source,
    dedupe: { window: HOUR, key: 'default' },
  } as unknown as Route;
}

function signed(body: string, more: Partial<RefusedEntry> = {}): RefusedEntry {
  const value = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
  const headers = [{ name: 'X-Webhook-Signature', kind: 'signature', value, shown: '' }] as const;
  return refusedEntryOf({ body: Buffer.from(body), headers, receivedAt: Date.now(), ...more });
}

interface Setup {
  readonly work: VerifyWork;
  readonly store: ReturnType<typeof createMemoryRefused>;
  readonly trails: Trail[];
  says: Outcome;
}

async function setUp(...entries: readonly RefusedEntry[]): Promise<Setup> {
  const store = createMemoryRefused(Date.now);
  const bounds = { maxCount: 1_000, maxBytes: 1e7, maxAge: 100 * HOUR };
  for (const entry of entries)
    await store.add(entry.route, [{ entry, holder: entry.id, times: 1, size: 1_000 }], bounds);
  const trails: Trail[] = [];
  const setup: Setup = {
    ...{ store, trails, says: new Outcome('accepted') },
    work: new VerifyWork({
      refused: {
        list: ({ route = 'leads', ...query }) => store.list(route, query),
        get: async (id, route = 'leads') => (await store.get(route, [id]))[0],
        entriesOf: async (heads) => {
          const found = await Promise.all(heads.map(({ id, route }) => store.get(route, [id])));
          return found.flat().filter((entry) => entry !== undefined);
        },
        remove: (route, id) => store.remove(route, id),
        answered: (route, id, answer) => store.answered(route, id, answer),
      },
      routeOf: (name) => (name === 'leads' ? routeNamed(name) : undefined),
      take(_route, _delivery, trail) {
        trails.push(trail);
        return Promise.resolve(setup.says);
      },
      randomHex: () => 'ff',
      clock: Date.now,
      now: () => performance.now(),
    }),
  };
  return setup;
}

async function itemsOf({ work }: Setup, after?: string): Promise<readonly WorkItem[]> {
  const items: WorkItem[] = [];
  for await (const item of work.items({}, after)) items.push(item);
  return items;
}

test('what could never be genuine is counted under its own word, and is no item', async () => {
  const setup = await setUp(
    signed('{"a":1}'),
    signed('{"a":2}', { outcome: 'malformed', reason: 'repeated_header' }),
    signed('{"a":3}', { outcome: 'too_large', reason: 'body' }),
    signed('{"a":4}', { bodyCut: true }),
    signed('{"a":5}', { body: undefined }),
    signed('{"a":6}', { target: undefined }),
    signed('{"a":7}', {
      headers: [{ name: 'X-Webhook-Signature', kind: 'credential', value: undefined, shown: '' }],
    }),
    signed('{"a":8}', { receivedAt: Date.now() - 2 * HOUR }),
    signed('{"a":9}', { body: Buffer.from('{"a":0}') }),
  );
  expect(Object.fromEntries(await setup.work.count({}))).toEqual({
    ...{ genuine: 1, malformed: 1, too_large: 1, body_not_kept: 2, not_here: 2, too_late: 1, mismatch: 1 },
  });
  expect(await itemsOf(setup)).toHaveLength(1);
});

test('a filter counts those that fit; a job takes what stood there when it was asked for', async () => {
  const setup = await setUp(
    signed('{"a":1}', { receivedAt: T0, client: '192.0.2.1' }),
    signed('{"a":2}', { receivedAt: T0 + 10 }),
  );
  const count = async (filter: object) =>
    [...(await setup.work.count(filter)).values()].reduce((a, b) => a + b, 0);
  expect(await count({ askedAt: T0 })).toBe(1);
  expect(await count({ client: '192.0.2.1' })).toBe(1);
  expect(await count({ since: T0 + 5 })).toBe(1);
  expect(await count({ outcome: 'stale' })).toBe(0);
  expect(await count({ outcome: 'dead' })).toBe(0);
  expect(await count({ destination: 'elsewhere' })).toBe(0);
  expect(await count({ event: 'elsewhere' })).toBe(0);
  const [first, second] = await itemsOf(setup);
  expect(await itemsOf(setup, first?.place)).toEqual([second]);
  expect(await count({ ids: [first?.key, second?.key], until: T0 })).toBe(1);
});

test('done a second time under one job it does nothing more', async () => {
  const setup = await setUp(signed('{"a":1}'));
  const [item] = await itemsOf(setup);
  if (!item) throw new Error('no item');
  setup.says = new Outcome('failed', { reason: 'x' });
  expect(await setup.work.act(item, 'job_1')).toBe('failed');
  expect(await setup.work.act(item, 'job_1')).toBe('failed');
  expect(setup.trails).toHaveLength(1);
  expect(setup.trails[0]).toMatchObject({ takenFrom: item.key, route: 'leads' });
  const page = await setup.store.list('leads', queryOf({}, 10));
  expect(page.data[0]).toMatchObject({ answer: { outcome: 'failed', reason: 'x', job: 'job_1' } });
  setup.says = new Outcome('queued');
  expect(await setup.work.act(item, 'job_2')).toBe('done');
  expect(await setup.work.act(item, 'job_2')).toBe('skipped');
  expect(setup.trails).toHaveLength(2);
});

test.each([
  ['accepted', 'done', false],
  ['queued', 'done', false],
  ['duplicate', 'done', false],
  ['filtered', 'skipped', true],
  ['paused', 'failed', true],
  ['rejected', 'failed', true],
  ['event_reuse', 'failed', true],
] as const)('%s: %s', async (code, result, stays) => {
  const setup = await setUp(signed('{"a":1}'));
  const [item] = await itemsOf(setup);
  if (!item) throw new Error('no item');
  setup.says = new Outcome(code);
  expect(await setup.work.act(item, 'job_1')).toBe(result);
  expect((await setup.store.list('leads', queryOf({}, 10))).data).toHaveLength(stays ? 1 : 0);
});

test('what somebody has in hand is tried again, for it is known soon what becomes of it', async () => {
  const setup = await setUp(signed('{"a":1}'));
  const [item] = await itemsOf(setup);
  if (!item) throw new Error('no item');
  setup.says = new Outcome('in_flight');
  expect(await setup.work.act(item, 'job_1')).toBe('failed');
  expect(setup.trails).toHaveLength(4);
});

test('of a route that is gone nothing is taken', async () => {
  const setup = await setUp(signed('{"a":1}', { route: 'gone' }));
  expect(Object.fromEntries(await setup.work.count({ route: 'gone' }))).toEqual({ route_gone: 1 });
  const item = { place: '0-ref_0', lane: 'gone', key: 'ref_0' };
  expect(await setup.work.act(item, 'job_1')).toBe('skipped');
});
