import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../helpers/gateway.js';
import { startUpstream, type Reply, type Upstream } from '../helpers/upstream.js';
import { deliver, freshBody, pairForTest, route, startPair, type Pair } from './setup.js';

let pair: Pair;
let elsewhere: Upstream;

beforeAll(async () => {
  elsewhere = await startUpstream(200);
  pair = await startPair({
    routes: (url) => [
      route(url, { name: 'ac-svix' }),
      route(url, { name: 'svix-ac', from: 'svix', to: 'actuallycare' }),
      route(url, { name: 'ac-ac', to: 'actuallycare' }),
      route(url, { name: 'svix-svix', from: 'svix' }),
      route(url, { name: 'status', more: { relay: 'status' } }),
      route(url, {
        name: 'corrected',
        to: 'actuallycare',
        destination: { verdicts: { accepted: [409], retry: [404], final: ['5xx', 403] } },
      }),
    ],
  });
});

afterAll(async () => {
  await pair.stop();
  await elsewhere.close();
});

async function answeredBy(name: string, reply: Reply): Promise<Answer> {
  pair.up.reply(reply);
  return deliver(pair.gw, { route: name, from: name.startsWith('svix') ? 'svix' : 'actuallycare' });
}

type Row = readonly [receiver: number, outcome: string, told: number];

/** A receiver that reads statuses as Standard Webhooks does: only 2xx is a success, only 410 is final. */
const AC_TO_SVIX: readonly Row[] = [
  [200, 'accepted', 200],
  [201, 'accepted', 201],
  [202, 'accepted', 202],
  [204, 'accepted', 204],
  [299, 'accepted', 299],
  [300, 'failed', 502],
  [304, 'failed', 502],
  // ActuallyCare would take any other 4xx for final.
  [400, 'failed', 502],
  [401, 'failed', 502],
  [404, 'failed', 502],
  [408, 'failed', 408],
  [409, 'failed', 502],
  [410, 'rejected', 410],
  [413, 'failed', 502],
  [422, 'failed', 502],
  [429, 'failed', 429],
  [500, 'failed', 500],
  [502, 'failed', 502],
  [503, 'failed', 503],
  [599, 'failed', 599],
];

/** A receiver whose 4xx are final but for 408 and 429, behind a source that knows no final failure. */
const SVIX_TO_AC: readonly Row[] = [
  [200, 'accepted', 200],
  [302, 'failed', 502],
  [400, 'rejected', 200],
  // About us, not about the event: never told as a success.
  [401, 'failed', 502],
  [403, 'failed', 502],
  [404, 'failed', 502],
  [405, 'failed', 502],
  [413, 'failed', 502],
  [415, 'failed', 502],
  [408, 'failed', 408],
  // Told to this source, 410 would switch the whole endpoint off.
  [410, 'rejected', 200],
  [422, 'rejected', 200],
  [429, 'failed', 429],
  [500, 'failed', 500],
  [503, 'failed', 503],
];

describe("the receiver's status is read under its own rule and told in one the source reads the same way", () => {
  for (const [name, rows] of [
    ['ac-svix', AC_TO_SVIX],
    ['svix-ac', SVIX_TO_AC],
  ] as const) {
    test.each(rows)(`${name}: %i is %s, told as %i`, async (receiver, outcome, told) => {
      const answer = await answeredBy(name, receiver);
      expect(answer).toMatchObject({ outcome, status: told });
      expect(answer.headers['webhook-gateway-receiver-status']).toBe(String(receiver));
    });
  }

  test.each([
    ['ac-ac', 409, 'rejected', 409],
    ['ac-ac', 404, 'failed', 502],
    ['ac-ac', 410, 'rejected', 410],
    ['svix-svix', 400, 'failed', 400],
    ['svix-svix', 404, 'failed', 502],
    ['svix-svix', 410, 'rejected', 200],
  ] as const)('%s: %i is %s, told as %i', async (name, receiver, outcome, told) => {
    expect(await answeredBy(name, receiver)).toMatchObject({ outcome, status: told });
  });

  test.each([
    [409, 'accepted', 200],
    [404, 'failed', 502],
    [500, 'rejected', 422],
    [403, 'rejected', 403],
    [401, 'failed', 502],
    [429, 'failed', 429],
  ] as const)("the route's corrections count: %i is %s, told as %i", async (receiver, outcome, told) => {
    expect(await answeredBy('corrected', receiver)).toMatchObject({ outcome, status: told });
  });

  test.each([600, 999])('a status no source knows (%i) is told as 502', async (status) => {
    const answer = await answeredBy('ac-svix', (_, response) => {
      response.socket?.end(`HTTP/1.1 ${status} Odd\r\nContent-Length: 0\r\n\r\n`);
    });
    expect(answer).toMatchObject({ outcome: 'failed', status: 502 });
  });
});

test("what a receiver says about us has its own reason, and the source's retry is delivered once it is mended", async () => {
  const { gw, up } = await pairForTest({
    routes: (url) => [route(url, { from: 'standard', to: 'actuallycare' })],
    reply: 401,
  });
  const body = freshBody();
  const id = 'msg_1';
  expect(await deliver(gw, { from: 'standard', body, id })).toMatchObject({ outcome: 'failed', status: 502 });
  expect(gw.lines().find(({ msg }) => msg === 'delivery')).toMatchObject({
    ...{ outcome: 'failed', reason: 'receiver_refuses_us', receiverStatus: 401, result: 'retry' },
  });
  up.reply(200);
  expect((await deliver(gw, { from: 'standard', body, id })).outcome).toBe('accepted');
});

