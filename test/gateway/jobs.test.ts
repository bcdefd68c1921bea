/** Jobs on a real gateway and Redis: what each kind of work does, to what, and what it leaves alone. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { startTestGateway } from '../helpers/gateway.js';
import { until } from '../helpers/servers.js';
import { startUpstream } from '../helpers/upstream.js';
import {
  accepted,
  arrived,
  dead,
  entry,
  listed,
  nothingWaits,
  pending,
  queuedRoute,
  queuePair,
  received,
  type QueuePair,
} from './queue.js';
import { configText, deliver, freshBody, route, type Members } from './setup.js';

const start = (pair: QueuePair, body: Members) => pair.api('/jobs', 'POST', { rate: 1_000, ...body });

async function ended(pair: QueuePair, started: { readonly body: Members }): Promise<Members> {
  const id = String(started.body['id']);
  let job: Members = {};
  await until('the job has ended', async () => {
    job = (await pair.api(`/jobs/${id}`)).body;
    return job['state'] !== 'running';
  });
  return job;
}

const run = async (pair: QueuePair, body: Members): Promise<Members> => ended(pair, await start(pair, body));

const deadIds = async (pair: QueuePair): Promise<string[]> =>
  (await listed(pair, '/dead')).map(({ id }) => id).sort();

/** A route whose receiver refuses for good what says so, and accepts the rest. */
async function refusing(more: Parameters<typeof queuePair>[0] = {}): Promise<QueuePair> {
  const pair = await queuePair({
    delivery: { schedule: ['10ms'] },
    destination: { verdicts: { final: ['422'] } },
    ...more,
  });
  pair.up.reply(({ body }, response) => {
    const text = body.toString();
    response.writeHead(text.includes('"final"') ? 422 : text.includes('"fails"') ? 500 : 204).end();
  });
  return pair;
}

const bodyOf = (kind: string): string => freshBody().replace('{', `{"kind":"${kind}",`);

async function deliveredAs(pair: QueuePair, kind: string): Promise<string> {
  const { id = '' } = await deliver(pair.gw, { body: bodyOf(kind) });
  await (kind === 'fine' ? accepted(pair, id) : dead(pair, id));
  return id;
}

describe('replay', () => {
  test('of a range leaves out what was accepted, unless that is asked for', async () => {
    const pair = await refusing();
    const fine = await deliveredAs(pair, 'fine');
    const final = await deliveredAs(pair, 'final');
    const fails = await deliveredAs(pair, 'fails');
    pair.up.reply(204);
    const before = pair.up.received.length;
    const dry = await start(pair, { do: 'replay', filter: { route: 'a' }, dryRun: true });
    expect(dry).toEqual({ status: 200, body: { id: null, matches: { rejected: 1, failed: 1 } } });
    expect(await run(pair, { do: 'replay', filter: { route: 'a' } })).toMatchObject({
      ...{ state: 'done', done: 2, left: 0, failed: 0, skipped: 0, rate: 1_000, by: 'admin' },
      matches: { rejected: 1, failed: 1 },
    });
    await nothingWaits(pair);
    expect(new Set(arrived(pair, 'svix-id').slice(before))).toEqual(new Set([final, fails]));
    expect(await run(pair, { do: 'replay', filter: { outcome: 'accepted', ids: [fine] } })).toMatchObject({
      done: 1,
    });
    await received(pair, before + 3);
    expect(arrived(pair, 'svix-id').at(-1)).toBe(fine);
  });

  test('by ids means each of them, however it ended; an id that is none counts for nothing', async () => {
    const pair = await refusing();
    const ids = [
      await deliveredAs(pair, 'fine'),
      await deliveredAs(pair, 'final'),
      await deliveredAs(pair, 'fine'),
    ];
    const before = pair.up.received.length;
    const job = await run(pair, { do: 'replay', filter: { ids: [ids[0], ids[1], 'msg_none'] } });
    expect(job).toMatchObject({ done: 2, matches: { accepted: 1, rejected: 1 } });
    await received(pair, before + 2);
    expect(new Set(arrived(pair, 'svix-id').slice(before))).toEqual(new Set(ids.slice(0, 2)));
  });

  test('what has no body is counted as such, and takes no part', async () => {
    const pair = await refusing({ delivery: { schedule: ['10ms'], keepBodies: 'off' } });
    await deliveredAs(pair, 'fine');
    await deliveredAs(pair, 'final');
    const job = await run(pair, { do: 'replay', filter: { outcome: 'accepted' } });
    expect(job).toMatchObject({ matches: { body_not_kept: 1 }, done: 0, left: 0, skipped: 1 });
  });

  test('what comes later takes no part', async () => {
    const pair = await refusing({ delivery: { schedule: ['10ms'] } });
    for (let i = 0; i < 4; i++) await deliveredAs(pair, 'final');
    pair.up.reply(204);
    const started = await start(pair, { do: 'replay', filter: { route: 'a', outcome: 'rejected' }, rate: 4 });
    pair.up.reply(422);
    const { id: late } = await deliver(pair.gw, { body: bodyOf('final') });
    await dead(pair, late);
    expect(await ended(pair, started)).toMatchObject({ done: 4 });
    expect((await entry(pair, late)).attempts).toHaveLength(1);
  });
});

