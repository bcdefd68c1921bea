/**
 * Several destinations of one route that are waited for: each that is owed is asked, and what one has accepted it never
 * gets again. The rows of docs/guarantees.md.
 */
import { describe, expect, test } from 'vitest';
import { until } from '../helpers/servers.js';
import type { Upstream } from '../helpers/upstream.js';
import { listed } from './queue.js';
import { asked, destinationOf, hears, heard, routeTo, several } from './several.js';
import { deliver, freshBody, pairForTest } from './setup.js';

const FINAL = { verdicts: { final: ['422'] } };

test('both accept: each gets it once under one id, and a retry is a duplicate', async () => {
  const all = await several();
  const { pair, crm, mail } = all;
  const body = freshBody();
  const answer = await deliver(pair.gw, { body });
  expect(answer.status).toBe(200);
  expect(heard(answer)).toBe('accepted by crm');
  expect(crm.received.map(({ headers }) => headers['svix-id'])).toEqual([answer.id]);
  expect(mail.received.map(({ headers }) => headers['webhook-id'])).toEqual([answer.id]);
  expect(await hears(pair.gw, body)).toBe('duplicate');
  expect(asked(all)).toEqual([1, 1]);
});

test('one fails: the source hears its failure, and its retry reaches that one alone', async () => {
  const all = await several({ replies: { mail: 503 } });
  const { pair, mail } = all;
  const body = freshBody();
  expect(await hears(pair.gw, body)).toBe('failed by mail');
  mail.reply(200);
  expect(await hears(pair.gw, body)).toBe('accepted by mail');
  expect(asked(all)).toEqual([1, 2]);
  expect(await hears(pair.gw, body)).toBe('duplicate');
  expect(asked(all)).toEqual([1, 2]);
});

test('both fail: the first in the file is told, whichever failed first', async () => {
  const all = await several({
    replies: {
      crm: (_request, response) => void setTimeout(() => response.writeHead(500).end(), 100),
      mail: 503,
    },
  });
  expect(await hears(all.pair.gw, freshBody())).toBe('failed by crm');
});

test('one fails and one refuses for good: the retry reaches the failed one alone, and then the refusal is told', async () => {
  const all = await several({ crm: FINAL, replies: { crm: 422, mail: 503 } });
  const { pair, crm, mail } = all;
  const body = freshBody();
  expect(await hears(pair.gw, body)).toBe('failed by mail');
  expect(await hears(pair.gw, body)).toBe('failed by mail');
  expect(asked(all)).toEqual([1, 2]);
  mail.reply(200);
  expect(await hears(pair.gw, body)).toBe('rejected by crm');
  expect(asked(all)).toEqual([1, 3]);
  crm.reply(200);
  expect(await hears(pair.gw, body)).toBe('accepted by crm');
  expect(asked(all)).toEqual([2, 3]);
  expect(await hears(pair.gw, body)).toBe('duplicate');
});

test('one refused before and one refuses now: the first in the file is told', async () => {
  const all = await several({ crm: FINAL, mail: FINAL, replies: { crm: 422, mail: 503 } });
  const { pair, mail } = all;
  const body = freshBody();
  expect(await hears(pair.gw, body)).toBe('failed by mail');
  mail.reply(422);
  expect(await hears(pair.gw, body)).toBe('rejected by crm');
  expect(asked(all)).toEqual([1, 2]);
  // None is owed any more, so both may be asked again.
  mail.reply(200);
  expect(await hears(pair.gw, body)).toBe('rejected by crm');
  expect(asked(all)).toEqual([2, 3]);
});

test('one accepts and one refuses for good: `rejected`, and a further copy reaches the one that refused', async () => {
  const all = await several({ mail: FINAL, replies: { mail: 422 } });
  const { pair, mail } = all;
  const body = freshBody();
  expect(await hears(pair.gw, body)).toBe('rejected by mail');
  expect(await hears(pair.gw, body)).toBe('rejected by mail');
  mail.reply(200);
  expect(await hears(pair.gw, body)).toBe('accepted by mail');
  expect(asked(all)).toEqual([1, 3]);
});

test('one cannot have the body: `untranslatable` as a final no, and the other has it', async () => {
  const all = await several({ mail: { payload: 'compact' } });
  const { pair } = all;
  const body = '{"event":"lead.created","event":"lead.created"}';
  expect(await hears(pair.gw, body)).toBe('untranslatable by mail');
  expect(asked(all)).toEqual([1, 0]);
  expect(await hears(pair.gw, body)).toBe('untranslatable by mail');
  expect(asked(all)).toEqual([1, 0]);
});

