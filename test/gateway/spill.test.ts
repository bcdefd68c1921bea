/** Mode `spill`: one attempt first; what it cannot deliver now is stored, acknowledged, and delivered from the queue. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { until } from '../helpers/servers.js';
import { entry, pending, queuePair } from './queue.js';
import { deliver, freshBody } from './setup.js';

test('a receiver that accepts is the answer, as in direct mode, and nothing is queued', async () => {
  const pair = await queuePair({ mode: 'spill', reply: { status: 202, body: 'taken' } });
  const answer = await deliver(pair.gw);
  expect([answer.status, answer.outcome, answer.body.toString()]).toEqual([202, 'accepted', 'taken']);
  expect(await pending(pair)).toBe(0);
  await until('it is in the log', async () => (await entry(pair, answer.id)).outcome === 'accepted');
});

test('a receiver that wants a retry: 200 queued, and the queue goes on under the same id with the second attempt', async () => {
  const pair = await queuePair({ mode: 'spill', reply: 500 });
  const answer = await deliver(pair.gw);
  expect([answer.status, answer.outcome]).toEqual([200, 'queued']);
  pair.up.reply(200);
  await until('it arrived', async () => (await entry(pair, answer.id)).outcome === 'accepted');
  expect(pair.up.received.map(({ headers }) => headers['svix-id'])).toEqual([answer.id, answer.id]);
  expect(pair.up.received.map(({ headers }) => headers['webhook-gateway-attempt'])).toEqual(['1', '2']);
  const { attempts } = await entry(pair, answer.id);
  expect(attempts.map(({ status }) => status)).toEqual([500, 200]);
});

test('a receiver that is not there: 200 queued', async () => {
  const pair = await queuePair({ mode: 'spill', delivery: { schedule: ['1h'] } });
  await pair.up.close();
  const answer = await deliver(pair.gw);
  expect([answer.status, answer.outcome]).toEqual([200, 'queued']);
  expect(await entry(pair, answer.id)).toMatchObject({
    outcome: 'queued',
    attempts: [{ result: 'unreachable' }],
  });
});

test('a final verdict is told to the source, not queued', async () => {
  const pair = await queuePair({ mode: 'spill', to: 'actuallycare', reply: 422 });
  const answer = await deliver(pair.gw);
  expect([answer.status, answer.outcome]).toEqual([422, 'rejected']);
  expect(await pending(pair)).toBe(0);
});

test('near the source’s deadline it is stored; the attempt that still runs is accepted, and there is no second one', async () => {
  const pair = await queuePair({
    mode: 'spill',
    source: { deadline: '800ms' },
    destination: { timeout: '3s' },
    reply: async (_request, response) => {
      await sleep(1_500);
      response.writeHead(200).end();
    },
  });
  const body = freshBody();
  const startedAt = performance.now();
  const answer = await deliver(pair.gw, { body });
  expect([answer.status, answer.outcome]).toEqual([200, 'queued']);
  expect(performance.now() - startedAt).toBeLessThan(800);
  expect((await deliver(pair.gw, { body })).outcome).toBe('duplicate');
  await until('it was accepted late', async () => (await entry(pair, answer.id)).outcome === 'accepted');
  expect(await pending(pair)).toBe(0);
  // Past the time at which the queue's own attempt would have come.
  await sleep(3_000);
  expect(pair.up.received).toHaveLength(1);
  expect((await deliver(pair.gw, { body })).outcome).toBe('duplicate');
});

test('near the source’s deadline it is stored; where the attempt that still runs fails, the queue makes the next one', async () => {
  let first = true;
  const pair = await queuePair({
    mode: 'spill',
    source: { deadline: '800ms' },
    destination: { timeout: '2s' },
    reply: async (_request, response) => {
      if (first) {
        first = false;
        await sleep(1_000);
        response.writeHead(500).end();
      } else response.writeHead(200).end();
    },
  });
  const answer = await deliver(pair.gw);
  expect(answer.outcome).toBe('queued');
  await until('it was accepted', async () => (await entry(pair, answer.id)).outcome === 'accepted');
  expect(pair.up.received.map(({ headers }) => headers['webhook-gateway-attempt'])).toEqual(['1', '2']);
});

test('while the breaker is open nobody waits for the receiver: stored at once', async () => {
  const pair = await queuePair({ mode: 'spill', delivery: { schedule: ['1h'] } });
  await pair.up.close();
  for (let i = 0; i < 5; i++) expect((await deliver(pair.gw)).outcome).toBe('queued');
  const answer = await deliver(pair.gw);
  expect(answer.outcome).toBe('queued');
  expect(await entry(pair, answer.id)).toMatchObject({ attempts: [] });
});
