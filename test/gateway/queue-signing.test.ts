/** Messages are signed when they are sent: each attempt with its own time and the secrets of that moment, judged by the official libraries. */
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { afterEach, expect, test, vi } from 'vitest';
import { until } from '../helpers/servers.js';
import { secretFor } from '../helpers/sign.js';
import type { Received } from '../helpers/upstream.js';
import { accepted, arrived, entry, queuePair, received, replay, type QueueOptions } from './queue.js';
import { deliver } from './setup.js';

const MINUTE = 60_000;

afterEach(() => {
  vi.useRealTimers();
});

/** @throws where the library does not take it; `at` is the receiver's clock. */
function judge(
  family: 'svix' | 'standard',
  secret: string,
  { headers, body }: Received,
  at = Date.now(),
): void {
  const Library = family === 'svix' ? SvixWebhook : StandardWebhook;
  // Both libraries read the clock themselves.
  vi.useFakeTimers({ now: at, toFake: ['Date'] });
  try {
    new Library(secret).verify(body.toString(), headers as Record<string, string>);
  } finally {
    vi.useRealTimers();
  }
}

const timestamp = ({ headers }: Received, family: string): number =>
  Number(headers[family === 'svix' ? 'svix-timestamp' : 'webhook-timestamp']);

test.each(['svix', 'standard'] as const)(
  '%s: every attempt is signed anew, and the library verifies each at the moment it arrived',
  async (to) => {
    let ahead = 0;
    const pair = await queuePair({
      ...{ to, reply: 503, clock: () => Date.now() + ahead },
      delivery: { schedule: ['30ms', '30ms', '1h'] },
    });
    const answer = await deliver(pair.gw);
    await received(pair, 3);
    await until('three are noted', async () => (await entry(pair, answer.id)).attempts.length === 3);
    // Twenty minutes later, far beyond the five that a receiver tolerates.
    ahead = 20 * MINUTE;
    pair.up.reply(200);
    await replay(pair, answer.id);
    await accepted(pair, answer.id);
    const { received: all } = pair.up;
    expect(all).toHaveLength(4);
    for (const one of all.slice(0, 3)) judge(to, secretFor(to), one, one.at);
    const last = all[3];
    if (!last) throw new Error('no last one');
    judge(to, secretFor(to), last, last.at + ahead);
    expect(() => {
      judge(to, secretFor(to), last, last.at);
    }).toThrow(/timestamp/i);
    expect(timestamp(last, to) - timestamp(all[2] as Received, to)).toBeGreaterThan(19 * 60);
    expect(new Set(arrived(pair, to === 'svix' ? 'svix-id' : 'webhook-id'))).toEqual(new Set([answer.id]));
  },
);

test.each([
  ['svix', 'queued'],
  ['standard', 'spill'],
] as const)(
  '%s, mode %s: a message that waited through a change of the secret is signed with the new one',
  async (to, mode) => {
    const options = (secrets: string[]): QueueOptions => ({
      ...{ to, mode, reply: 503 },
      destination: { secrets },
      delivery: { schedule: ['10m'] },
    });
    const [old, next] = [secretFor(to, 'o'), secretFor(to, 'n')];
    const pair = await queuePair(options([old]));
    const answer = await deliver(pair.gw);
    await received(pair, 1);
    await until('it waits', async () => (await entry(pair, answer.id)).attempts.length === 1);

    await pair.reload(options([next, old]));
    await replay(pair, answer.id);
    await received(pair, 2);
    await until('it waits', async () => (await entry(pair, answer.id)).attempts.length === 2);
    await pair.reload(options([next]));
    pair.up.reply(200);
    await replay(pair, answer.id);
    await accepted(pair, answer.id);

    const [first, second, third] = pair.up.received as [Received, Received, Received];
    judge(to, old, first);
    expect(() => {
      judge(to, next, first);
    }).toThrow();
    // While it is being changed receivers with either secret are served.
    judge(to, old, second);
    judge(to, next, second);
    judge(to, next, third);
    expect(() => {
      judge(to, old, third);
    }).toThrow();
  },
);

test('a scheme without a list of signatures signs with the first secret of that moment', async () => {
  const options = (secrets: string[]): QueueOptions => ({
    ...{ to: 'actuallycare', reply: 503 },
    destination: { secrets },
    delivery: { schedule: ['10m'] },
  });
  const [old, next] = [secretFor('actuallycare', 'o'), secretFor('actuallycare', 'n')];
  const pair = await queuePair(options([old, next]));
  const answer = await deliver(pair.gw);
  await received(pair, 1);
  await until('it waits', async () => (await entry(pair, answer.id)).attempts.length === 1);
  await pair.reload(options([next, old]));
  pair.up.reply(200);
  await replay(pair, answer.id);
  await accepted(pair, answer.id);
  const [before, after] = arrived(pair, 'x-webhook-signature');
  expect(before).toMatch(/^sha256=[0-9a-f]{64}$/);
  expect(after).toMatch(/^sha256=[0-9a-f]{64}$/);
  expect(after).not.toBe(before);
});

test('a message that waited goes to the receiver that is configured when it is sent', async () => {
  const pair = await queuePair({ reply: 503, delivery: { schedule: ['10m'] } });
  const other = await queuePair({ name: 'other' });
  const answer = await deliver(pair.gw);
  await received(pair, 1);
  await until('it waits', async () => (await entry(pair, answer.id)).attempts.length === 1);
  await pair.reload({ destination: { url: other.up.url, headers: { 'X-New': 'yes' } } });
  await replay(pair, answer.id);
  await accepted(pair, answer.id);
  expect(pair.up.received).toHaveLength(1);
  expect(other.up.received.map(({ headers }) => [headers['svix-id'], headers['x-new']])).toEqual([
    [answer.id, 'yes'],
  ]);
});