test('401 and 403 in a row are counted, and only another answer ends the row', async () => {
  const { gw, up } = await pairForTest();
  const row = () => gw.metric('webhook_gateway_receiver_refusals_in_a_row', { route: 'a' });
  expect(await row()).toBe(0);
  for (const status of [401, 403, 401]) {
    up.reply(status);
    await deliver(gw);
  }
  expect(await row()).toBe(3);
  up.reply((_, response) => {
    response.socket?.destroy();
  });
  await deliver(gw);
  expect(await row()).toBe(3);
  up.reply(404);
  await deliver(gw);
  expect(await row()).toBe(0);
});

describe('redirects are failures and never followed', () => {
  test.each([301, 302, 303, 307, 308])('%i', async (status) => {
    for (const name of ['ac-svix', 'svix-ac']) {
      const answer = await answeredBy(name, { status, headers: { Location: `${elsewhere.url}/secret` } });
      expect(answer).toMatchObject({ outcome: 'failed', status: 502 });
      expect(answer.headers['location']).toBeUndefined();
    }
    expect(elsewhere.received).toEqual([]);
  });
});

describe("of the receiver's answer the source gets", () => {
  test.each([
    ['408', '120'],
    ['429', '7'],
    ['503', 'Wed, 21 Oct 2026 07:28:00 GMT'],
  ])('the time to wait, with %s', async (status, value) => {
    const answer = await answeredBy('ac-svix', { status: Number(status), headers: { 'Retry-After': value } });
    expect(answer.headers['retry-after']).toBe(value);
  });

  test('no time to wait that is none', async () => {
    const answer = await answeredBy('ac-svix', { status: 503, headers: { 'Retry-After': 'soon; x=1' } });
    expect(answer.headers['retry-after']).toBeUndefined();
  });

  test('body and content type, byte for byte', async () => {
    const body = Buffer.from([0, 255, 254, 13, 10, 65]);
    for (const status of [200, 500]) {
      const headers = { 'Content-Type': 'application/vnd.x+json; charset=utf-8' };
      const answer = await answeredBy('ac-svix', { status, headers, body });
      expect(answer.headers['content-type']).toBe(headers['Content-Type']);
      expect(answer.body).toEqual(body);
    }
  });

  test.each([
    [64 * 1024, 64 * 1024],
    [64 * 1024 + 1, 64 * 1024],
    [1024 * 1024, 64 * 1024],
  ])('at most 64 KiB: of %i bytes %i', async (sent, told) => {
    const answer = await answeredBy('ac-svix', { status: 200, body: Buffer.alloc(sent, 'x') });
    expect(answer).toMatchObject({ outcome: 'accepted', status: 200 });
    expect(answer.body.length).toBe(told);
    expect(answer.headers['content-length']).toBe(String(told));
  });

  test('no other header', async () => {
    const answer = await answeredBy('ac-svix', {
      status: 200,
      headers: {
        'Content-Type': 'text/plain',
        'Set-Cookie': 'a=b',
        Server: 'secret/1.0',
        'X-Powered-By': 'secret',
        'webhook-delivery': 'abort-message',
        'Webhook-Gateway-Outcome': 'duplicate',
        'Access-Control-Allow-Origin': '*',
        Location: 'http://x/',
        Link: '</x>; rel=preload',
        ETag: '"x"',
        'Clear-Site-Data': '"*"',
      },
      body: 'ok',
    });
    expect(Object.keys(answer.headers).sort()).toEqual([
      'connection',
      'content-length',
      'content-type',
      'date',
      'webhook-gateway-id',
      'webhook-gateway-outcome',
      'webhook-gateway-receiver-status',
    ]);
    expect(answer.outcome).toBe('accepted');
  });

  test('the status alone with `relay: status`, and the time to wait', async () => {
    const headers = { 'Content-Type': 'text/plain', 'Retry-After': '9' };
    const answer = await answeredBy('status', { status: 503, headers, body: 'inner words' });
    expect(answer).toMatchObject({ status: 503, outcome: 'failed', body: Buffer.alloc(0) });
    expect(answer.headers['content-type']).toBeUndefined();
    expect(answer.headers['retry-after']).toBe('9');
    expect(answer.headers['webhook-gateway-receiver-status']).toBe('503');
  });
});

test('attempts are counted by verdict and by class of status', async () => {
  const { gw, up } = await pairForTest();
  for (const status of [200, 201, 302, 404, 410, 503]) {
    up.reply(status);
    await deliver(gw);
  }
  const attempts = (result: string) => gw.metric('webhook_gateway_attempts_total', { route: 'a', result });
  expect(await Promise.all(['accepted', 'retry', 'final', 'timeout'].map(attempts))).toEqual([2, 3, 1, 0]);
  const series = 'webhook_gateway_receiver_duration_seconds_count';
  const byClass = (status: string) => gw.metric(series, { route: 'a', destination: 'default', status });
  expect(await Promise.all(['2xx', '3xx', '4xx', '5xx', 'none'].map(byClass))).toEqual([2, 1, 2, 1, 0]);
});
