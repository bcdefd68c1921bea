/** Who may deliver, and whose word on that counts. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { post } from '../helpers/gateway.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import { deliver, expectProblem, freshBody, pairForTest, route, startPair, type Pair } from './setup.js';

const INSIDE = '203.0.113.9';
const OUTSIDE = '198.51.100.7';

function routes(url: string) {
  return [
    route(url, { source: { allowIps: ['203.0.113.0/24', '2001:db8::/32'] } }),
    route(url, { name: 'open' }),
  ];
}

let plain: Pair;
let proxied: Pair;

beforeAll(async () => {
  plain = await startPair({ routes });
  proxied = await startPair({ routes, top: { server: { trustedProxies: ['127.0.0.0/8', '10.1.0.0/16'] } } });
});

afterAll(async () => {
  await plain.stop();
  await proxied.stop();
});

function lastClient({ gw }: Pair): unknown {
  return gw.lines().findLast(({ msg }) => msg === 'delivery')?.['client'];
}

describe('without trusted proxies', () => {
  test.each([
    { 'X-Forwarded-For': INSIDE },
    { Forwarded: `for=${INSIDE}` },
    { 'X-Real-IP': INSIDE },
    { X_Forwarded_For: INSIDE },
    { 'True-Client-IP': INSIDE },
  ])('nobody names himself: %j', async (headers) => {
    const answer = await deliver(plain.gw, { headers });
    expectProblem(answer, 'forbidden');
    expect(lastClient(plain)).toBe('127.0.0.1');
  });

  test("the peer's own address counts", async () => {
    const { gw } = await pairForTest({
      routes: (url) => [route(url, { source: { allowIps: ['127.0.0.1'] } })],
    });
    expect((await deliver(gw)).outcome).toBe('accepted');
  });

  test('who may not deliver is told so before the body is looked at, genuine or not', async () => {
    const before = await plain.gw.metric('webhook_gateway_verifications_total', { route: 'a' });
    expect((await deliver(plain.gw)).outcome).toBe('forbidden');
    expect((await post(`${plain.gw.url}/a`, 'x')).outcome).toBe('forbidden');
    expect(await plain.gw.metric('webhook_gateway_verifications_total', { route: 'a' })).toBe(before);
  });
});

describe('behind trusted proxies', () => {
  test.each([
    ['the address the proxy added', INSIDE, INSIDE],
    ['not what stood there before it', `${INSIDE}, ${OUTSIDE}`, OUTSIDE],
    ['the nearest that is no proxy of ours', `${OUTSIDE}, ${INSIDE}, 10.1.2.3`, INSIDE],
    ['not through a proxy that is not ours', `${INSIDE}, 10.2.0.1`, '10.2.0.1'],
    ['version 6', '2001:db8::7', '2001:db8::7'],
    ['version 4 written as 6', `::ffff:${INSIDE}`, INSIDE],
    ['the proxy itself where it added no address', 'unknown', '127.0.0.1'],
    ['the proxy itself where the list is empty', '', '127.0.0.1'],
    ['nothing behind what is no address', `${INSIDE}, unknown`, '127.0.0.1'],
    ['the address where a proxy writes the port too', `${INSIDE}:5678`, INSIDE],
    ['an IPv6 address with its port', '[2001:db8::1]:5678', '2001:db8::1'],
    ['our own proxies alone', '10.1.0.1, 10.1.0.2', '10.1.0.1'],
  ])('counts %s', async (_, header, client) => {
    const answer = await deliver(proxied.gw, { headers: { 'X-Forwarded-For': header } });
    expect(lastClient(proxied)).toBe(client);
    expect(answer.outcome).toBe(client === INSIDE || client.startsWith('2001') ? 'accepted' : 'forbidden');
  });

  test('lists in several headers are one list', async () => {
    const body = freshBody();
    const signed = signHeaders('actuallycare', secretFor('actuallycare'), body);
    const answer = await post(`${proxied.gw.url}/a`, body, {
      ...signed,
      'X-Forwarded-For': [INSIDE, OUTSIDE],
    });
    expect(answer.outcome).toBe('forbidden');
    expect(lastClient(proxied)).toBe(OUTSIDE);
  });

  test('only that one header counts', async () => {
    for (const headers of [
      { Forwarded: `for=${INSIDE}` },
      { 'X-Real-IP': INSIDE },
      { X_Forwarded_For: INSIDE },
    ]) {
      expect((await deliver(proxied.gw, { headers })).outcome).toBe('forbidden');
    }
  });

  test('a route that names no addresses takes all', async () => {
    const answer = await deliver(proxied.gw, { route: 'open', headers: { 'X-Forwarded-For': OUTSIDE } });
    expect(answer.outcome).toBe('accepted');
  });
});