describe('events', () => {
  const EVENTS = ['lead.created', 'lead.updated', 'order.created', 'call.ended'];
  const eventsOf = ({ received }: Upstream): unknown[] =>
    received.map(({ headers }) => headers['webhook-gateway-event']);

  test('each has its own; what nobody wants is filtered, and an unwanted one counts as done', async () => {
    const { pair, crm, mail } = await several({
      crm: { events: ['lead.*'] },
      mail: { events: ['order.created', 'lead.created'] },
    });
    const outcomes = [];
    for (const event of EVENTS) outcomes.push((await deliver(pair.gw, { body: freshBody(event) })).outcome);
    expect(outcomes).toEqual(['accepted', 'accepted', 'accepted', 'filtered']);
    expect(eventsOf(crm)).toEqual(['lead.created', 'lead.updated']);
    expect(eventsOf(mail)).toEqual(['lead.created', 'order.created']);
  });

  test('one that names none gets all, beside one that names some', async () => {
    const { pair, crm, mail } = await several({ crm: { events: ['lead.*'] } });
    for (const event of EVENTS)
      expect((await deliver(pair.gw, { body: freshBody(event) })).outcome).toBe('accepted');
    expect(eventsOf(crm)).toEqual(['lead.created', 'lead.updated']);
    expect(eventsOf(mail)).toEqual(EVENTS);
  });

  test('the route’s own decide first', async () => {
    const { pair, crm, mail } = await several({
      more: { events: ['lead.*', 'call.*'] },
      crm: { events: ['lead.*', 'order.*'] },
      mail: { events: ['!lead.created'] },
    });
    const outcomes = [];
    for (const event of EVENTS) outcomes.push((await deliver(pair.gw, { body: freshBody(event) })).outcome);
    expect(outcomes).toEqual(['accepted', 'accepted', 'filtered', 'accepted']);
    expect(eventsOf(crm)).toEqual(['lead.created', 'lead.updated']);
    expect(eventsOf(mail)).toEqual(['lead.updated', 'call.ended']);
  });

  test('what nobody wants burns no key: it is delivered once somebody wants it', async () => {
    const all = await several({ crm: { events: ['lead.*'] }, mail: { events: ['lead.*'] } });
    const { pair, crm, mail } = all;
    const body = freshBody('order.created');
    expect(await hears(pair.gw, body)).toBe('filtered');
    await pair.reload({
      routes: () => [routeTo([destinationOf('crm', crm.url), destinationOf('mail', mail.url)])],
    });
    expect(await hears(pair.gw, body)).toBe('accepted by crm');
  });
});

describe('the source’s deadline comes before one has answered', () => {
  test('`timeout`; the attempt goes on, and its acceptance makes the retry a duplicate', async () => {
    const all = await several({
      more: { source: { ...sourceOf(), deadline: '500ms' } },
      replies: { mail: (_request, response) => void setTimeout(() => response.writeHead(200).end(), 1_000) },
    });
    const { pair } = all;
    const body = freshBody();
    expect(await hears(pair.gw, body)).toBe('timeout by mail');
    // It stays claimed until all have ended, so this one waits for what that comes to.
    await until('the retry is a duplicate', async () => (await hears(pair.gw, body)) === 'duplicate');
    expect(asked(all)).toEqual([1, 1]);
  });

  test('where the late one fails, the retry reaches that one alone', async () => {
    const all = await several({
      more: { source: { ...sourceOf(), deadline: '500ms' } },
      replies: { mail: (_request, response) => void setTimeout(() => response.writeHead(503).end(), 700) },
    });
    const { pair, mail } = all;
    const body = freshBody();
    expect(await hears(pair.gw, body)).toBe('timeout by mail');
    mail.reply(200);
    await until('the retry is taken', async () => (await deliver(pair.gw, { body })).status === 200);
    expect(await hears(pair.gw, body)).toBe('duplicate');
    expect(asked(all)).toEqual([1, 2]);
  });
});

describe('paused', () => {
  test('one of them: `paused`, and the others are asked all the same; after the pause the retry reaches it', async () => {
    const all = await several();
    const { pair } = all;
    expect((await pair.api('/routes/a/pause?destination=mail', 'POST')).status).toBe(200);
    const body = freshBody();
    const answer = await deliver(pair.gw, { body });
    expect(answer.status).toBe(503);
    expect(heard(answer)).toBe('paused by mail');
    expect(asked(all)).toEqual([1, 0]);
    await pair.api('/routes/a/resume?destination=mail', 'POST');
    expect(await hears(pair.gw, body)).toBe('accepted by mail');
    expect(asked(all)).toEqual([1, 1]);
  });

  test('what failed before it in the file is told in its place', async () => {
    const all = await several({ replies: { crm: 503 } });
    const { pair } = all;
    await pair.api('/routes/a/pause?destination=mail', 'POST');
    expect(await hears(pair.gw, freshBody())).toBe('failed by crm');
  });

  test('the whole route: nobody is asked, until it or the route goes on', async () => {
    const all = await several();
    const { pair } = all;
    await pair.api('/routes/a/pause', 'POST');
    const body = freshBody();
    expect(await hears(pair.gw, body)).toBe('paused');
    expect(asked(all)).toEqual([0, 0]);
    await pair.api('/routes/a/resume', 'POST');
    expect(await hears(pair.gw, body)).toBe('accepted by crm');
  });
});

