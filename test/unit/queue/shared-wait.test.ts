/** Many queues wait for their jobs over one connection. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SharedWaits, type WaitingClient } from '../../../src/queue/shared-wait.js';

type Found = [string, string, string] | null;

/** One command. */
interface Asked {
  readonly keys: readonly string[];
  readonly answer: (found: unknown) => void;
  readonly refuse: (error: Error) => void;
}

interface Rig {
  readonly waits: SharedWaits;
  readonly clients: { closed: boolean }[];
  readonly asked: Asked[];
  readonly marked: (readonly [key: string, livesMs: number])[];
  now: number;
}

function rig(): Rig {
  const clients: { closed: boolean }[] = [];
  const asked: Asked[] = [];
  const marked: (readonly [string, number])[] = [];
  const open = (): WaitingClient => {
    const client = { closed: false };
    clients.push(client);
    return {
      bzpopmin: (...keysAndSeconds) =>
        new Promise<Found>((resolve, reject) => {
          const keys = keysAndSeconds.slice(0, -1).map(String);
          asked.push({ keys, answer: resolve as (found: unknown) => void, refuse: reject });
        }),
      close: () => (client.closed = true),
    };
  };
  const mark = (key: string, livesMs: number): Promise<void> => {
    marked.push([key, livesMs]);
    return Promise.resolve();
  };
  const made: Rig = {
    waits: new SharedWaits({ prefix: 'p', open, mark, now: () => made.now }),
    ...{ clients, asked, marked, now: 0 },
  };
  return made;
}

const turn = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

/** What a promise has come to. */
function told(promise: Promise<unknown>): () => unknown {
  let result: unknown = 'waits';
  promise.then(
    (value) => (result = value),
    (error: unknown) => (result = error),
  );
  return () => result;
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('those who begin to wait together are asked for with one command', async () => {
  const { waits, asked } = rig();
  const found = ['a', 'b', 'c'].map((name) => told(waits.join(name).wait(5)));
  await turn();
  expect(asked.map(({ keys }) => keys.slice(0, -1))).toEqual([['a', 'b', 'c']]);
  asked[0]?.answer(['b', '0', '0']);
  await turn();
  expect(found.map((one) => one())).toEqual(['waits', true, 'waits']);
  expect(asked[1]?.keys.slice(0, -1)).toEqual(['a', 'c']);
});

test('one who begins to wait while a command runs ends it, once, and is asked for', async () => {
  const { waits, asked, marked } = rig();
  void waits.join('a').wait(5);
  await turn();
  void waits.join('b').wait(5);
  void waits.join('c').wait(5);
  const wakeKey = asked[0]?.keys.at(-1) ?? '';
  expect(marked).toEqual([[wakeKey, expect.any(Number)]]);
  expect(wakeKey).toMatch(/^p:wake:/);
  asked[0]?.answer([wakeKey, '0', '0']);
  await turn();
  expect(asked[1]?.keys).toEqual(['a', 'b', 'c', wakeKey]);
});

test('one who waits again while its marker is still asked for costs nothing', async () => {
  const { waits, asked, marked } = rig();
  const place = waits.join('a');
  const first = told(place.wait(1));
  void waits.join('b').wait(5);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(first()).toBe(false);
  const second = told(place.wait(5));
  await turn();
  expect([asked.length, marked.length]).toEqual([1, 0]);
  asked[0]?.answer(['a', '0', '0']);
  await turn();
  expect(second()).toBe(true);
});

test('a marker whose worker waits no longer is put back, for the next one in whatever process', async () => {
  const { waits, asked, marked } = rig();
  const place = waits.join('a');
  const wait = told(place.wait(5));
  void waits.join('b').wait(5);
  await turn();
  place.cancel();
  await turn();
  expect(wait()).toBe(false);
  asked[0]?.answer(['a', '0', '0']);
  await turn();
  expect(marked).toEqual([['a', 0]]);
  expect(asked[1]?.keys.slice(0, -1)).toEqual(['b']);
});

describe('nobody asks again at once', () => {
  test('after a refusal, which each who waits is told', async () => {
    const { waits, asked } = rig();
    const places = ['a', 'b'].map((name) => waits.join(name));
    const found = places.map((place) => told(place.wait(5)));
    await turn();
    const refusal = new Error('NOPERM');
    asked[0]?.refuse(refusal);
    await turn();
    expect(found.map((one) => one())).toEqual([refusal, refusal]);
    for (const place of places) void place.wait(5);
    await vi.advanceTimersByTimeAsync(900);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(asked).toHaveLength(2);
  });

  test.each([
    ['nothing, without waiting', null, 'waits'],
    ['OK', 'OK', expect.objectContaining({ reason: 'corrupt' })],
    ['a key that nobody asked for', ['x', '0', '0'], expect.objectContaining({ reason: 'corrupt' })],
  ])('of a server that answers %s', async (_, answer, comesTo) => {
    const { waits, asked } = rig();
    const found = told(waits.join('a').wait(5));
    await turn();
    asked[0]?.answer(answer);
    await vi.advanceTimersByTimeAsync(900);
    expect(found()).toEqual(comesTo);
    expect(asked).toHaveLength(1);
  });
});

test('64 queues share a connection; it is closed when the last of them leaves', async () => {
  const { waits, clients } = rig();
  const places = Array.from({ length: 65 }, (_, i) => waits.join(`q${i}`));
  expect(clients).toHaveLength(2);
  for (const place of places.slice(0, 63)) place.leave();
  expect(clients.map(({ closed }) => closed)).toEqual([false, false]);
  waits.join('more');
  expect(clients).toHaveLength(2);
  for (const place of places.slice(63)) place.leave();
  await turn();
  expect(clients.map(({ closed }) => closed)).toEqual([false, true]);
});
