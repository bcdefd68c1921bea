/** Jobs of operators on two replicas: killed, stopped from afar, without Redis for a while. Each item is acted on once. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { durableSetup } from '../../helpers/durable-setup.js';
import type { Durable } from '../../helpers/durable.js';
import { tell } from '../../helpers/larger-runs.js';
import { lead } from '../../helpers/leads.js';
import { until } from '../../helpers/servers.js';

const TOKEN = 'an-admin-token-of-31-characters';
const LETTERS = 300;
const CONCURRENCY = 4;
/** A lease, a look, and what a busy machine adds. */
const TAKEN_OVER_MS = 17_000;

type Json = Readonly<Record<string, unknown>>;

const setup = durableSetup();

async function ask(
  durable: Durable,
  place: number,
  method: string,
  path: string,
  body?: Json,
): Promise<Json> {
  const answer = await fetch(`${durable.gateway(place).adminUrl}/api${path}`, {
    method,
    headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  return (await answer.json()) as Json;
}

/** Two replicas and so many dead letters; from then on the receiver accepts. */
async function withLetters(): Promise<Durable> {
  const durable = await setup.start({
    mode: 'queued',
    delivery: `schedule: [20ms], concurrency: ${CONCURRENCY}`,
    more: `admin: { token: "${TOKEN}", host: 127.0.0.1, port: 0 }\n`,
  });
  const { receiver, sources } = durable;
  receiver.decide = () => 503;
  for (let i = 0; i < LETTERS; i += 50)
    await Promise.all(Array.from({ length: 50 }, () => sources.deliver(lead())));
  await until('all are dead', async () => (await durable.dead()).size === LETTERS, 60_000, 100);
  receiver.decide = () => 200;
  receiver.accepted.clear();
  return durable;
}

async function start(durable: Durable, rate: number): Promise<string> {
  const started = await ask(durable, 0, 'POST', '/jobs', { do: 'redrive', filter: { route: 'leads' }, rate });
  expect(started['matches']).toEqual({ failed: LETTERS });
  return String(started['id']);
}

/** Resolves with the job once it is so far, seen from a replica. */
async function jobAt(
  durable: Durable,
  place: number,
  id: string,
  isThere: (job: Json) => boolean,
  ms: number,
): Promise<Json> {
  let job: Json = {};
  await until(
    'the job is so far',
    async () => {
      job = await ask(durable, place, 'GET', `/jobs/${id}`).catch(() => ({}));
      // While the store is out the answer is a problem, which has no state.
      return job['state'] !== undefined && isThere(job);
    },
    ms,
    50,
  );
  return job;
}

const DONE = { state: 'done', done: LETTERS, left: 0, failed: 0, skipped: 0 };

describe('killed in its middle, twice, a job is gone on with by the other replica within 15 s', () => {
  test.each([
    ['while the route is paused each letter is sent exactly once', true],
    ['while it is not, twice is sent at most what the killed had in hand', false],
  ])('%s', { timeout: 120_000 }, async (_, paused) => {
    const durable = await withLetters();
    if (paused) await ask(durable, 0, 'POST', '/routes/leads/pause');
    // So slow that it is still in its middle when the killed one has started again.
    const id = await start(durable, 25);
    const takenOver: number[] = [];
    for (const [holder, other] of [
      [0, 1],
      [1, 0],
    ] as const) {
      const { done } = await ask(durable, holder, 'GET', `/jobs/${id}`);
      await jobAt(durable, holder, id, (job) => Number(job['done']) >= Number(done) + 60, 10_000);
      await durable.kill9(holder);
      const killedAt = Date.now();
      const stood = Number((await ask(durable, other, 'GET', `/jobs/${id}`))['done']);
      await jobAt(durable, other, id, (job) => Number(job['done']) > stood, TAKEN_OVER_MS);
      takenOver.push(Date.now() - killedAt);
      await durable.launch(holder);
    }
    await jobAt(durable, 0, id, ({ state }) => state !== 'running', 20_000);
    expect(await ask(durable, 1, 'GET', `/jobs/${id}`)).toMatchObject(DONE);
    if (paused) await ask(durable, 0, 'POST', '/routes/leads/resume');
    const { receiver } = durable;
    await until('all have arrived', () => receiver.accepted.size === LETTERS, 30_000);
    await until('nothing waits', async () => (await durable.pending()) === 0, 30_000);
    tell(`killed job, ${paused ? 'paused' : 'running'}`, { takenOver, repeated: receiver.repeated });
    expect(receiver.repeated).toBeLessThanOrEqual(paused ? 0 : 2 * CONCURRENCY);
    expect((await durable.dead()).size).toBe(0);
  });
});

test(
  'stopped at another replica it ends; what it has not come to stays dead',
  { timeout: 90_000 },
  async () => {
    const durable = await withLetters();
    const id = await start(durable, 50);
    await jobAt(durable, 0, id, ({ done }) => Number(done) >= 20, 10_000);
    const stopped = await ask(durable, 1, 'DELETE', `/jobs/${id}`);
    expect(stopped['state']).toBe('stopped');
    const done = Number(stopped['done']);
    expect(stopped['left']).toBe(LETTERS - done);
    await sleep(500);
    await until('nothing waits', async () => (await durable.pending()) === 0, 30_000);
    expect([durable.receiver.accepted.size, (await durable.dead()).size]).toEqual([done, LETTERS - done]);
  },
);

test('while Redis is out it waits, and goes on: each once', { timeout: 90_000 }, async () => {
  const durable = await withLetters();
  await ask(durable, 0, 'POST', '/routes/leads/pause');
  const id = await start(durable, 100);
  await jobAt(durable, 0, id, ({ done }) => Number(done) >= 60, 10_000);
  await setup.redis.pause();
  await sleep(3_000);
  await setup.redis.resume();
  const ended = await jobAt(durable, 1, id, ({ state }) => state !== 'running', 40_000);
  expect(ended).toMatchObject(DONE);
  await ask(durable, 0, 'POST', '/routes/leads/resume');
  await until('all have arrived', () => durable.receiver.accepted.size === LETTERS, 30_000);
  expect(durable.receiver.repeated).toBe(0);
});

test(
  'drained, a replica lets go of its job, and the other goes on at once',
  { timeout: 90_000 },
  async () => {
    const durable = await withLetters();
    const id = await start(durable, 100);
    await jobAt(durable, 0, id, ({ done }) => Number(done) >= 60, 10_000);
    durable.gateway(0).kill('SIGTERM');
    await durable.gateway(0).exited;
    const drainedAt = Date.now();
    const stood = Number((await ask(durable, 1, 'GET', `/jobs/${id}`))['done']);
    await jobAt(durable, 1, id, (job) => Number(job['done']) > stood || job['state'] === 'done', 5_000);
    expect(Date.now() - drainedAt).toBeLessThan(5_000);
    await jobAt(durable, 1, id, ({ state }) => state === 'done', 10_000);
    await until('all have arrived', () => durable.receiver.accepted.size === LETTERS, 30_000);
    expect(durable.receiver.repeated).toBe(0);
  },
);
