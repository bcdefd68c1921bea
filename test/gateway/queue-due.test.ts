/** `GET /api/queue`: what is due when, and why what is dead died, on a real Redis and over replicas. */
import { describe, expect, test } from 'vitest';
import type { DestinationQueueView } from '../../src/http/api/queue/queue-view.js';
import { withClient } from '../helpers/redis.js';
import { until } from '../helpers/servers.js';
import { sharedRedis } from '../helpers/shared-redis.js';
import { dead, entry, listed, pass, queuedRoute, queuePair, received, type QueuePair } from './queue.js';
import { destinationOf, routeTo } from './several.js';
import { deliver, route } from './setup.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

async function queues(pair: QueuePair, query = ''): Promise<readonly DestinationQueueView[]> {
  const { status, body } = await pair.api(`/queue${query}`);
  expect([status, body['next']]).toEqual([200, null]);
  return body['data'] as DestinationQueueView[];
}

const counts = ({ due }: DestinationQueueView): number[] => due.map(({ count }) => count);

/** Tried once, and waiting for the next attempt. */
async function waits(pair: QueuePair): Promise<void> {
  const { id } = await deliver(pair.gw);
  await until('it waits', async () => (await entry(pair, id)).attempts.length === 1);
}

describe('what waits', () => {
  test('is counted by when it is due, over all replicas, whichever is asked', async () => {
    const pair = await queuePair({ reply: 503, delivery: { schedule: ['10m', '2h'] } });
    const other = await queuePair({ beside: pair, delivery: { schedule: ['10m', '2h'] } });
    await waits(pair);
    await waits(other);
    for (const one of [pair, other]) {
      const pending = await listed(one, '/pending');
      expect(pending.map(({ route: name, outcome }) => [name, outcome])).toEqual(
        Array(2).fill(['a', 'queued']),
      );
      expect(await listed(one, '/pending?destination=mail')).toEqual([]);
      const { body } = await one.api('/queue');
      expect(body['scope']).toMatchObject({ kind: 'replicas' });
      const [queue, ...rest] = await queues(one);
      expect(rest).toEqual([]);
      expect(queue).toMatchObject({
        ...{ route: 'a', destination: 'default', mode: 'queued', paused: null, breaker: 'closed' },
        ...{ waiting: 0, delayed: 2, active: 0, dead: 0, deadBy: {}, deadByCut: false },
      });
      expect(queue && counts(queue)).toEqual([0, 0, 0, 2, 0, 0, 0, 0]);
      expect(Date.now() - Date.parse(queue?.oldest ?? '')).toBeLessThan(MINUTE);
    }
  });

  test('lies in spans that meet, from what is due already to what has no end', async () => {
    const pair = await queuePair();
    const [{ due } = { due: [] }] = await queues(pair);
    const times = due.map(({ from, until: end }) => [Date.parse(from), end === null ? end : Date.parse(end)]);
    const now = times[0]?.[0] ?? 0;
    expect(Math.abs(now - Date.now())).toBeLessThan(MINUTE);
    const ends = [0, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR, null];
    expect(times.map(([, end]) => (typeof end === 'number' ? end - now : end))).toEqual(ends);
    expect(times.slice(1).map(([from]) => from)).toEqual(times.slice(0, -1).map(([, end]) => end));
  });

  test('is due now where it is overdue, or waits for a worker', async () => {
    const pair = await queuePair({ reply: 503, delivery: { schedule: ['10m', '2h'], concurrency: 1 } });
    await waits(pair);
    let end: (() => void) | undefined;
    pair.up.reply((_request, response) => {
      end = () => response.writeHead(200).end();
    });
    await deliver(pair.gw);
    await received(pair, 2);
    await deliver(pair.gw);
    // Chance lengthens a wait by a fifth.
    await pass(pair, 13 * MINUTE);
    await pair.api('/routes/a/pause', 'POST');
    const [queue] = await queues(pair);
    expect(queue).toMatchObject({ waiting: 1, delayed: 1, active: 1, paused: 'operator' });
    expect(queue && counts(queue)).toEqual([2, 0, 0, 0, 0, 0, 0, 0]);
    end?.();
  });

  test('for each destination that queues; one alone where it is named, and a problem where there is none', async () => {
    const pair = await queuePair({
      routes: (url) => [
        routeTo([destinationOf('crm', url), destinationOf('mail', url)], { mode: 'spill' }),
        queuedRoute(url, { name: 'b' }),
        route(url, { name: 'c' }),
      ],
    });
    const places = async (query = '') =>
      (await queues(pair, query)).map(
        ({ route: name, destination, mode }) => `${name}/${destination} ${mode}`,
      );
    expect(await places()).toEqual(['a/crm spill', 'a/mail spill', 'b/default queued']);
    expect(await places('?route=a')).toEqual(['a/crm spill', 'a/mail spill']);
    expect(await places('?route=a&destination=mail')).toEqual(['a/mail spill']);
    expect(await places('?destination=default')).toEqual(['b/default queued']);
    expect(await places('?route=c')).toEqual([]);
    for (const query of ['?route=d', '?destination=d', '?route=b&destination=mail'])
      expect(await pair.api(`/queue${query}`)).toMatchObject({
        status: 404,
        body: { code: 'unknown_route' },
      });
  });

  test('is told too where its route queues no longer, until nothing is left', async () => {
    const pair = await queuePair({ reply: 503, delivery: { schedule: ['10m'] } });
    await waits(pair);
    await pair.reload({ mode: 'direct' });
    await until('what is left was found', async () => (await queues(pair)).length === 1);
    expect(await queues(pair)).toMatchObject([{ route: 'a', mode: 'queued', delayed: 1 }]);
    expect(await listed(pair, '/pending')).toHaveLength(1);
    expect((await pair.api('/routes/a/cancel', 'POST')).body).toEqual({ count: 1 });
    expect(await queues(pair)).toEqual([]);
    expect(await listed(pair, '/pending')).toEqual([]);
  });
});

