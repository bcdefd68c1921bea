/**
 * Several destinations, some or all of which store what they get: each has its own queue, dead letters and pause. The
 * rows of docs/guarantees.md, on a real Redis.
 */
import { describe, expect, onTestFinished, test } from 'vitest';
import { withClient } from '../helpers/redis.js';
import { sharedRedis } from '../helpers/shared-redis.js';
import { until } from '../helpers/servers.js';
import { startUpstream } from '../helpers/upstream.js';
import { listed, nothingWaits, pending, queuePair, routeState, type QueuePair } from './queue.js';
import {
  asked,
  destinationOf,
  entryAt,
  hears,
  heard,
  routeTo,
  several,
  SOON,
  type Several,
} from './several.js';
import { deliver, freshBody, route, type Members } from './setup.js';

const FINAL = { verdicts: { final: ['422'] } };
const QUEUED = { delivery: { mode: 'queued', schedule: SOON } };

/** How many messages wait for one of them. */
const waitingFor = ({ prefix }: QueuePair, name: string): Promise<number> =>
  withClient(sharedRedis(), (client) => client.zcard(`${prefix}:{a}:@${name}:p:1`));

const nothingWaitsFor = (pair: QueuePair, name: string): Promise<void> =>
  until(`nothing waits for ${name}`, async () => (await waitingFor(pair, name)) === 0);

const isDead = (all: Several, id: string | undefined, name: string, why: string): Promise<void> =>
  until(`it is dead for ${name}`, async () => (await entryAt(all, id, name)).dead === why);

/** `crm` has the event, and for `mail` it is a dead letter. */
async function deadForMail(): Promise<{ readonly all: Several; readonly body: string }> {
  const all = await several({ mode: 'queued', mail: FINAL, replies: { mail: 422 } });
  const body = freshBody();
  const { id } = await deliver(all.pair.gw, { body });
  await isDead(all, id, 'mail', 'final');
  await nothingWaitsFor(all.pair, 'crm');
  return { all, body };
}

const idsAt = (all: Several, name: 'crm' | 'mail'): unknown[] =>
  all[name].received.map(({ headers }) => headers[name === 'crm' ? 'svix-id' : 'webhook-id']);

describe('queued', () => {
  test('all that is owed is stored before the answer, and each gets it once under one id', async () => {
    const all = await several({ mode: 'queued' });
    const { pair } = all;
    const body = freshBody();
    const answer = await deliver(pair.gw, { body });
    expect(answer.status).toBe(200);
    expect(heard(answer)).toBe('queued by crm');
    await until('both have it', () => asked(all).join() === '1,1');
    expect([idsAt(all, 'crm'), idsAt(all, 'mail')]).toEqual([[answer.id], [answer.id]]);
    expect(await hears(pair.gw, body)).toBe('duplicate');
    await nothingWaitsFor(pair, 'crm');
    await nothingWaitsFor(pair, 'mail');
    expect(await hears(pair.gw, body)).toBe('duplicate');
    expect(asked(all)).toEqual([1, 1]);
  });

  test('what one does not want is not stored for it', async () => {
    const all = await several({ mode: 'queued', crm: { events: ['lead.*'] }, mail: { events: ['order.*'] } });
    const { pair } = all;
    expect(await hears(pair.gw, freshBody('order.created'))).toBe('queued by mail');
    expect(await hears(pair.gw, freshBody('call.ended'))).toBe('filtered');
    await until('it has it', () => asked(all).join() === '0,1');
  });

  test('one that fails is tried again by its own schedule, and holds nobody up', async () => {
    const all = await several({ mode: 'queued', replies: { mail: 503 } });
    const { pair, mail } = all;
    const { id } = await deliver(pair.gw);
    await nothingWaitsFor(pair, 'crm');
    await until('it was tried twice', () => mail.received.length >= 2);
    mail.reply(200);
    await nothingWaitsFor(pair, 'mail');
    expect(asked(all)[0]).toBe(1);
    expect((await entryAt(all, id, 'mail')).outcome).toBe('accepted');
  });

  test('one of them is a dead letter: the source’s retry arms that one again, and the others get nothing', async () => {
    const { all, body } = await deadForMail();
    const { pair, mail } = all;
    mail.reply(200);
    expect(await hears(pair.gw, body)).toBe('queued by mail');
    await nothingWaitsFor(pair, 'mail');
    expect(asked(all)).toEqual([1, 2]);
    expect(await hears(pair.gw, body)).toBe('duplicate');
  });

  test('a dead letter that its source armed again is no dead letter: a further copy is a duplicate', async () => {
    const { all, body } = await deadForMail();
    const { pair, mail } = all;
    await pair.api('/routes/a/pause?destination=mail', 'POST');
    expect(await hears(pair.gw, body)).toBe('queued by mail');
    expect(await waitingFor(pair, 'mail')).toBe(1);
    expect(await hears(pair.gw, body)).toBe('duplicate');
    mail.reply(200);
    await pair.api('/routes/a/resume?destination=mail', 'POST');
    await nothingWaitsFor(pair, 'mail');
    expect(asked(all)).toEqual([1, 2]);
  });

  test('one cannot have the body: it is a dead letter of that one from the start', async () => {
    const all = await several({ mode: 'queued', mail: { payload: 'compact' } });
    const { pair } = all;
    const body = '{"event":"lead.created","event":"lead.created"}';
    const answer = await deliver(pair.gw, { body });
    expect(heard(answer)).toBe('queued by crm');
    await nothingWaitsFor(pair, 'crm');
    expect(asked(all)).toEqual([1, 0]);
    expect((await entryAt(all, answer.id, 'mail')).dead).toBe('untranslatable');
    // It is armed like any dead letter, and would be delivered if its payload mode could carry it now.
    expect(await hears(pair.gw, body)).toBe('queued by mail');
    expect(asked(all)).toEqual([1, 0]);
  });
});

