/**
 * What each released version left in Redis goes on under today's gateway: test/gateway/kept has a file of each, which stays
 * as it is for as long as its versions are read. `KEEP_STORE=0.2.0 npx vitest run test/gateway/kept-store.test.ts` writes
 * the file of a release from the checkout that it is made of.
 */
import { createHmac } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { VERSIONS } from '../../src/store/redis/versions.js';
import { asked, refusedBy } from '../helpers/ask-refused.js';
import { randomPrefix, withClient } from '../helpers/redis.js';
import { until } from '../helpers/servers.js';
import { sharedRedis } from '../helpers/shared-redis.js';
import { secretFor } from '../helpers/sign.js';
import { keep, putBack, readKept, type Kept } from './kept/keep.js';
import {
  accepted,
  dead,
  entry,
  listed,
  pass,
  queuePair,
  queuedRoute,
  received,
  type QueuePair,
} from './queue.js';
import { destinationOf, routeTo } from './several.js';
import { deliver, route, type Members } from './setup.js';

const FOLDER = new URL('kept/', import.meta.url);
const MINUTE = 60_000;

/** What the source of `rotated` signs with; the route learns of it later. */
const NEW_SECRET = 'the-secret-it-was-rotated-to-32-ch';

/**
 * The configuration of all versions: what is renamed must go on working under its old name, or be told of.
 * @param secrets of `rotated`
 */
function routes(url: string, secrets: readonly string[] = [secretFor('actuallycare')]): readonly Members[] {
  return [
    queuedRoute(url, { name: 'late', delivery: { schedule: ['10m', '10m'], maxAge: '7d' } }),
    queuedRoute(url, { name: 'held' }),
    queuedRoute(url, { name: 'dead', delivery: { schedule: ['10ms'] } }),
    queuedRoute(url, { name: 'done', delivery: { keepBodies: '7d' } }),
    route(url, { name: 'direct' }),
    route(url, { name: 'labelled', from: 'github' }),
    queuedRoute(url, { name: 'again', delivery: { keepBodies: '7d' } }),
    route(url, { name: 'rotated', source: { secrets } }),
    {
      ...routeTo([destinationOf('crm', url), destinationOf('mail', url)], {
        mode: 'queued',
        delivery: { schedule: ['10m', '10m'], maxAge: '7d' },
      }),
      name: 'several',
      path: '/several',
    },
  ];
}

const bodyOf = (name: string): string =>
  JSON.stringify({
    event: 'lead.created',
    timestamp: '2026-01-02T03:04:05Z',
    data: { is: name, text: 'ä€\u{1f600}' },
  });
const GITHUB = '{"action":"opened"}';
const labelled = (event: string) => ({
  route: 'labelled',
  from: 'github',
  body: GITHUB,
  headers: { 'X-GitHub-Event': event, 'X-GitHub-Delivery': '00000000-0000-4000-8000-000000000001' },
});

const bodiesAt = (pair: QueuePair): string[] => pair.up.received.map(({ body }) => body.toString());

/** Genuine by a secret that the route does not have. */
const rotated = {
  route: 'rotated',
  body: bodyOf('rotated'),
  headers: {
    'X-Webhook-Signature': `sha256=${createHmac('sha256', NEW_SECRET).update(bodyOf('rotated')).digest('hex')}`,
  },
};

/** One receiver of `several` has it, and the other refused it for now. */
async function leaveOneOwed(pair: QueuePair): Promise<string> {
  pair.up.reply(({ headers }, response) => {
    response.writeHead('webhook-id' in headers ? 503 : 200).end();
  });
  const { id = '' } = await deliver(pair.gw, { route: 'several', body: bodyOf('several') });
  await until(
    'both were asked',
    () => bodiesAt(pair).filter((body) => body === bodyOf('several')).length === 2,
  );
  return id;
}

/** A job that an operator started, when it did the first of its two. */
async function leaveHalfAJob(pair: QueuePair, filter: Members): Promise<string> {
  const before = pair.up.received.length;
  const { body } = await pair.api('/jobs', 'POST', { do: 'replay', filter, rate: 1 });
  await received(pair, before + 1);
  return String(body['id']);
}

/** Deliveries in every state that outlives a gateway. */
async function leaveAll(pair: QueuePair): Promise<Kept['ids']> {
  const send = async (name: string): Promise<string> =>
    (await deliver(pair.gw, { route: name, body: bodyOf(name) })).id ?? '';
  const ids: Record<string, string> = {};
  for (const name of ['done', 'direct']) ids[name] = await send(name);
  await accepted(pair, ids['done']);
  // One body has places for four names that nobody signed.
  for (const event of ['issues', 'push', 'release', 'fork']) await deliver(pair.gw, labelled(event));
  await pair.api('/routes/held/pause', 'POST');
  pair.up.reply(503);
  for (const name of ['late', 'held', 'dead']) ids[name] = await send(name);
  await dead(pair, ids['dead']);
  await until('it was tried', async () => (await entry(pair, ids['late'])).attempts.length === 1);

  expect((await deliver(pair.gw, rotated)).outcome).toBe('invalid_signature');
  await asked(pair.gw, '/api/refused?route=rotated', 1);
  ids['several'] = await leaveOneOwed(pair);

  pair.up.reply(200);
  for (const name of ['again-1', 'again-2']) {
    ids[name] = (await deliver(pair.gw, { route: 'again', body: bodyOf(name) })).id ?? '';
    await accepted(pair, ids[name]);
  }
  ids['job'] = await leaveHalfAJob(pair, { ids: [ids['again-1'], ids['again-2']] });
  return ids;
}