test('what a destination left when it was its route’s only one counts with what it has as one of several', async () => {
  const pair = await queuePair({
    reply: 422,
    destination: { name: 'crm', verdicts: { final: ['422'] } },
  });
  await dead(pair, (await deliver(pair.gw)).id);
  await pair.reload({
    routes: (url) => [
      routeTo([destinationOf('crm', url, { verdicts: { final: ['422'] } }), destinationOf('mail', url)], {
        mode: 'queued',
      }),
    ],
  });
  const { id } = await deliver(pair.gw);
  await until('it is dead', async () => {
    const { body } = await pair.api(`/deliveries/${id ?? ''}?destination=crm`);
    return body['dead'] === 'final';
  });
  const [crm, ...others] = await queues(pair, '?route=a');
  expect(crm).toMatchObject({ destination: 'crm', mode: 'queued', dead: 2, deadBy: { final: 2 } });
  expect(others.map(({ destination }) => destination)).toEqual(['mail']);
  expect(await queues(pair, '?destination=crm')).toMatchObject([{ dead: 2, deadBy: { final: 2 } }]);
});

describe('what is dead', () => {
  test('is counted by why it died', async () => {
    const pair = await queuePair({
      reply: 500,
      delivery: { schedule: ['10ms'] },
      destination: { verdicts: { final: ['422'] } },
    });
    const dies = async (): Promise<void> => dead(pair, (await deliver(pair.gw)).id);
    await dies();
    pair.up.reply(422);
    await dies();
    await dies();
    const [queue] = await queues(pair);
    expect(queue).toMatchObject({
      ...{ dead: 3, delayed: 0, oldest: null },
      ...{ deadBy: { exhausted: 1, final: 2 }, deadByCut: false },
    });
  });

  test('beyond a thousand the newest of them are, and it says so', async () => {
    const pair = await queuePair({ destination: { verdicts: { final: ['422'] } }, reply: 422 });
    await dead(pair, (await deliver(pair.gw)).id);
    await withClient(sharedRedis(), async (client) => {
      const base = `${pair.prefix}:{a}:`;
      const [known = ''] = await client.zrange(`${base}x:1`, '0', '0');
      const many = client.pipeline();
      for (let i = 0; i < 1_000; i++) {
        const key = i.toString(16).padStart(32, '0');
        many.copy(`${base}m:${known}`, `${base}m:${key}`);
        many.hset(`${base}m:${key}`, 'dr', 'poison');
        many.zadd(`${base}x:1`, 4_000_000_000_000 + i, key);
      }
      await many.exec();
    });
    const [queue] = await queues(pair);
    expect(queue).toMatchObject({ dead: 1_001, deadBy: { poison: 1_000 }, deadByCut: true });
    expect(queue?.deadBy).not.toHaveProperty('final');
  });
});
