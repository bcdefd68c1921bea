/** A receiver that cannot be reached is left alone, tried by one attempt at a time, and served again when it is back. */
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { freePort, until } from '../../helpers/servers.js';
import { startRawReceiver } from '../../helpers/raw-receiver.js';
import { startUpstream, type Upstream } from '../../helpers/upstream.js';
import { entry, nothingWaits, pending, queuePair, routeState, type QueuePair } from '../queue.js';
import { deliver } from '../setup.js';

/** A port that takes connections and breaks them, and counts; `back` puts a receiver there. */
interface Broken {
  readonly url: string;
  /** Epoch milliseconds. */
  readonly connections: number[];
  back(): Promise<Upstream>;
}

async function broken(): Promise<Broken> {
  const port = await freePort();
  const connections: number[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    connections.push(Date.now());
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const close = (): Promise<unknown> => new Promise((resolve) => server.close(resolve));
  onTestFinished(async () => {
    if (server.listening) await close();
  });
  return {
    url: `http://127.0.0.1:${port}`,
    connections,
    async back() {
      await close();
      const upstream = await startUpstream(200, port);
      onTestFinished(() => upstream.close());
      return upstream;
    },
  };
}

const breakerOf = async (pair: QueuePair): Promise<unknown> =>
  ((await routeState(pair))['queue'] as { breaker: string }).breaker;
const SCHEDULE = Array.from({ length: 40 }, () => '20ms');

test('five attempts without an answer open it; then there are none, then one, and as it fails none for longer', async () => {
  const receiver = await broken();
  const pair = await queuePair({
    destination: { url: receiver.url },
    delivery: { schedule: SCHEDULE, concurrency: 1 },
  });
  const answers = await Promise.all(Array.from({ length: 10 }, () => deliver(pair.gw)));
  await until('it is open', async () => (await breakerOf(pair)) === 'open');
  const before = receiver.connections.length;
  expect(before).toBe(5);
  // It is open for five seconds: nobody tries, though twenty milliseconds are the schedule.
  await sleep(4_000);
  expect(receiver.connections).toHaveLength(before);
  expect(await pending(pair)).toBe(10);
  await until('the probe has come', () => receiver.connections.length > before);
  expect(
    (receiver.connections[before] ?? 0) - (receiver.connections[before - 1] ?? 0),
  ).toBeGreaterThanOrEqual(4_900);
  // One, of ten that wait; and now for twice as long.
  await sleep(1_500);
  expect(receiver.connections).toHaveLength(before + 1);
  expect(await breakerOf(pair)).toBe('open');
  // Left alone, no message has used up its attempts.
  let attempts = 0;
  for (const { id } of answers) attempts += (await entry(pair, id)).attempts.length;
  expect(attempts).toBe(6);
  expect(await pair.gw.metric('webhook_gateway_breaker_state', { route: 'a' })).toBe(2);
});

test('where the probe is answered all goes on at once, and every message arrives once', async () => {
  const receiver = await broken();
  const pair = await queuePair({
    destination: { url: receiver.url },
    delivery: { schedule: SCHEDULE, concurrency: 4 },
  });
  const answers = await Promise.all(Array.from({ length: 20 }, () => deliver(pair.gw)));
  await until('it is open', async () => (await breakerOf(pair)) === 'open');
  const upstream = await receiver.back();
  await nothingWaits(pair, 'a', 10_000);
  expect(await breakerOf(pair)).toBe('closed');
  expect(upstream.received).toHaveLength(20);
  expect(new Set(upstream.received.map(({ headers }) => headers['svix-id']))).toEqual(
    new Set(answers.map(({ id }) => id)),
  );
  expect(await pair.gw.metric('webhook_gateway_breaker_state', { route: 'a' })).toBe(0);
  const told = pair.gw.lines().map(({ msg }) => msg);
  expect(told.filter((line) => line === 'breaker open')).toHaveLength(1);
  expect(told.filter((line) => line === 'breaker closed')).toHaveLength(1);
});

test.each([500, 503, 404, 410])(
  'an answer is an answer: however many %is there are, it stays closed',
  async (status) => {
    const pair = await queuePair({
      to: 'actuallycare',
      destination: { verdicts: { retry: ['404', '410'] } },
      reply: status,
      delivery: { schedule: Array.from({ length: 8 }, () => '10ms') },
    });
    await Promise.all([deliver(pair.gw), deliver(pair.gw)]);
    await nothingWaits(pair);
    expect(pair.up.received).toHaveLength(18);
    expect(await breakerOf(pair)).toBe('closed');
  },
);

test('timeouts count like connections that fail', async () => {
  const pair = await queuePair({
    destination: { timeout: '100ms' },
    reply: () => undefined,
    delivery: { schedule: SCHEDULE },
  });
  await Promise.all(Array.from({ length: 5 }, () => deliver(pair.gw)));
  await until('it is open', async () => (await breakerOf(pair)) === 'open');
});

test('spill: attempts of the line open it too, nobody waits for the receiver then, and one of the queue closes it', async () => {
  const receiver = await broken();
  const pair = await queuePair({
    mode: 'spill',
    destination: { url: receiver.url },
    delivery: { schedule: ['2s', '1h'] },
  });
  for (let i = 0; i < 5; i++) expect((await deliver(pair.gw)).outcome).toBe('queued');
  expect(await breakerOf(pair)).toBe('open');
  const answer = await deliver(pair.gw);
  expect(answer.outcome).toBe('queued');
  expect(await entry(pair, answer.id)).toMatchObject({ attempts: [] });
  expect(receiver.connections).toHaveLength(5);
  const upstream = await receiver.back();
  await nothingWaits(pair, 'a', 12_000);
  expect(upstream.received).toHaveLength(6);
  expect(await breakerOf(pair)).toBe('closed');
  expect((await deliver(pair.gw)).outcome).toBe('accepted');
});

test('in direct mode there is none: every delivery is tried', async () => {
  const receiver = await broken();
  const pair = await queuePair({ mode: 'direct', destination: { url: receiver.url } });
  for (let i = 0; i < 8; i++) expect((await deliver(pair.gw)).outcome).toBe('unreachable');
  expect(receiver.connections).toHaveLength(8);
});

/** A breaker that is open for five seconds at the least, before a receiver that is back. */
async function openAndBack(): Promise<QueuePair> {
  const receiver = await broken();
  const pair = await queuePair({ destination: { url: receiver.url }, delivery: { schedule: SCHEDULE } });
  await deliver(pair.gw);
  await until('it is open', async () => (await breakerOf(pair)) === 'open');
  await receiver.back();
  return pair;
}

test('an answer to `routes test` closes it at once', async () => {
  const pair = await openAndBack();
  expect((await pair.api('/routes/a/test', 'POST')).body).toMatchObject({ attempt: { status: 200 } });
  expect(await breakerOf(pair)).toBe('closed');
  await nothingWaits(pair, 'a', 2_000);
});

test('a test without an answer leaves it open', async () => {
  const receiver = await broken();
  const pair = await queuePair({ destination: { url: receiver.url }, delivery: { schedule: SCHEDULE } });
  await deliver(pair.gw);
  await until('it is open', async () => (await breakerOf(pair)) === 'open');
  expect((await pair.api('/routes/a/test', 'POST')).body).toMatchObject({ attempt: { reason: 'reset' } });
  expect(await breakerOf(pair)).toBe('open');
});

test.each(['a paused route', 'a route that runs'])(
  '`resume` of %s lets an attempt through at once',
  async (which) => {
    const pair = await openAndBack();
    if (which === 'a paused route') await pair.api('/routes/a/pause', 'POST');
    await pair.api('/routes/a/resume', 'POST');
    await nothingWaits(pair, 'a', 2_000);
    expect(await breakerOf(pair)).toBe('closed');
  },
);

test('answers that cannot be read never open it', async () => {
  const receiver = await startRawReceiver(({ connection }) => connection.end('nonsense\r\n'));
  onTestFinished(() => receiver.close());
  const pair = await queuePair({ destination: { url: receiver.url }, delivery: { schedule: SCHEDULE } });
  await deliver(pair.gw);
  await until('eight attempts', () => receiver.requests.length >= 8);
  expect(await breakerOf(pair)).toBe('closed');
});
