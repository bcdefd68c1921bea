/** Dead letters: every reason, kept and listed, sent again one, some or all, armed by the source, dropped by a word. */
import { describe, expect, test } from 'vitest';
import { keysUnder, withClient } from '../helpers/redis.js';
import { until } from '../helpers/servers.js';
import { sharedRedis } from '../helpers/shared-redis.js';
import {
  accepted,
  arrived,
  dead,
  entry,
  forget,
  jobs,
  listed,
  nothingWaits,
  pending,
  queuedRoute,
  queuePair,
  received,
  replay,
  type QueuePair,
} from './queue.js';
import { deliver, freshBody } from './setup.js';

const deadIds = async (pair: QueuePair, query = ''): Promise<string[]> =>
  (await listed(pair, `/dead${query}`)).map(({ id }) => id);
const deadCount = (pair: QueuePair, reason: string): Promise<number> =>
  pair.gw.metric('webhook_gateway_dead_letters_total', { route: 'a', reason });

/** Dead letters, the first to die first. */
async function dying(pair: QueuePair, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    const { id = '' } = await deliver(pair.gw);
    await dead(pair, id);
    ids.push(id);
  }
  return ids;
}

describe('why a message dies', () => {
  test('exhausted: the last attempt of its schedule failed', async () => {
    const pair = await queuePair({
      reply: { status: 500, body: 'no room' },
      delivery: { schedule: ['10ms'] },
    });
    const [id] = await dying(pair, 1);
    expect(await entry(pair, id)).toMatchObject({
      ...{ dead: 'exhausted', outcome: 'failed', nextAttemptAt: null, bodyKept: true },
      attempts: [
        { number: 1, status: 500, result: 'retry', answer: 'no room' },
        { number: 2, status: 500, result: 'retry', answer: 'no room' },
      ],
    });
    expect(await deadCount(pair, 'exhausted')).toBe(1);
  });

  test('exhausted without an answer: the log says what the last attempt came to', async () => {
    const pair = await queuePair({ delivery: { schedule: ['10ms'] } });
    await pair.up.close();
    const [id] = await dying(pair, 1);
    expect(await entry(pair, id)).toMatchObject({
      ...{ dead: 'exhausted', outcome: 'unreachable' },
      attempts: [{ status: null, result: 'unreachable' }, { result: 'unreachable' }],
    });
  });

  test.each([
    ['the scheme’s own final status', 'actuallycare', 422, {}],
    ['one that the route names', 'svix', 418, { verdicts: { final: ['418'] } }],
  ] as const)('final: %s, and no further attempt', async (_, to, status, destination) => {
    const pair = await queuePair({ to, reply: status, destination });
    const [id] = await dying(pair, 1);
    expect(await entry(pair, id)).toMatchObject({
      dead: 'final',
      outcome: 'rejected',
      attempts: [{ status }],
    });
    expect(pair.up.received).toHaveLength(1);
    expect(await deadCount(pair, 'final')).toBe(1);
  });

  test('lost: Redis does not have its body any more', async () => {
    const pair = await queuePair({ reply: 503, delivery: { schedule: ['1h'] } });
    const { id } = await deliver(pair.gw);
    await received(pair, 1);
    await until('it waits', async () => (await entry(pair, id)).attempts.length === 1);
    const [body] = [...(await keysUnder(sharedRedis(), pair.prefix)).keys()].filter((key) =>
      key.includes('}:b:'),
    );
    await withClient(sharedRedis(), (client) => client.del(body ?? ''));
    await replay(pair, id);
    await dead(pair, id);
    expect(await entry(pair, id)).toMatchObject({ dead: 'lost', bodyKept: false, body: null });
    expect(await deadCount(pair, 'lost')).toBe(1);
    // Without a body it cannot be sent again, and stays where it is seen.
    expect((await pair.api('/dead/replay', 'POST', { all: true })).body).toEqual({ count: 0 });
    expect(await deadIds(pair)).toEqual([id]);
  });

  test('poison: attempts at it that never came back, five of them', async () => {
    const pair = await queuePair({ reply: 503, delivery: { schedule: ['1h'] } });
    const { id } = await deliver(pair.gw);
    await received(pair, 1);
    await until('it waits', async () => (await entry(pair, id)).attempts.length === 1);
    const [message] = [...(await keysUnder(sharedRedis(), pair.prefix)).keys()].filter((key) =>
      key.includes('}:m:'),
    );
    await withClient(sharedRedis(), (client) => client.hincrby(message ?? '', 'u', 5));
    await replay(pair, id);
    await dead(pair, id);
    expect(await entry(pair, id)).toMatchObject({ dead: 'poison', bodyKept: true });
    expect(pair.up.received).toHaveLength(1);
    pair.up.reply(200);
    await pair.api('/dead/replay', 'POST', { ids: [id] });
    await accepted(pair, id);
  });

  const UNSIGNED_VALUE = {
    title: 'Odd',
    trust: 'body verified',
    evidence: 'documentation',
    signature: {
      header: 'X-Odd',
      algorithm: 'hmac-sha256',
      encoding: 'hex',
      content: '{header:X-Never-Set}.{body}',
    },
    bodyMustBeJson: 'whole',
    identity: ['body'],
    retries: 'none',
    deadline: '5s',
    statuses: { accepted: ['2xx'], final: [] },
  };

  test.each(['queued', 'spill'] as const)(
    'untranslatable, mode %s: no attempt can be signed; acknowledged, kept, and nothing is sent',
    async (mode) => {
      const pair = await queuePair({
        ...{ mode, to: 'odd', schemes: { odd: UNSIGNED_VALUE } },
        destination: { secrets: ['a-secret-of-more-than-24-characters'] },
      });
      const body = freshBody();
      const answer = await deliver(pair.gw, { body });
      expect([answer.status, answer.outcome]).toEqual([200, 'queued']);
      await dead(pair, answer.id);
      expect(await entry(pair, answer.id)).toMatchObject({
        ...{ dead: 'untranslatable', outcome: 'untranslatable', attempts: [], body },
      });
      expect(pair.up.received).toEqual([]);
    },
  );
});