describe('redrive', () => {
  test('by reason, and by outcome', async () => {
    const pair = await refusing();
    const final = await deliveredAs(pair, 'final');
    const fails = await deliveredAs(pair, 'fails');
    pair.up.reply(204);
    expect((await listed(pair, '/dead?reason=final')).map(({ id }) => id)).toEqual([final]);
    expect(await run(pair, { do: 'redrive', filter: { reason: 'exhausted' } })).toMatchObject({ done: 1 });
    await accepted(pair, fails);
    expect(await deadIds(pair)).toEqual([final]);
    expect(await run(pair, { do: 'redrive', filter: { outcome: 'rejected' } })).toMatchObject({ done: 1 });
    await accepted(pair, final);
    expect(await run(pair, { do: 'redrive', all: true })).toMatchObject({ done: 0, matches: {} });
  });

  test('what dies again meanwhile is not sent twice by one job', async () => {
    const pair = await refusing();
    for (let i = 0; i < 5; i++) await deliveredAs(pair, 'final');
    const before = pair.up.received.length;
    expect(await run(pair, { do: 'redrive', all: true, rate: 10 })).toMatchObject({ done: 5 });
    await nothingWaits(pair);
    expect(pair.up.received.length).toBe(before + 5);
    expect(await deadIds(pair)).toHaveLength(5);
  });
});

describe('drop', () => {
  test('of dead letters: they are in the log as cancelled, and no list has them', async () => {
    const pair = await refusing();
    const [one, two] = [await deliveredAs(pair, 'final'), await deliveredAs(pair, 'fails')];
    const job = await run(pair, { do: 'drop', filter: { outcome: 'dead', reason: 'final' } });
    expect(job).toMatchObject({ done: 1, matches: { rejected: 1 } });
    expect(await deadIds(pair)).toEqual([two]);
    expect(await entry(pair, one)).toMatchObject({ dead: 'cancelled', outcome: 'rejected' });
    expect(await run(pair, { do: 'drop', all: true, filter: { outcome: 'dead' } })).toMatchObject({
      done: 1,
    });
    expect(await deadIds(pair)).toEqual([]);
  });

  test('of what is pending, of one event', async () => {
    const pair = await queuePair();
    await pair.api('/routes/a/pause', 'POST');
    for (const event of ['lead.created', 'lead.updated'])
      await deliver(pair.gw, { body: freshBody().replace('lead.created', event) });
    const filter = { outcome: 'queued', route: 'a', event: 'lead.updated' };
    expect(await run(pair, { do: 'drop', filter })).toMatchObject({ done: 1, matches: { queued: 1 } });
    expect(await pending(pair)).toBe(1);
    expect(await listed(pair, '/deliveries?event=lead.updated')).toMatchObject([{ dead: 'cancelled' }]);
  });
});