describe('names that change between a delivery and its retry', () => {
  test('a new one takes no part; the next delivery reaches it', async () => {
    const all = await several({ replies: { mail: 503 } });
    const { pair, crm, mail } = all;
    const body = freshBody();
    expect(await hears(pair.gw, body)).toBe('failed by mail');
    mail.reply(200);
    await pair.reload({
      routes: () => [
        routeTo([
          destinationOf('sheet', crm.url),
          destinationOf('crm', crm.url),
          destinationOf('mail', mail.url),
        ]),
      ],
    });
    expect(await hears(pair.gw, body)).toBe('accepted by mail');
    expect(asked(all)).toEqual([1, 2]);
    expect(await hears(pair.gw, freshBody())).toBe('accepted by sheet');
    expect(asked(all)).toEqual([3, 3]);
  });

  test('one that is gone owes nothing any more', async () => {
    const all = await several({ replies: { mail: 503 } });
    const { pair, crm } = all;
    const body = freshBody();
    expect(await hears(pair.gw, body)).toBe('failed by mail');
    await pair.reload({ routes: () => [routeTo([destinationOf('crm', crm.url)])] });
    expect(await hears(pair.gw, body)).toBe('duplicate');
    expect(asked(all)).toEqual([1, 1]);
  });

  test('where none of that time is left, the new ones take all', async () => {
    const all = await several({ replies: { crm: 503, mail: 503 } });
    const { pair, crm, mail } = all;
    const body = freshBody();
    expect(await hears(pair.gw, body)).toBe('failed by crm');
    crm.reply(200);
    await pair.reload({
      routes: () => [routeTo([destinationOf('sheet', crm.url), destinationOf('slack', mail.url)])],
    });
    mail.reply(200);
    expect(await hears(pair.gw, body)).toBe('accepted by sheet');
    expect(asked(all)).toEqual([2, 2]);
  });
});

test('the log has each destination’s end, and one is listed alone', async () => {
  const all = await several({ replies: { mail: 503 } });
  const { pair } = all;
  const { id } = await deliver(pair.gw);
  await until('both are listed', async () => (await listed(pair, '/deliveries')).length === 2);
  const found = await listed(pair, `/deliveries?destination=mail`);
  expect(found.map((one) => [one.id, one.outcome])).toEqual([[id, 'failed']]);
  const [line] = pair.gw.lines().filter((one) => one['messageId'] === id);
  expect(line).toMatchObject({
    destination: 'mail',
    destinations: 'crm=accepted mail=failed',
    outcome: 'failed',
  });
});

test('our own time is what the longest attempt leaves of it', async () => {
  const slow = (ms: number) => (_request: unknown, response: import('node:http').ServerResponse) =>
    void setTimeout(() => response.writeHead(200).end(), ms);
  const { pair } = await several({ replies: { crm: slow(50), mail: slow(400) } });
  const { id } = await deliver(pair.gw);
  const [line] = pair.gw.lines().filter((one) => one['messageId'] === id);
  expect(line?.['overheadMs']).toBeLessThan(300);
  expect(await pair.gw.metric('webhook_gateway_overhead_seconds_count', { route: 'a' })).toBe(1);
});

test('without a Redis the same holds for as long as the process lives', async () => {
  const pair = await pairForTest({
    reply: 503,
    routes: (url) => [routeTo([destinationOf('crm', url), destinationOf('mail', url)])],
  });
  const body = freshBody();
  expect(await hears(pair.gw, body)).toBe('failed by crm');
  pair.up.reply(({ headers }, response) => {
    response.writeHead(headers['svix-id'] === undefined ? 503 : 200).end();
  });
  expect(await hears(pair.gw, body)).toBe('failed by mail');
  pair.up.reply(200);
  expect(await hears(pair.gw, body)).toBe('accepted by mail');
  expect(pair.up.received.map(({ headers }) => ('svix-id' in headers ? 'crm' : 'mail'))).toEqual(
    expect.arrayContaining(['crm', 'mail', 'crm', 'mail', 'mail']),
  );
  expect(pair.up.received).toHaveLength(5);
});

function sourceOf() {
  return routeTo([])['source'] as Record<string, unknown>;
}