describe('a body that the payload mode cannot carry', () => {
  const body = '{"event":"lead.created","n":1,"n":2}';
  const unable = (mode: 'queued' | 'spill') =>
    queuePair({ mode, destination: { payload: 'compact' }, delivery: { schedule: ['1h'] } });

  test.each(['queued', 'spill'] as const)(
    'mode %s: each of its retries is acknowledged, and it is one dead letter',
    async (mode) => {
      const pair = await unable(mode);
      for (let i = 0; i < 3; i++) {
        const answer = await deliver(pair.gw, { body });
        expect([answer.status, answer.outcome]).toEqual([200, 'queued']);
      }
      const twins = await Promise.all(Array.from({ length: 10 }, () => deliver(pair.gw, { body })));
      expect(twins.every(({ status }) => status === 200)).toBe(true);
      expect(await listed(pair, '/dead')).toMatchObject([
        {
          dead: 'untranslatable',
          outcome: 'untranslatable',
          event: 'lead.created',
          attempts: [],
          bodyKept: true,
        },
      ]);
      expect(await pending(pair)).toBe(0);
      expect(pair.up.received).toEqual([]);
      expect(await deadCount(pair, 'untranslatable')).toBeGreaterThanOrEqual(4);
    },
  );

  test('sent again it dies again, unsent, even where the route’s payload mode has changed', async () => {
    const pair = await unable('queued');
    const { id } = await deliver(pair.gw, { body });
    await pair.reload({ destination: { payload: 'exact' } });
    await replay(pair, id);
    await nothingWaits(pair);
    expect(await entry(pair, id)).toMatchObject({ dead: 'untranslatable', body });
    expect(pair.up.received).toEqual([]);
  });

  test('the source’s own retry is translated anew: once the route can carry it, it is delivered', async () => {
    const pair = await unable('queued');
    const { id } = await deliver(pair.gw, { body });
    await pair.reload({ destination: { payload: 'exact' } });
    expect(await deliver(pair.gw, { body })).toMatchObject({ outcome: 'queued', id });
    await accepted(pair, id);
    expect(String(pair.up.received[0]?.body)).toBe(body);
    expect(await deadIds(pair)).toEqual([]);
  });

  test('in direct mode the source hears that it is untranslatable', async () => {
    const pair = await queuePair({ mode: 'direct', destination: { payload: 'compact' } });
    expect(await deliver(pair.gw, { body })).toMatchObject({ status: 502, outcome: 'untranslatable' });
  });
});