describe('jobs', () => {
  test('of all routes go through one after the other', async () => {
    const pair = await refusing({
      routes: (url) =>
        ['a', 'b'].map((name) =>
          queuedRoute(url, {
            name,
            delivery: { schedule: ['10ms'] },
            destination: { verdicts: { final: ['422'] } },
          }),
        ),
    });
    for (const name of ['b', 'a', 'b']) {
      const { id } = await deliver(pair.gw, { route: name, body: bodyOf('final') });
      await dead(pair, id);
    }
    pair.up.reply(204);
    expect(await run(pair, { do: 'redrive', all: true, rate: 3 })).toMatchObject({ done: 3 });
    expect(await deadIds(pair)).toEqual([]);
    expect((await start(pair, { do: 'redrive', filter: { route: 'c' } })).body['code']).toBe('unknown_route');
  });

  test('four run at once; a fifth is refused until one has ended, and a stop ends one', async () => {
    const pair = await refusing();
    for (let i = 0; i < 3; i++) await deliveredAs(pair, 'final');
    const slow = { do: 'replay', filter: { route: 'a' }, rate: 1 };
    const started = [
      await start(pair, slow),
      await start(pair, slow),
      await start(pair, slow),
      await start(pair, slow),
    ];
    expect(started.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    const fifth = await start(pair, slow);
    expect([fifth.status, fifth.body['code']]).toEqual([409, 'too_many_jobs']);
    const stopped = await pair.api(`/jobs/${String(started[0]?.body['id'])}`, 'DELETE');
    expect(stopped.body).toMatchObject({ state: 'stopped' });
    expect((await start(pair, slow)).status).toBe(202);
    const jobs = (await pair.api('/jobs')).body['data'] as Members[];
    expect(jobs.map(({ id }) => id)).toContain(started[0]?.body['id']);
    for (const { id } of jobs) await pair.api(`/jobs/${String(id)}`, 'DELETE');
  });

  test('that begin and end are in the log', async () => {
    const pair = await refusing();
    await deliveredAs(pair, 'final');
    const job = await run(pair, { do: 'drop', filter: { outcome: 'dead', route: 'a' } });
    const lines = pair.gw.lines().filter((line) => line['job'] === job['id']);
    expect(lines).toMatchObject([
      { msg: 'job begins', work: 'drop', route: 'a', by: 'admin', level: 'info' },
      { msg: 'job done', work: 'drop', done: 1, left: 0, failed: 0, skipped: 0 },
    ]);
  });

  test('run in this process alone where nothing is stored, and count what its log has without a body', async () => {
    const up = await startUpstream(500);
    const token = 'a-token-of-more-than-24-characters';
    const gw = await startTestGateway(
      configText([route(up.url)], { admin: { host: '127.0.0.1', port: 0, token } }),
    );
    onTestFinished(async () => {
      await gw.stop();
      await up.close();
    });
    const ask = async (path: string, body?: Members): Promise<Members> => {
      const answer = await fetch(`${gw.adminUrl}/api${path}`, {
        method: body ? 'POST' : 'GET',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      });
      return (await answer.json()) as Members;
    };
    await deliver(gw);
    up.reply(204);
    await deliver(gw, { body: freshBody() });
    const started = await ask('/jobs', { do: 'replay', all: true });
    expect(started['matches']).toEqual({ body_not_kept: 1 });
    await until(
      'it has ended',
      async () => (await ask(`/jobs/${String(started['id'])}`))['state'] === 'done',
    );
    expect((await ask('/jobs'))['data']).toMatchObject([{ state: 'done', done: 0, left: 0, skipped: 1 }]);
  });
});