describe('spill', () => {
  test('one accepts and one fails: the answer is the acceptance, and the queue brings it to the other', async () => {
    const all = await several({ mode: 'spill', replies: { mail: 503 } });
    const { pair, mail } = all;
    const body = freshBody();
    expect(await hears(pair.gw, body)).toBe('accepted by crm');
    expect(await waitingFor(pair, 'mail')).toBe(1);
    expect(await hears(pair.gw, body)).toBe('duplicate');
    mail.reply(200);
    await nothingWaitsFor(pair, 'mail');
    expect(asked(all)[0]).toBe(1);
    expect(await hears(pair.gw, body)).toBe('duplicate');
  });

  test('both fail: both are stored, and each gets it by its own queue', async () => {
    const all = await several({ mode: 'spill', replies: { crm: 503, mail: 503 } });
    const { pair, crm, mail } = all;
    expect(await hears(pair.gw, freshBody())).toBe('queued by crm');
    crm.reply(200);
    mail.reply(200);
    await nothingWaitsFor(pair, 'crm');
    await nothingWaitsFor(pair, 'mail');
  });

  test('one accepts and one refuses for good: `rejected`, nothing is stored, a copy reaches the one that refused', async () => {
    const all = await several({ mode: 'spill', mail: FINAL, replies: { mail: 422 } });
    const { pair, mail } = all;
    const body = freshBody();
    expect(await hears(pair.gw, body)).toBe('rejected by mail');
    expect(await waitingFor(pair, 'mail')).toBe(0);
    mail.reply(200);
    expect(await hears(pair.gw, body)).toBe('accepted by mail');
    expect(asked(all)).toEqual([1, 2]);
  });

  test('the source’s deadline comes before one has answered: it is stored, and its late acceptance ends it', async () => {
    const all = await several({
      mode: 'spill',
      more: { source: { ...(routeTo([])['source'] as Members), deadline: '1s' } },
      replies: { mail: (_request, response) => void setTimeout(() => response.writeHead(200).end(), 1_500) },
    });
    const { pair } = all;
    const body = freshBody();
    expect(await hears(pair.gw, body)).toBe('accepted by crm');
    expect(await waitingFor(pair, 'mail')).toBe(1);
    await nothingWaitsFor(pair, 'mail');
    expect(asked(all)).toEqual([1, 1]);
    expect(await hears(pair.gw, body)).toBe('duplicate');
  });

  test('one is paused: it is stored at once, and goes out after the pause', async () => {
    const all = await several({ mode: 'spill' });
    const { pair } = all;
    await pair.api('/routes/a/pause?destination=mail', 'POST');
    expect(await hears(pair.gw, freshBody())).toBe('accepted by crm');
    expect(await waitingFor(pair, 'mail')).toBe(1);
    expect(asked(all)).toEqual([1, 0]);
    await pair.api('/routes/a/resume?destination=mail', 'POST');
    await nothingWaitsFor(pair, 'mail');
    expect(asked(all)).toEqual([1, 1]);
  });
});