if (process.env['KEEP_STORE'] !== undefined)
  test('writes what this version leaves', async () => {
    const pair = await queuePair({ routes: (url) => routes(url) });
    const ids = await leaveAll(pair);
    await pair.gw.stop();
    const kept = await withClient(sharedRedis(), (client) => keep(client, pair.prefix, ids));
    writeFileSync(
      new URL(`${process.env['KEEP_STORE'] ?? ''}.json`, FOLDER),
      `${JSON.stringify(kept, undefined, 1)}\n`,
    );
  });

const RELEASES = readdirSync(FOLDER).flatMap((name) => /^(.*)\.json$/.exec(name)?.[1] ?? []);

test('there is a file of every version that these values ever had', () => {
  expect(RELEASES).toContain('0.1.0');
  // The next meaning of a value needs a file that has it: then this line rises too.
  expect(new Set(Object.values(VERSIONS))).toEqual(new Set([1]));
});

/** Today's gateway on what a version left, when what waits for its time is due. */
async function goOn(version: string): Promise<{ pair: QueuePair; kept: Kept }> {
  const kept = readKept(version);
  const prefix = randomPrefix();
  await withClient(sharedRedis(), async (client) => {
    await putBack(client, prefix, kept);
    for (const [name, destination] of [['late'], ['several', 'mail']] as const)
      await pass({ prefix }, 15 * MINUTE, name, destination);
  });
  const both = [secretFor('actuallycare'), NEW_SECRET];
  return { pair: await queuePair({ routes: (url) => routes(url, both), prefix }), kept };
}

describe.each(RELEASES)('what %s left goes on:', (version) => {
  let pair: QueuePair;
  let ids: Kept['ids'];
  const sent = (name: string): number => bodiesAt(pair).filter((body) => body === bodyOf(name)).length;

  beforeEach(async () => {
    const left = await goOn(version);
    pair = left.pair;
    ids = left.kept.ids;
  });

  test('what waits is delivered once when it is due, also where one receiver of several has it', async () => {
    await accepted(pair, ids['late']);
    await until('it is delivered to the other', () => sent('several') === 1);
    const { headers } = pair.up.received.find(({ body }) => body.toString() === bodyOf('several')) ?? {};
    expect(headers?.['webhook-id']).toBe(ids['several']);
    expect((await entry(pair, ids['late'])).attempts).toMatchObject([
      { number: 1, status: 503, result: 'retry' },
      { number: 2, status: 200, result: 'accepted' },
    ]);
    expect(sent('late')).toBe(1);
  });

  test('done is done, stored is stored, and a body has no place for another unsigned name', async () => {
    await accepted(pair, ids['late']);
    for (const name of ['done', 'direct', 'late', 'held', 'several'])
      expect((await deliver(pair.gw, { route: name, body: bodyOf(name) })).outcome, name).toBe('duplicate');
    expect((await deliver(pair.gw, labelled('issues'))).outcome).toBe('duplicate');
    expect((await deliver(pair.gw, labelled('watch'))).outcome).toBe('event_reuse');
    expect(['done', 'direct', 'late', 'held'].map(sent)).toEqual([0, 0, 1, 0]);
    expect(await entry(pair, ids['done'])).toMatchObject({ outcome: 'accepted', body: bodyOf('done') });
  });

  test('a pause holds until somebody ends it', async () => {
    await accepted(pair, ids['late']);
    expect(sent('held')).toBe(0);
    await pair.api('/routes/held/resume', 'POST');
    await accepted(pair, ids['held']);
    expect(sent('held')).toBe(1);
  });

  test('a dead letter is listed, and sent again at a word', async () => {
    expect((await listed(pair, '/dead')).map(({ id, dead }) => [id, dead])).toEqual([
      [ids['dead'], 'exhausted'],
    ]);
    expect((await pair.api('/dead/replay', 'POST', { ids: [ids['dead']] })).body).toEqual({ count: 1 });
    await accepted(pair, ids['dead']);
    expect(sent('dead')).toBe(1);
  });

  test('an operator’s job goes on where it stood', async () => {
    await until('it is done', async () => (await pair.api(`/jobs/${ids['job']}`)).body['state'] === 'done');
    expect((await pair.api(`/jobs/${ids['job']}`)).body).toMatchObject({ done: 2, left: 0, failed: 0 });
    await accepted(pair, ids['again-2']);
    expect([sent('again-1'), sent('again-2')]).toEqual([0, 1]);
  });

  test('a refused delivery is delivered, once, now that its secret is known', async () => {
    const { id, outcome } = await refusedBy(pair.gw, rotated.body);
    expect(outcome).toBe('invalid_signature');
    for (let i = 0; i < 2; i++) {
      const job = await pair.api('/jobs', 'POST', { do: 'verify', filter: { ids: [id] } });
      await until('it is done', async () => {
        return (await pair.api(`/jobs/${String(job.body['id'])}`)).body['state'] === 'done';
      });
    }
    expect(sent('rotated')).toBe(1);
    expect((await deliver(pair.gw, rotated)).outcome).toBe('duplicate');
  });
});