describe('listing', () => {
  test('the latest death first, a route at a time where asked for, a page at a time', async () => {
    const pair = await queuePair({
      reply: 500,
      routes: (url) => ['a', 'b'].map((name) => queuedRoute(url, { name, delivery: { schedule: ['10ms'] } })),
    });
    const ids: string[] = [];
    for (const route of ['a', 'b', 'a', 'b', 'a']) {
      const { id = '' } = await deliver(pair.gw, { route });
      await dead(pair, id);
      ids.unshift(id);
    }
    expect(await deadIds(pair)).toEqual(ids);
    expect(await deadIds(pair, '?route=b')).toEqual([ids[1], ids[3]]);
    const first = await pair.api('/dead?limit=2');
    const second = await pair.api(`/dead?limit=3&cursor=${String(first.body['next'])}`);
    const both = [first, second].flatMap(({ body }) =>
      (body['data'] as { id: string }[]).map(({ id }) => id),
    );
    expect(both).toEqual(ids);
    expect(second.body['next']).toBeNull();
    expect((await listed(pair, '/deliveries?outcome=dead')).map(({ id }) => id)).toEqual(ids);
  });
});

describe('sending again', () => {
  test('all of them, each under its id and with its attempts counted on', async () => {
    const pair = await queuePair({ reply: 500, delivery: { schedule: ['10ms'] } });
    const ids = await dying(pair, 4);
    const before = pair.up.received.length;
    pair.up.reply(200);
    expect(await pair.api('/dead/replay', 'POST', { all: true })).toEqual({
      status: 202,
      body: { count: 4 },
    });
    await nothingWaits(pair);
    const again = pair.up.received.slice(before);
    expect(new Set(again.map(({ headers }) => headers['svix-id']))).toEqual(new Set(ids));
    expect(again.map(({ headers }) => headers['webhook-gateway-attempt'])).toEqual(['3', '3', '3', '3']);
    expect(await deadIds(pair)).toEqual([]);
  });

  test('some of them, by their ids; an id that is none counts for nothing', async () => {
    const pair = await queuePair({ reply: 500, delivery: { schedule: ['10ms'] } });
    const [one, two, three] = await dying(pair, 3);
    pair.up.reply(200);
    const answer = await pair.api('/dead/replay', 'POST', { ids: [one, three, 'msg_none'] });
    expect(answer.body).toEqual({ count: 2 });
    await nothingWaits(pair);
    expect(await deadIds(pair)).toEqual([two]);
  });

  test('those of one route leave the others’ where they are', async () => {
    const pair = await queuePair({
      reply: 500,
      routes: (url) => ['a', 'b'].map((name) => queuedRoute(url, { name, delivery: { schedule: ['10ms'] } })),
    });
    const [inA, inB] = [await deliver(pair.gw), await deliver(pair.gw, { route: 'b' })];
    await dead(pair, inA.id);
    await dead(pair, inB.id);
    pair.up.reply(200);
    expect((await pair.api('/dead/replay', 'POST', { route: 'b' })).body).toEqual({ count: 1 });
    await accepted(pair, inB.id);
    expect(await deadIds(pair)).toEqual([inA.id]);
  });

  test('at the rate asked for, so that a receiver just back is not flooded', async () => {
    const pair = await queuePair({ reply: 422, to: 'actuallycare' });
    const answers = await Promise.all(Array.from({ length: 20 }, () => deliver(pair.gw)));
    for (const { id } of answers) await dead(pair, id);
    pair.up.reply(200);
    const before = pair.up.received.length;
    const startedAt = Date.now();
    expect((await pair.api('/dead/replay', 'POST', { all: true, rate: 20 })).body).toEqual({ count: 20 });
    await nothingWaits(pair);
    const times = pair.up.received.slice(before).map(({ at }) => at - startedAt);
    expect(times).toHaveLength(20);
    expect(Math.max(...times)).toBeGreaterThanOrEqual(940);
    expect(times.filter((at) => at < 450).length).toBeLessThanOrEqual(10);
  });

  test('twice at the same time is once', async () => {
    const pair = await queuePair({ reply: 500, delivery: { schedule: ['10ms'] } });
    await dying(pair, 5);
    const before = pair.up.received.length;
    pair.up.reply(200);
    const counts = await Promise.all([1, 2, 3].map(() => pair.api('/dead/replay', 'POST', { all: true })));
    expect(counts.reduce((sum, { body }) => sum + Number(body['count']), 0)).toBe(5);
    await nothingWaits(pair);
    expect(pair.up.received).toHaveLength(before + 5);
  });

  test('one that fails again is dead again, with all its attempts', async () => {
    const pair = await queuePair({ reply: 500, delivery: { schedule: ['10ms'] } });
    const [id] = await dying(pair, 1);
    await pair.api('/dead/replay', 'POST', { all: true });
    await received(pair, 4);
    await dead(pair, id);
    expect((await entry(pair, id)).attempts).toHaveLength(4);
    expect(await deadIds(pair)).toEqual([id]);
    expect(await deadCount(pair, 'exhausted')).toBe(2);
  });
});