describe.each(['direct', 'spill'] as const)('one that is queued in a %s route', (mode) => {
  test('is stored before the answer, and nobody waits for its receiver', async () => {
    const all = await several({
      mode,
      mail: QUEUED,
      replies: { mail: (_request, response) => void setTimeout(() => response.writeHead(200).end(), 1_000) },
    });
    const { pair } = all;
    const body = freshBody();
    const began = performance.now();
    expect(await hears(pair.gw, body)).toBe('accepted by crm');
    expect(performance.now() - began).toBeLessThan(800);
    await nothingWaitsFor(pair, 'mail');
    expect(await hears(pair.gw, body)).toBe('duplicate');
    expect(asked(all)).toEqual([1, 1]);
  });

  test('is a dead letter while its source still waits for the others: the retry arms it, and reaches nobody twice', async () => {
    const all = await several({
      mode,
      mail: { ...QUEUED, ...FINAL },
      replies: {
        mail: 422,
        crm: (_request, response) => void setTimeout(() => response.writeHead(200).end(), 1_000),
      },
    });
    const { pair, mail } = all;
    const other = await queuePairBeside(all, mode);
    const body = freshBody();
    const first = deliver(pair.gw, { body });
    await until('it is dead', async () => (await listed(pair, '/dead')).length === 1);
    // The claim is still held: a twin on another replica waits for it.
    const twin = hears(other.gw, body);
    expect(heard(await first)).toBe('accepted by crm');
    expect(['queued by mail', 'duplicate']).toContain(await twin);
    mail.reply(200);
    await until('it is armed again', async () => {
      await deliver(pair.gw, { body });
      return (await listed(pair, '/dead')).length === 0;
    });
    await nothingWaitsFor(pair, 'mail');
    expect(asked(all)[0]).toBe(1);
  });
});

test('one that is queued in a direct route is stored once, however often the others fail', async () => {
  const all = await several({ mail: QUEUED, replies: { crm: 503 } });
  const { pair, crm } = all;
  const body = freshBody();
  expect(await hears(pair.gw, body)).toBe('failed by crm');
  await nothingWaitsFor(pair, 'mail');
  expect(await hears(pair.gw, body)).toBe('failed by crm');
  crm.reply(200);
  expect(await hears(pair.gw, body)).toBe('accepted by crm');
  await nothingWaitsFor(pair, 'mail');
  expect(asked(all)).toEqual([3, 1]);
});

