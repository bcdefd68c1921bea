/** A refused request costs a note; what is kept of it is bounded, in time and in number. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RouteConfig } from '../../../../src/config/config.js';
import type { RefusedNote } from '../../../../src/line/refused/refused-note.js';
import type { RefusedStore } from '../../../../src/line/refused/refused-store.js';
import { StoreUnavailable } from '../../../../src/line/claim/claim-store.js';
import { Outcome } from '../../../../src/model/outcome.js';
import { RefusedList } from '../../../../src/operate/refused/refused-list.js';
import { queryOf } from '../../../../src/operate/refused/refused-operations.js';
import { createMemoryRefused } from '../../../../src/store/memory/memory-refused.js';
import { schemes } from '../../../../src/schemes/catalogue/index.js';
import { refused as refusedTrail } from '../../../helpers/trail.js';

const CONFIG = {
  name: 'leads',
  refused: { in: 'store', maxCount: 100_000, maxBytes: 256 * 1024 * 1024, maxAge: 86_400_000, bodies: true },
} as unknown as RouteConfig;

let dropped: Map<string, number>;
let store: RefusedStore;
let list: RefusedList;

function open(shared: RefusedStore | undefined = store, config = CONFIG): RefusedList {
  return new RefusedList({
    memory: createMemoryRefused(Date.now),
    shared,
    routes: () => [config],
    routeOf: (name) => (name === 'leads' ? config : undefined),
    clock: Date.now,
    now: () => performance.now(),
    dropped: (route, count) => dropped.set(route, (dropped.get(route) ?? 0) + count),
  });
}

beforeEach(() => {
  vi.useFakeTimers();
  dropped = new Map();
  store = createMemoryRefused(Date.now);
  list = open();
});
afterEach(async () => {
  await list.close();
  vi.useRealTimers();
});

let sent = 0;

function noteOf(client: string, more: Partial<RefusedNote> = {}): RefusedNote {
  sent += 1;
  const trail = refusedTrail('invalid_signature', {
    ...{ client, receivedAt: Date.now(), outcome: new Outcome('invalid_signature', { reason: 'mismatch' }) },
  });
  const source = { scheme: schemes['actuallycare'], refusesHead: () => undefined };
  return {
    ...{ trail, route: { name: 'leads', source } as unknown as RefusedNote['route'], byHead: false },
    ...{ method: 'POST', target: '/leads', rawHeaders: ['Content-Length', '9'], bodyCut: false },
    ...{ body: Buffer.from(`{"n":${sent}}`), ...more },
  };
}

const kept = async (client?: string): Promise<number> => {
  const query = queryOf(client === undefined ? {} : { client }, 500);
  let page = await list.list(query);
  let count = page.data.length;
  while (page.next) {
    page = await list.list({ ...query, after: page.next });
    count += page.data.length;
  }
  return count;
};

test('a burst is kept at two thousand a second, a flood at five hundred; of either as many as may wait', async () => {
  for (let i = 0; i < 5_000; i++) list.note(noteOf('198.51.100.7'));
  expect(dropped.get('leads')).toBe(1_000);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await kept()).toBe(2_000);
});

test('of a flood that goes on, five hundred a second are kept', async () => {
  let count = 0;
  const counting: RefusedStore = {
    ...store,
    add(_route, entries) {
      count += entries.length;
      return Promise.resolve(0);
    },
  };
  list = open(counting);
  const flood = async (seconds: number): Promise<number> => {
    const before = count;
    for (let i = 0; i < seconds * 4; i++) {
      for (let n = 0; n < 500; n++) list.note(noteOf('198.51.100.7'));
      await vi.advanceTimersByTimeAsync(250);
    }
    return count - before;
  };
  expect(await flood(14)).toBeGreaterThan(20_000);
  expect(await flood(2)).toBeLessThanOrEqual(1_050);
}, 60_000);

test('a flood takes no turn from others', async () => {
  for (let i = 0; i < 5_000; i++) {
    list.note(noteOf('198.51.100.7'));
    if (i % 50 === 0) list.note(noteOf('192.0.2.1'));
  }
  await vi.advanceTimersByTimeAsync(500);
  expect(await kept('192.0.2.1')).toBe(100);
});

test('those refused for their headers wait behind all others', async () => {
  for (let i = 0; i < 500; i++) list.note(noteOf('198.51.100.7', { byHead: true }));
  for (let i = 0; i < 30; i++) list.note(noteOf('192.0.2.1'));
  await vi.advanceTimersByTimeAsync(25);
  expect(await kept('192.0.2.1')).toBe(30);
  expect(await kept()).toBe(50);
});

test('no more than 16 MB of bodies wait', () => {
  for (let i = 0; i < 20; i++) list.note(noteOf('198.51.100.7', { body: Buffer.alloc(1024 * 1024) }));
  expect(dropped.get('leads')).toBe(4);
});

test('a store that does not answer is not asked again before it does; one that refuses drops the batch', async () => {
  let [asked, answers] = [0, false];
  let answer = (): void => undefined;
  const slow: RefusedStore = {
    ...store,
    add() {
      asked += 1;
      return new Promise((_resolve, reject) => {
        answer = () => {
          reject(new Error('a fault'));
        };
        if (answers) answer();
      });
    },
  };
  list = open(slow);
  for (let i = 0; i < 250; i++) list.note(noteOf(`192.0.2.${i}`));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toBe(1);
  answer();
  await vi.advanceTimersByTimeAsync(200);
  expect([asked, dropped.get('leads')]).toEqual([2, 50]);
  answers = true;
  answer();
});

test('a store that is away for a moment loses nothing; one that is full is not asked again', async () => {
  let [asked, reason] = [0, 'timeout'];
  const away: RefusedStore = {
    ...store,
    add: (...question) => {
      asked += 1;
      return asked < 4 ? Promise.reject(new StoreUnavailable(reason)) : store.add(...question);
    },
  };
  list = open(away);
  list.note(noteOf('192.0.2.1'));
  await vi.advanceTimersByTimeAsync(3_500);
  expect([asked, await kept(), dropped.size]).toEqual([4, 1, 0]);
  [asked, reason] = [0, 'store_full'];
  list.note(noteOf('192.0.2.1'));
  await vi.advanceTimersByTimeAsync(3_500);
  expect([asked, await kept(), dropped.get('leads')]).toEqual([1, 1, 1]);
});

test('a route that keeps nothing costs nothing', async () => {
  list = open(store, { ...CONFIG, refused: { ...CONFIG.refused, in: 'off' } });
  list.note(noteOf('192.0.2.1'));
  await list.flush();
  expect([await kept(), dropped.size]).toEqual([0, 0]);
});

test('a body larger than a client’s share is cut, and says so', async () => {
  list = open(store, { ...CONFIG, refused: { ...CONFIG.refused, maxBytes: 1_000_000 } });
  list.note(noteOf('192.0.2.1', { body: Buffer.alloc(600_000) }));
  await list.flush();
  const { data } = await list.list(queryOf({}, 1));
  expect(data[0]).toMatchObject({ bytes: 600_000, bodyCut: true });
  expect((await list.get(data[0]?.id ?? ''))?.body).toHaveLength(65_536);
});

test('equal requests are one, whatever header says nothing; of another client they are another', async () => {
  const rawHeaders = (id: string): readonly string[] => [
    'X-Webhook-Signature',
    'sha256=00',
    'X-Request-Id',
    id,
  ];
  const body = Buffer.from('{"same":true}');
  for (let i = 0; i < 3; i++) list.note(noteOf('192.0.2.1', { body, rawHeaders: rawHeaders(`${i}`) }));
  list.note(noteOf('192.0.2.2', { body, rawHeaders: rawHeaders('x') }));
  list.note(noteOf('192.0.2.1', { body, rawHeaders: ['X-Webhook-Signature', 'sha256=01'] }));
  await list.flush();
  const { data } = await list.list(queryOf({}, 10));
  expect(data.map(({ client, count }) => [client, count]).sort()).toEqual([
    ['192.0.2.1', 1],
    ['192.0.2.1', 3],
    ['192.0.2.2', 1],
  ]);
});