describe('the source’s retry of a dead letter', () => {
  test('arms it again under its id; twins of it are one message, and one more delivery', async () => {
    const pair = await queuePair({ reply: 500, delivery: { schedule: ['10ms'] } });
    const body = freshBody();
    const first = await deliver(pair.gw, { body });
    await dead(pair, first.id);
    pair.up.reply(200);
    const twins = await Promise.all(Array.from({ length: 20 }, () => deliver(pair.gw, { body })));
    expect(twins.filter(({ outcome }) => outcome === 'queued')).toHaveLength(1);
    expect(twins.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(19);
    expect(new Set(twins.map(({ id }) => id))).toEqual(new Set([first.id]));
    await accepted(pair, first.id);
    expect(pair.up.received).toHaveLength(3);
    expect((await deliver(pair.gw, { body })).outcome).toBe('duplicate');
    expect((await entry(pair, first.id)).attempts.map(({ status }) => status)).toEqual([500, 500, 200]);
  });

  test('spill: it is tried directly, and what that comes to is the answer', async () => {
    const pair = await queuePair({ mode: 'spill', reply: 500, delivery: { schedule: ['10ms'] } });
    const body = freshBody();
    const first = await deliver(pair.gw, { body });
    await dead(pair, first.id);
    pair.up.reply(204);
    expect(await deliver(pair.gw, { body })).toMatchObject({
      status: 204,
      outcome: 'accepted',
      id: first.id,
    });
    expect((await deliver(pair.gw, { body })).outcome).toBe('duplicate');
    // Nobody sends it a third time: what was dead is delivered.
    await until('it is off the list', async () => (await deadIds(pair)).length === 0);
    expect(await entry(pair, first.id)).toMatchObject({ outcome: 'accepted', dead: null });
  });

  test('spill: where that fails too it goes on from the queue', async () => {
    const pair = await queuePair({ mode: 'spill', reply: 500, delivery: { schedule: ['10ms', '10ms'] } });
    const body = freshBody();
    const first = await deliver(pair.gw, { body });
    await dead(pair, first.id);
    expect(pair.up.received).toHaveLength(3);
    expect((await deliver(pair.gw, { body })).outcome).toBe('queued');
    await received(pair, 6);
    await dead(pair, first.id);
    expect((await entry(pair, first.id)).attempts).toHaveLength(6);
  });
});

describe('cancelling', () => {
  test('drops what waits, with the count; a retry of the source is taken as new', async () => {
    const pair = await queuePair({ reply: 503, delivery: { schedule: ['1h'] } });
    const body = freshBody();
    const tried = await deliver(pair.gw, { body });
    await received(pair, 1);
    await until('it waits', async () => (await entry(pair, tried.id)).attempts.length === 1);
    await pair.api('/routes/a/pause', 'POST');
    await Promise.all(Array.from({ length: 24 }, () => deliver(pair.gw)));
    expect(await pair.api('/routes/a/cancel', 'POST')).toEqual({ status: 200, body: { count: 25 } });
    expect([await pending(pair), await jobs(pair)]).toEqual([0, 0]);
    expect(await entry(pair, tried.id)).toMatchObject({ dead: 'cancelled', attempts: [{ status: 503 }] });
    expect(await deadIds(pair)).toEqual([]);
    expect(await deadCount(pair, 'cancelled')).toBe(25);
    pair.up.reply(200);
    await pair.api('/routes/a/resume', 'POST');
    expect((await deliver(pair.gw, { body })).outcome).toBe('queued');
    await accepted(pair, tried.id);
    expect(pair.up.received).toHaveLength(2);
    expect((await pair.api('/routes/a/cancel', 'POST')).body).toEqual({ count: 0 });
  });

  test('drops what a job has sent again; what the job has not come to stays a dead letter', async () => {
    const pair = await queuePair({ reply: 422, to: 'actuallycare' });
    const answers = await Promise.all(Array.from({ length: 5 }, () => deliver(pair.gw)));
    for (const { id } of answers) await dead(pair, id);
    await pair.api('/routes/a/pause', 'POST');
    expect((await pair.api('/dead/replay', 'POST', { all: true, rate: 1 })).body).toEqual({ count: 5 });
    const [job] = await listed(pair, '/jobs');
    const { body: stopped } = await pair.api(`/jobs/${job?.id ?? ''}`, 'DELETE');
    const done = Number(stopped['done']);
    expect(stopped).toMatchObject({ do: 'redrive', state: 'stopped', left: 5 - done });
    expect(done).toBeGreaterThan(0);
    expect((await pair.api('/routes/a/cancel', 'POST')).body).toEqual({ count: done });
    expect(await pending(pair)).toBe(0);
    expect(await deadIds(pair)).toHaveLength(5 - done);
  });

  test('lets what is being attempted come to its end', async () => {
    let end: (() => void) | undefined;
    const pair = await queuePair({
      reply: (_request, response) => {
        end = () => response.writeHead(200).end();
      },
      delivery: { concurrency: 1 },
    });
    const running = await deliver(pair.gw);
    await received(pair, 1);
    const waiting = await deliver(pair.gw);
    expect((await pair.api('/routes/a/cancel', 'POST')).body).toEqual({ count: 1 });
    end?.();
    await accepted(pair, running.id);
    expect(await entry(pair, waiting.id)).toMatchObject({ dead: 'cancelled' });
    expect(pair.up.received).toHaveLength(1);
  });

  test('leaves other routes alone, and is unknown of a route that is none', async () => {
    const pair = await queuePair({
      routes: (url) => ['a', 'b'].map((name) => queuedRoute(url, { name })),
    });
    for (const name of ['a', 'b']) {
      await pair.api(`/routes/${name}/pause`, 'POST');
      await deliver(pair.gw, { route: name });
    }
    expect((await pair.api('/routes/a/cancel', 'POST')).body).toEqual({ count: 1 });
    expect([await pending(pair, 'a'), await pending(pair, 'b')]).toEqual([0, 1]);
    expect((await pair.api('/routes/c/cancel', 'POST')).status).toBe(404);
  });

  test('what was cancelled can be replayed while its body is kept', async () => {
    const pair = await queuePair();
    await pair.api('/routes/a/pause', 'POST');
    const { id } = await deliver(pair.gw);
    await pair.api('/routes/a/cancel', 'POST');
    await pair.api('/routes/a/resume', 'POST');
    expect((await replay(pair, id)).status).toBe(202);
    await accepted(pair, id);
    expect(arrived(pair, 'svix-id')).toEqual([id]);
  });
});

test('forgetting a dead letter leaves it where it is, and dedupe knows nothing of it', async () => {
  const pair = await queuePair({ reply: 500, delivery: { schedule: ['10ms'] } });
  const [id] = await dying(pair, 1);
  expect((await forget(pair, id)).status).toBe(200);
  expect((await forget(pair, id)).status).toBe(404);
  expect(await deadIds(pair)).toEqual([id]);
});