describe('operators', () => {
  /** One delivery that died for both. */
  async function bothDead(): Promise<{ all: Several; body: string; id: string }> {
    const all = await several({
      mode: 'queued',
      crm: FINAL,
      mail: FINAL,
      replies: { crm: 422, mail: 422 },
    });
    const body = freshBody();
    const { id = '' } = await deliver(all.pair.gw, { body });
    await isDead(all, id, 'crm', 'final');
    await isDead(all, id, 'mail', 'final');
    all.crm.reply(200);
    all.mail.reply(200);
    return { all, body, id };
  }

  test('dead letters of one are listed and sent again alone', async () => {
    const { all, id } = await bothDead();
    const { pair } = all;
    expect((await listed(pair, '/dead')).map((one) => one.id)).toEqual([id, id]);
    expect(await listed(pair, '/dead?destination=mail')).toHaveLength(1);
    const job = { do: 'redrive', filter: { route: 'a', destination: 'mail' } };
    expect((await pair.api('/jobs', 'POST', job)).status).toBe(202);
    await nothingWaitsFor(pair, 'mail');
    await until('it arrived', () => asked(all).join() === '1,2');
    expect(await listed(pair, '/dead?destination=mail')).toEqual([]);
    expect(await listed(pair, '/dead?destination=crm')).toHaveLength(1);
  });

  test('dead letters of all are sent again at once', async () => {
    const { all, body, id } = await bothDead();
    const { pair } = all;
    await pair.api('/jobs', 'POST', { do: 'redrive', filter: { route: 'a' } });
    await until('both arrived', () => asked(all).join() === '2,2');
    expect([idsAt(all, 'crm'), idsAt(all, 'mail')]).toEqual([
      [id, id],
      [id, id],
    ]);
    await until('both are noted', async () => (await listed(pair, '/dead')).length === 0);
    expect(await hears(pair.gw, body)).toBe('duplicate');
  });

  test('a dead letter that an operator drops is armed again by the source, and no other', async () => {
    const { all, body } = await bothDead();
    const { pair } = all;
    await pair.api('/jobs', 'POST', {
      do: 'drop',
      filter: { route: 'a', destination: 'mail', outcome: 'dead' },
    });
    await until('it is dropped', async () => (await listed(pair, '/dead?destination=mail')).length === 0);
    expect(await hears(pair.gw, body)).toBe('queued by crm');
    await until('both arrived', () => asked(all).join() === '2,2');
  });

  test('what was accepted is replayed to the one that is named', async () => {
    const all = await several({ mode: 'queued', delivery: { keepBodies: '1h' } });
    const { pair } = all;
    const { id = '' } = await deliver(pair.gw);
    await nothingWaitsFor(pair, 'crm');
    await nothingWaitsFor(pair, 'mail');
    await until('both are noted', async () =>
      (await listed(pair, '/deliveries')).every(({ outcome }) => outcome === 'accepted'),
    );
    const unclear = await pair.api(`/deliveries/${id}/replay`, 'POST');
    expect(unclear.status).toBe(409);
    expect(unclear.body['candidates']).toEqual(
      expect.arrayContaining([
        { id, route: 'a', destination: 'crm' },
        { id, route: 'a', destination: 'mail' },
      ]),
    );
    expect((await pair.api(`/deliveries/${id}/replay?destination=mail`, 'POST')).status).toBe(202);
    await until('it arrived', () => asked(all).join() === '1,2');
    await pair.api('/jobs', 'POST', { do: 'replay', filter: { route: 'a', ids: [id] } });
    await until('both have it again', () => asked(all).join() === '2,3');
  });

  test.each(['direct', 'queued', 'spill'] as const)(
    'what %s delivered is forgotten for the one that is named, and for all where none is',
    async (mode) => {
      const all = await several({ mode });
      const { pair } = all;
      const body = freshBody();
      const { id = '' } = await deliver(pair.gw, { body });
      await until('both have it', () => asked(all).join() === '1,1');
      await nothingWaitsFor(pair, 'mail');
      expect(await hears(pair.gw, body)).toBe('duplicate');
      expect((await pair.api(`/deliveries/${id}/forget?destination=mail`, 'POST')).status).toBe(200);
      await deliver(pair.gw, { body });
      await until('it has it again', () => asked(all).join() === '1,2');
      await nothingWaitsFor(pair, 'mail');
      expect(await hears(pair.gw, body)).toBe('duplicate');
      expect((await pair.api(`/deliveries/${id}/forget`, 'POST')).status).toBe(200);
      await deliver(pair.gw, { body });
      await until('both have it again', () => asked(all).join() === '2,3');
    },
  );

  test('a pause of one holds for it alone: it is stored, and goes out once it goes on', async () => {
    const all = await several({ mode: 'queued' });
    const { pair } = all;
    await pair.api('/routes/a/pause?destination=mail', 'POST');
    expect(await hears(pair.gw, freshBody())).toBe('queued by crm');
    await nothingWaitsFor(pair, 'crm');
    expect(await waitingFor(pair, 'mail')).toBe(1);
    const state = await routeState(pair);
    expect(state).toMatchObject({
      paused: null,
      destinations: [
        { name: 'crm', paused: null },
        { name: 'mail', paused: 'operator' },
      ],
    });
    await pair.api('/routes/a/resume?destination=mail', 'POST');
    await nothingWaitsFor(pair, 'mail');
    expect(asked(all)).toEqual([1, 1]);
  });

  test('what waits for one is cancelled alone', async () => {
    const all = await several({ mode: 'queued' });
    const { pair } = all;
    await pair.api('/routes/a/pause', 'POST');
    await deliver(pair.gw);
    const answer = await pair.api('/routes/a/cancel?destination=mail', 'POST');
    expect(answer.body).toMatchObject({ count: 1 });
    await nothingWaitsFor(pair, 'mail');
    expect(await waitingFor(pair, 'crm')).toBe(1);
    await pair.api('/routes/a/resume', 'POST');
    await until('the other arrives', () => asked(all).join() === '1,0');
  });

  test('a destination that says 410 is paused alone', async () => {
    const all = await several({ mode: 'queued', replies: { mail: 410 } });
    const { pair } = all;
    await deliver(pair.gw);
    await until('it is paused', async () => {
      const [, mail] = (await routeState(pair))['destinations'] as { paused: string | null }[];
      return mail?.paused === 'gone';
    });
    await deliver(pair.gw);
    await until('the other goes on', () => all.crm.received.length === 2);
    expect(all.mail.received).toHaveLength(1);
  });
});

