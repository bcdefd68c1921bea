/** Several destinations of one route: each that is owed is asked, and what one has accepted it never gets again. */
import { expect, onTestFinished, test } from 'vitest';
import { deliver, freshBody, pairForTest, route, type Members, type Pair } from './setup.js';
import { startUpstream, type Reply, type Upstream } from '../helpers/upstream.js';
import { secretFor } from '../helpers/sign.js';

interface Several {
  readonly pair: Pair;
  readonly crm: Upstream;
  readonly mail: Upstream;
}

/** A route whose destinations are to come. */
function withoutDestination(url: string): Members {
  return Object.fromEntries(Object.entries(route(url)).filter(([key]) => key !== 'destination'));
}

async function several(more: Members = {}, replies: Readonly<Record<string, Reply>> = {}): Promise<Several> {
  const mail = await startUpstream(replies['mail'] ?? 200);
  onTestFinished(() => mail.close());
  const pair = await pairForTest({
    reply: replies['crm'] ?? 200,
    routes: (url) => {
      return [
        {
          ...withoutDestination(url),
          destinations: [
            { name: 'crm', url, scheme: 'svix', secrets: [secretFor('svix')] },
            { name: 'mail', url: mail.url, scheme: 'standard', secrets: [secretFor('standard')] },
          ],
          ...more,
        },
      ];
    },
  });
  return { pair, crm: pair.up, mail };
}

test('both accept: each gets it once under one id, and a retry is a duplicate', async () => {
  const { pair, crm, mail } = await several();
  const body = freshBody();
  const answer = await deliver(pair.gw, { body });
  expect([answer.status, answer.outcome]).toEqual([200, 'accepted']);
  expect(crm.received.map(({ headers }) => headers['svix-id'])).toEqual([answer.id]);
  expect(mail.received.map(({ headers }) => headers['webhook-id'])).toEqual([answer.id]);
  expect(answer.headers['webhook-gateway-destination']).toBe('crm');
  expect((await deliver(pair.gw, { body })).outcome).toBe('duplicate');
  expect([crm.received.length, mail.received.length]).toEqual([1, 1]);
});

test('one fails: the source hears its failure, and its retry reaches that one alone', async () => {
  const { pair, crm, mail } = await several({}, { mail: 503 });
  const body = freshBody();
  const first = await deliver(pair.gw, { body });
  expect([first.outcome, first.headers['webhook-gateway-destination']]).toEqual(['failed', 'mail']);
  mail.reply(200);
  const second = await deliver(pair.gw, { body });
  expect([second.outcome, second.headers['webhook-gateway-destination']]).toEqual(['accepted', 'mail']);
  expect([crm.received.length, mail.received.length]).toEqual([1, 2]);
  expect((await deliver(pair.gw, { body })).outcome).toBe('duplicate');
  expect([crm.received.length, mail.received.length]).toEqual([1, 2]);
});

/** What the receivers of a test hear, in turn. */
const FINAL = 422;

function finalTo(name: 'crm' | 'mail', url: string, scheme: string): Members {
  return { name, url, scheme, secrets: [secretFor(scheme)], verdicts: { final: [String(FINAL)] } };
}

test('a final no is not asked again while another one is owed, and is free once none is', async () => {
  const owed = await startUpstream(503);
  onTestFinished(() => owed.close());
  const pair = await pairForTest({
    reply: FINAL,
    routes: (url) => {
      return [
        {
          ...withoutDestination(url),
          destinations: [finalTo('crm', url, 'svix'), finalTo('mail', owed.url, 'standard')],
        },
      ];
    },
  });
  const body = freshBody();
  expect((await deliver(pair.gw, { body })).outcome).toBe('failed');
  expect((await deliver(pair.gw, { body })).outcome).toBe('failed');
  expect([pair.up.received.length, owed.received.length]).toEqual([1, 2]);
  owed.reply(200);
  const told = await deliver(pair.gw, { body });
  expect([told.outcome, told.headers['webhook-gateway-destination']]).toEqual(['rejected', 'crm']);
  expect([pair.up.received.length, owed.received.length]).toEqual([1, 3]);
  pair.up.reply(200);
  const again = await deliver(pair.gw, { body });
  expect([again.outcome, again.headers['webhook-gateway-destination']]).toEqual(['accepted', 'crm']);
  expect([pair.up.received.length, owed.received.length]).toEqual([2, 3]);
  expect((await deliver(pair.gw, { body })).outcome).toBe('duplicate');
});

test('each has its own events; what nobody wants is filtered, and an unwanted one counts as done', async () => {
  const mail = await startUpstream(200);
  onTestFinished(() => mail.close());
  const pair = await pairForTest({
    routes: (url) => {
      const crm = { name: 'crm', url, scheme: 'svix', secrets: [secretFor('svix')], events: ['lead.*'] };
      const post = { name: 'mail', url: mail.url, scheme: 'standard', secrets: [secretFor('standard')] };
      const list = [crm, { ...post, events: ['order.created', 'lead.created'] }];
      return [{ ...withoutDestination(url), destinations: list }];
    },
  });
  const outcomes = [];
  for (const event of ['lead.created', 'lead.updated', 'order.created', 'call.ended'])
    outcomes.push((await deliver(pair.gw, { body: freshBody(event) })).outcome);
  expect(outcomes).toEqual(['accepted', 'accepted', 'accepted', 'filtered']);
  const eventsOf = (up: Upstream): unknown[] =>
    up.received.map(({ headers }) => headers['webhook-gateway-event']);
  expect(eventsOf(pair.up)).toEqual(['lead.created', 'lead.updated']);
  expect(eventsOf(mail)).toEqual(['lead.created', 'order.created']);
});
