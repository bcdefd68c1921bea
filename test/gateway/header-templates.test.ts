/** Headers and event names that a destination has of its own, as its receiver gets them. */
import { describe, expect, test } from 'vitest';
import { post } from '../helpers/gateway.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import { deliver, freshBody, pairForTest, route, type Members } from './setup.js';

async function sent(
  destination: Members,
  delivery: {
    from?: string;
    to?: string;
    body?: string;
    headers?: Record<string, string>;
    source?: Members;
  } = {},
) {
  const { from = 'actuallycare', to = 'svix', body = freshBody(), headers = {}, source } = delivery;
  const { gw, up } = await pairForTest({
    routes: (url) => [route(url, { from, to, destination, ...(source && { source }) })],
  });
  const signed = from === 'none' ? {} : signHeaders(from, secretFor(from), body);
  const answer = await post(`${gw.url}/a`, body, {
    'Content-Type': 'application/json',
    ...signed,
    ...headers,
  });
  return { outcome: answer.outcome, status: answer.status, request: up.received[0], gw };
}

describe('a header with placeholders', () => {
  test('is made of what was verified: members, the event, the message id, a header', async () => {
    const { request } = await sent(
      {
        headers: {
          'X-Team': 'team {json:/data/team}',
          'X-What': '{event}',
          'X-Ref': '{{{id}}}',
          'X-Shop': '{header:X-Shop-Domain}',
          'X-Plain': '{{}}',
        },
      },
      {
        body: '{"event":"lead.created","data":{"team":1234}}',
        headers: { 'X-Shop-Domain': 'a.example' },
      },
    );
    expect(request?.headers).toMatchObject({
      'x-team': 'team 1234',
      'x-what': 'lead.created',
      'x-ref': `{${String(request?.headers['webhook-gateway-id'])}}`,
      'x-shop': 'a.example',
      'x-plain': '{}',
      'webhook-gateway-unsigned-headers': 'X-Shop',
    });
  });

  test.each([
    ['a member that is not there', '{json:/data/none}', {}],
    ['a member that is an object', '{json:/data}', {}],
    ['a number whose digits would be lost', '{json:/data/big}', {}],
    ['a member that is empty', '{json:/data/empty}', {}],
    ['a member over 1 KB', '{json:/data/long}', {}],
    ['a member that is no ASCII', '{json:/data/name}', {}],
    ['a member with a line end', '{json:/data/lines}', {}],
    ['a member that ends in a blank', '{json:/data/blank}', {}],
    ['a header that is not there', '{header:X-None}', {}],
    ['a header for this connection alone', '{header:X-Hop}', { 'X-Hop': 'a', Connection: 'X-Hop' }],
  ])('%s makes the delivery untranslatable', async (_what, value, headers) => {
    const data = { empty: '', long: 'x'.repeat(1025), name: 'Zoë', lines: 'a\nb', blank: 'a ', big: '#' };
    const body = JSON.stringify({ event: 'lead.created', data }).replace('"#"', '12345678901234567890');
    const { outcome, status, request } = await sent({ headers: { 'X-A': value } }, { body, headers });
    expect({ outcome, status }).toEqual({ outcome: 'untranslatable', status: 502 });
    expect(request).toBeUndefined();
  });

  test('exactly 1 KB goes on', async () => {
    const body = JSON.stringify({ event: 'lead.created', data: { long: 'x'.repeat(1024) } });
    const { request } = await sent({ headers: { 'X-A': '{json:/data/long}' } }, { body });
    expect(request?.headers['x-a']).toBe('x'.repeat(1024));
  });

  test('is named where its value was not signed: an unsigned event, a member that the scheme leaves out', async () => {
    const { request } = await sent(
      { headers: { 'X-Event': '{event}', 'X-Ref': '{json:/ref}' } },
      { from: 'shopify', body: '{"ref":"7"}', headers: { 'X-Shopify-Topic': 'orders/paid' } },
    );
    expect(request?.headers['x-event']).toBe('orders/paid');
    expect(request?.headers['webhook-gateway-unsigned-headers']).toBe(
      'X-Shopify-Topic, X-Shopify-Webhook-Id, X-Event, Webhook-Gateway-Event, Webhook-Gateway-Source-Id',
    );
    const unsigned = await sent(
      { headers: { 'X-Ref': '{json:/ref}' } },
      { from: 'none', body: '{"ref":"7"}', source: { scheme: 'none', secrets: [], reason: 'a test' } },
    );
    expect(unsigned.request?.headers['webhook-gateway-unsigned-headers']).toBe('X-Ref');
  });

  test('is signed where the destination’s scheme signs that header', async () => {
    const { request } = await sent(
      { headers: { 'x-sinch-webhook-signature-nonce': 'n-{json:/data/n}' } },
      { to: 'sinch', body: '{"event":"lead.created","data":{"n":7}}' },
    );
    expect(request?.headers['x-sinch-webhook-signature-nonce']).toBe('n-7');
  });
});

describe('renameEvents', () => {
  const renameEvents = { 'lead.created': 'new_lead' };

  test('is the name that the receiver sees, wherever the gateway writes it', async () => {
    const { request } = await sent(
      { renameEvents, headers: { 'X-What': '{event}' }, payload: 'envelope' },
      { to: 'exampleapi' },
    );
    expect(request?.headers).toMatchObject({
      'webhook-gateway-event': 'new_lead',
      'x-webhook-event': 'new_lead',
      'x-what': 'new_lead',
    });
    expect(JSON.parse(request?.body.toString() ?? '')).toMatchObject({ type: 'new_lead' });
  });

  test('leaves other names, and exact bytes, as they came', async () => {
    const other = await sent({ renameEvents }, { body: freshBody('lead.deleted') });
    expect(other.request?.headers['webhook-gateway-event']).toBe('lead.deleted');
    const body = freshBody();
    expect((await sent({ renameEvents }, { body })).request?.body.toString()).toBe(body);
  });

  test('comes after the filter, which knows the source’s names', async () => {
    const { gw, up } = await pairForTest({
      routes: (url) => [route(url, { destination: { renameEvents }, more: { events: ['lead.created'] } })],
    });
    expect((await deliver(gw)).outcome).toBe('accepted');
    expect((await deliver(gw, { body: freshBody('new_lead') })).outcome).toBe('filtered');
    expect(up.received).toHaveLength(1);
  });

  test('stands in place of the source’s own header where the receiver’s scheme writes that one', async () => {
    const { request } = await sent(
      { renameEvents: { push: 'code_pushed' } },
      { from: 'github', to: 'github', body: '{}', headers: { 'X-GitHub-Event': 'push' } },
    );
    expect(request?.headers['x-github-event']).toBe('code_pushed');
    expect(request?.headers['webhook-gateway-unsigned-headers']).toContain('X-GitHub-Event');
  });
});