describe('while messages wait', () => {
  /** One delivery waits for both, which answer from now on. */
  async function bothWait(): Promise<{ all: Several; body: string; id: string }> {
    const all = await several({ mode: 'queued' });
    await all.pair.api('/routes/a/pause', 'POST');
    const body = freshBody();
    const { id = '' } = await deliver(all.pair.gw, { body });
    return { all, body, id };
  }

  const resume = ({ pair }: Several): Promise<unknown> => pair.api('/routes/a/resume', 'POST');

  test('a destination comes: what waits goes to those of before alone', async () => {
    const { all, body } = await bothWait();
    const { pair, crm, mail } = all;
    const sheet = await startUpstream(200);
    onTestFinished(() => sheet.close());
    await pair.reload({
      routes: () => [
        routeTo(
          [destinationOf('crm', crm.url), destinationOf('sheet', sheet.url), destinationOf('mail', mail.url)],
          { mode: 'queued' },
        ),
      ],
    });
    await resume(all);
    await until('both have it', () => asked(all).join() === '1,1');
    expect(await hears(pair.gw, body)).toBe('duplicate');
    expect(sheet.received).toHaveLength(0);
    await deliver(pair.gw);
    await until('it has the next', () => sheet.received.length === 1);
  });

  test.each(['a reload', 'a restart'])(
    'a destination is gone by %s: what waited for it is a dead letter',
    async (how) => {
      const { all, body, id } = await bothWait();
      const { crm } = all;
      const next = {
        routes: () => [routeTo([destinationOf('crm', crm.url)], { mode: 'queued' })],
      };
      let { pair } = all;
      if (how === 'a reload') await pair.reload(next);
      else {
        await pair.gw.stop();
        pair = await queuePair({ ...next, beside: pair });
      }
      await pair.api('/routes/a/resume', 'POST');
      await until('it is dead', async () => (await listed(pair, '/dead')).length === 1);
      expect(await listed(pair, '/dead')).toMatchObject([{ id, destination: 'mail', dead: 'removed' }]);
      await until('the other has it', () => crm.received.length === 1);
      expect(all.mail.received).toHaveLength(0);
      expect(await hears(pair.gw, body)).toBe('duplicate');
    },
  );

  test('a destination is renamed: what waits under the old name is a dead letter, which its name of old brings back', async () => {
    const { all } = await bothWait();
    const { pair, crm, mail } = all;
    const named = (name: string) => ({
      routes: () => [
        routeTo([destinationOf('crm', crm.url), destinationOf(name, mail.url)], { mode: 'queued' }),
      ],
    });
    await pair.reload(named('post'));
    await resume(all);
    await until('it is dead', async () => (await listed(pair, '/dead')).length === 1);
    expect(mail.received).toHaveLength(0);
    await pair.reload(named('mail'));
    await pair.api('/jobs', 'POST', { do: 'redrive', filter: { route: 'a', destination: 'mail' } });
    await until('it arrives', () => mail.received.length === 1);
  });

  test.each(['direct', 'queued'] as const)(
    'a route had one destination and has several now (%s): what waits goes to that of its name',
    async (mode) => {
      const other = await startUpstream(200);
      onTestFinished(() => other.close());
      const pair = await queuePair({ destination: { name: 'crm' } });
      await pair.api('/routes/a/pause', 'POST');
      const body = freshBody();
      await deliver(pair.gw, { body });
      expect(await pending(pair)).toBe(1);
      await pair.reload({
        routes: (url) => [routeTo([destinationOf('mail', other.url), destinationOf('crm', url)], { mode })],
      });
      await pair.api('/routes/a/resume', 'POST');
      await nothingWaits(pair);
      expect([pair.up.received.length, other.received.length]).toEqual([1, 0]);
      expect(await hears(pair.gw, body)).toBe('duplicate');
    },
  );

  test('a route had several and has one now: what waits for that one’s name is delivered, the rest is dead', async () => {
    const { all } = await bothWait();
    const { pair, crm } = all;
    await pair.reload({
      routes: () => [
        route(crm.url, { destination: { name: 'crm' }, more: { delivery: { mode: 'queued' } } }),
      ],
    });
    await resume(all);
    await until('it is dead', async () => (await listed(pair, '/dead')).length === 1);
    expect(await listed(pair, '/dead')).toMatchObject([{ destination: 'mail', dead: 'removed' }]);
    await until('the other has it', () => crm.received.length === 1);
  });

  test('one that queued is waited for now: what waits for it is delivered', async () => {
    const { all, body } = await bothWait();
    const { pair, crm, mail } = all;
    await pair.reload({
      routes: () => [routeTo([destinationOf('crm', crm.url), destinationOf('mail', mail.url)])],
    });
    await resume(all);
    await until('both have it', () => asked(all).join() === '1,1');
    expect(await hears(pair.gw, body)).toBe('duplicate');
  });

  test('its name stays and its URL changes: what waits goes to the new one', async () => {
    const { all } = await bothWait();
    const { pair, crm } = all;
    const moved = await startUpstream(200);
    onTestFinished(() => moved.close());
    await pair.reload({
      routes: () => [
        routeTo([destinationOf('crm', crm.url), destinationOf('mail', moved.url)], { mode: 'queued' }),
      ],
    });
    await resume(all);
    await until('it has it', () => moved.received.length === 1);
    expect(all.mail.received).toHaveLength(0);
  });
});

test.each(['direct', 'queued', 'spill'] as const)(
  'twins on two replicas: each destination gets a %s delivery once',
  async (mode) => {
    const all = await several({
      mode,
      replies: { mail: (_request, response) => void setTimeout(() => response.writeHead(200).end(), 200) },
    });
    const { pair } = all;
    const other = await queuePairBeside(all, mode);
    const body = freshBody();
    const answers = await Promise.all(
      [pair.gw, other.gw, pair.gw, other.gw].map((gw) => deliver(gw, { body })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    await nothingWaitsFor(pair, 'mail');
    await nothingWaitsFor(pair, 'crm');
    expect(asked(all)).toEqual([1, 1]);
  },
);

/** Another replica of the same. */
function queuePairBeside(
  { pair, crm, mail }: Several,
  mode: 'direct' | 'queued' | 'spill',
): Promise<QueuePair> {
  return queuePair({
    beside: pair,
    routes: () => [
      routeTo(
        [
          destinationOf('crm', crm.url),
          destinationOf('mail', mail.url, mode === 'queued' ? {} : { ...QUEUED, ...FINAL }),
        ],
        { mode },
      ),
    ],
  });
}
