import { describe, expect, test } from 'vitest';
import { post, startTestGateway } from '../helpers/gateway.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import { configText, deliver, freshBody, pairForTest, route } from './setup.js';

describe('a route that names events takes these alone and acknowledges the rest', () => {
  test.each([
    [['lead.created'], 'lead.created', true],
    [['lead.created'], 'lead.created.late', false],
    [['lead.created'], 'Lead.Created', false],
    [['lead.created'], 'lead', false],
    [['lead.*'], 'lead.created', true],
    [['lead.*'], 'lead.', true],
    [['lead.*'], 'lead', false],
    [['lead.*'], 'leads.created', false],
    [['lead.*'], 'my.lead.created', false],
    [['lead*'], 'leads.created', true],
    [['*'], 'anything', true],
    [['call.ended', 'lead.*'], 'call.ended', true],
    [['call.ended', 'lead.*'], 'call.started', false],
    [['a+b'], 'aab', false],
    [['a+b'], 'a+b', true],
    [['!call.ended'], 'call.started', true],
    [['!call.ended'], 'call.ended', false],
    [['lead.*', '!lead.deleted'], 'lead.created', true],
    [['lead.*', '!lead.deleted'], 'lead.deleted', false],
    [['!lead.deleted', 'lead.*'], 'lead.deleted', false],
    [['Push Hook'], 'Push Hook', true],
    [['Push Hook'], 'Push', false],
  ] as const)('%j: %s %j', async (events, event, wanted) => {
    const { gw, up } = await pairForTest({ routes: (url) => [route(url, { more: { events } })] });
    const body = freshBody(event);
    const answer = await deliver(gw, { body });
    expect(answer).toMatchObject({ status: 200, outcome: wanted ? 'accepted' : 'filtered' });
    expect(up.received.length).toBe(wanted ? 1 : 0);
    if (!wanted) {
      expect(JSON.parse(answer.body.toString())).toEqual({ outcome: 'filtered', id: answer.id });
      expect(await gw.metric('webhook_gateway_claims_total')).toBe(0);
    }
  });

  test.each(['{"data":{}}', '{"event":7.5}', '{"event":null}', 'no json', '[]', ''])(
    'a body that names no event is filtered, unless all are wanted: %j',
    async (body) => {
      const { gw, up } = await pairForTest({
        routes: (url) => [
          route(url, { more: { events: ['lead.*', 'call.*'] } }),
          route(url, { name: 'b', more: { events: ['*'] } }),
          route(url, { name: 'c', more: { events: ['!call.ended'] } }),
        ],
      });
      expect((await deliver(gw, { body })).outcome).toBe('filtered');
      expect(up.received).toEqual([]);
      expect((await deliver(gw, { route: 'b', body })).outcome).toBe('accepted');
      expect((await deliver(gw, { route: 'c', body })).outcome).toBe('accepted');
    },
  );

  test('a forgery is not acknowledged, whatever event it names', async () => {
    const { gw } = await pairForTest({ routes: (url) => [route(url, { more: { events: ['lead.*'] } })] });
    const headers = signHeaders('actuallycare', secretFor('actuallycare', 'z'), freshBody('call.ended'));
    expect((await post(`${gw.url}/a`, freshBody('call.ended'), headers)).outcome).toBe('invalid_signature');
  });

  test('one delivery is filtered on one route and forwarded on another', async () => {
    const { gw, up } = await pairForTest({
      routes: (url) => [
        route(url, { more: { events: ['call.*'] } }),
        route(url, { name: 'b', more: { events: ['lead.*'] } }),
      ],
    });
    const body = freshBody('lead.created');
    expect((await deliver(gw, { body })).outcome).toBe('filtered');
    expect((await deliver(gw, { route: 'b', body })).outcome).toBe('accepted');
    expect(up.received.length).toBe(1);
  });
});

describe("the signed body's event counts, not the unsigned header's", () => {
  test('for the filter, the log and the receiver; that they differ is counted', async () => {
    const { gw, up } = await pairForTest({ routes: (url) => [route(url, { more: { events: ['lead.*'] } })] });
    const body = freshBody('lead.created');
    const answer = await deliver(gw, { body, headers: { 'X-Webhook-Event': 'call.ended' } });
    expect(answer.outcome).toBe('accepted');
    expect(up.received[0]?.headers['webhook-gateway-event']).toBe('lead.created');
    expect(up.received[0]?.headers['x-webhook-event']).toBeUndefined();
    expect(await gw.metric('webhook_gateway_event_mismatches_total', { route: 'a' })).toBe(1);
    expect(gw.lines()).toContainEqual(
      expect.objectContaining({ event: 'lead.created', eventMismatch: true }),
    );

    const other = await deliver(gw, {
      body: freshBody('call.ended'),
      headers: { 'X-Webhook-Event': 'lead.created' },
    });
    expect(other.outcome).toBe('filtered');
  });

  test('that they agree, or that there is no header, is not', async () => {
    const { gw } = await pairForTest();
    await deliver(gw, { body: freshBody('lead.created'), headers: { 'X-Webhook-Event': 'lead.created' } });
    await deliver(gw, { body: freshBody('lead.created') });
    expect(await gw.metric('webhook_gateway_event_mismatches_total', { route: 'a' })).toBe(0);
  });
});

test('a filter is a fault where the scheme yields no event name', async () => {
  const text = configText([
    route('http://127.0.0.1:1', {
      from: 'none',
      source: { secrets: undefined, reason: 'a test' },
      more: { events: ['x'] },
    }),
  ]);
  await expect(startTestGateway(text)).rejects.toThrow(/events/);
});
