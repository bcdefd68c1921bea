/** Wrong tokens are answered late; nothing here waits for real. */
import { beforeEach, describe, expect, test } from 'vitest';
import { Guesses } from '../../../src/http/api/guesses.js';

const MINUTE = 60_000;

let now: number;
let waits: { readonly ms: number; readonly end: () => void }[];
let told: (readonly [client: string, slowed: boolean])[];
let guesses: Guesses;

beforeEach(() => {
  now = 0;
  waits = [];
  told = [];
  guesses = new Guesses({
    now: () => now,
    wait: (ms, gone) =>
      new Promise((resolve, reject) => {
        waits.push({ ms, end: resolve });
        gone.addEventListener('abort', () => {
          reject(new Error('gone'));
        });
      }),
    told: (client, slowed) => told.push([client, slowed]),
  });
});

const stays = (): AbortSignal => new AbortController().signal;

/** @returns the delays that were asked for, which then pass at once */
async function wrong(client: string, times: number): Promise<number[]> {
  const before = waits.length;
  for (let i = 0; i < times; i++) {
    const answered = guesses.wrong(client, stays());
    waits.at(-1)?.end();
    await answered;
  }
  return waits.slice(before).map(({ ms }) => ms);
}

describe('wrong tokens of a client', () => {
  test('are answered at once five times a minute, then late, and later, up to two seconds', async () => {
    expect(await wrong('192.0.2.1', 5)).toEqual([]);
    expect(await wrong('192.0.2.1', 8)).toEqual([125, 250, 500, 1_000, 2_000, 2_000, 2_000, 2_000]);
  });

  test('are forgotten after a minute', async () => {
    await wrong('192.0.2.1', 9);
    now += MINUTE;
    expect(await wrong('192.0.2.1', 5)).toEqual([]);
  });

  test('slow nobody else, and of IPv6 the whole /64', async () => {
    await wrong('2001:db8::1', 5);
    expect(await wrong('192.0.2.1', 1)).toEqual([]);
    expect(await wrong('2001:db8:0:1::1', 1)).toEqual([]);
    expect(await wrong('2001:db8::ffff:1', 1)).toEqual([125]);
  });

  test('are told of, each one, and which were too many', async () => {
    await wrong('192.0.2.1', 6);
    expect(told.map(([, slowed]) => slowed)).toEqual([false, false, false, false, false, true]);
  });
});

describe('answers that wait', () => {
  const crowd = async (): Promise<void> => {
    await wrong('192.0.2.1', 5);
    for (let i = 0; i < 64; i++) void guesses.wrong('192.0.2.1', stays());
  };

  test('are bounded: beyond that it is 429 with Retry-After, and free again when one was given', async () => {
    await crowd();
    await expect(guesses.wrong('192.0.2.1', stays())).rejects.toMatchObject({
      code: 'too_many_guesses',
      status: 429,
      headers: ['Retry-After', '2'],
    });
    waits[0]?.end();
    await new Promise(setImmediate);
    const again = guesses.wrong('192.0.2.1', stays());
    waits.at(-1)?.end();
    await again;
  });

  test('leave their place when the client goes away', async () => {
    await wrong('192.0.2.1', 5);
    const clients = Array.from({ length: 64 }, () => new AbortController());
    const answers = clients.map(({ signal }) => guesses.wrong('192.0.2.1', signal));
    for (const client of clients) client.abort();
    await Promise.all(answers);
    const again = guesses.wrong('192.0.2.1', stays());
    waits.at(-1)?.end();
    await again;
  });

  test('hold up nobody who was not wrong before', async () => {
    await crowd();
    expect(await wrong('192.0.2.9', 5)).toEqual([]);
  });
});

test('ten thousand clients are remembered, and no more', async () => {
  await wrong('192.0.2.1', 5);
  for (let i = 0; i < 10_000; i++) await guesses.wrong(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, stays());
  expect(await wrong('192.0.2.1', 1)).toEqual([]);
});
