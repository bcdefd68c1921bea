/**
 * What each released version left in Redis goes on under today's gateway: test/gateway/kept has a file of each, which stays
 * as it is for as long as its versions are read. `KEEP_STORE=0.2.0 npx vitest run test/gateway/kept-store.test.ts` writes
 * the file of a release from the checkout that it is made of.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { VERSIONS } from '../../src/store/redis/versions.js';
import { randomPrefix, withClient } from '../helpers/redis.js';
import { until } from '../helpers/servers.js';
import { sharedRedis } from '../helpers/shared-redis.js';
import { keep, putBack, readKept, timeOf, type Kept } from './kept/keep.js';
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
import { deliver, route, type Members } from './setup.js';

const FOLDER = new URL('kept/', import.meta.url);
const MINUTE = 60_000;

/** The configuration of all versions: what is renamed must go on working under its old name, or be told of. */
function routes(url: string): readonly Members[] {
  return [
    queuedRoute(url, { name: 'late', delivery: { schedule: ['10m', '10m'], maxAge: '7d' } }),
    queuedRoute(url, { name: 'held' }),
    queuedRoute(url, { name: 'dead', delivery: { schedule: ['10ms'] } }),
    queuedRoute(url, { name: 'done', delivery: { keepBodies: '7d' } }),
    route(url, { name: 'direct' }),
    route(url, { name: 'labelled', from: 'github' }),
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
  return ids;
}

if (process.env['KEEP_STORE'] !== undefined)
  test('writes what this version leaves', async () => {
    const pair = await queuePair({ routes });
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

/** Today's gateway on what a version left, as if no time had passed since: only what waits for its time is due. */
async function goOn(version: string): Promise<{ pair: QueuePair; kept: Kept }> {
  const kept = readKept(version);
  const prefix = randomPrefix();
  await withClient(sharedRedis(), async (client) => {
    await putBack(client, prefix, kept);
    const since = (await timeOf(client)) - kept.at;
    for (const name of ['late', 'held', 'dead', 'done'])
      await pass({ prefix } as QueuePair, name === 'late' ? 11 * MINUTE - since : -since, name);
  });
  return { pair: await queuePair({ routes, prefix }), kept };
}

test.each(RELEASES)(
  'what %s left goes on: waiting once, dead at a word, done not again, paused until resumed',
  async (version) => {
    const { pair, kept } = await goOn(version);
    const { ids } = kept;
    const bodies = (): string[] => pair.up.received.map(({ body }) => body.toString());

    // What is due is delivered, once.
    await accepted(pair, ids['late']);
    expect(bodies()).toEqual([bodyOf('late')]);

    // Done is done, stored is stored, and a body has no place for another unsigned name.
    for (const name of ['done', 'direct', 'late', 'held'])
      expect((await deliver(pair.gw, { route: name, body: bodyOf(name) })).outcome, name).toBe('duplicate');
    expect((await deliver(pair.gw, labelled('issues'))).outcome).toBe('duplicate');
    expect((await deliver(pair.gw, labelled('watch'))).outcome).toBe('event_reuse');
    expect(bodies()).toEqual([bodyOf('late')]);

    // Each is listed as it stands, with its attempts, and the body of what was delivered too.
    expect(await entry(pair, ids['done'])).toMatchObject({ outcome: 'accepted', body: bodyOf('done') });
    expect((await entry(pair, ids['late'])).attempts).toMatchObject([
      { number: 1, status: 503, result: 'retry' },
      { number: 2, status: 200, result: 'accepted' },
    ]);
    expect((await listed(pair, '/dead')).map(({ id, dead }) => [id, dead])).toEqual([
      [ids['dead'], 'exhausted'],
    ]);

    // A pause holds until somebody ends it.
    await pair.api('/routes/held/resume', 'POST');
    await accepted(pair, ids['held']);
    expect(bodies()).toEqual([bodyOf('late'), bodyOf('held')]);

    // A dead letter is sent again at a word.
    expect((await pair.api('/dead/replay', 'POST', { ids: [ids['dead']] })).body).toEqual({ count: 1 });
    await received(pair, 3);
    await accepted(pair, ids['dead']);
    expect(bodies()).toEqual([bodyOf('late'), bodyOf('held'), bodyOf('dead')]);
  },
);
