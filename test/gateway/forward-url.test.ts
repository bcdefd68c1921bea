/** Parts of a delivery's own URL at the receiver: which, how they are told apart, and that they stay with a message. */
import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { readKey } from '../../src/schemes/engine/keys.js';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { createVerifier, Refusal } from '../../src/schemes/engine/verify.js';
import { TOKEN } from '../helpers/api.js';
import { refusedBy } from '../helpers/ask-refused.js';
import { post } from '../helpers/gateway.js';
import { until } from '../helpers/servers.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import { accepted, queuePair } from './queue.js';
import { expectProblem, freshBody, pairForTest, route, type Members } from './setup.js';

const forwardQuery = { tenant: ['a', 'b'], env: ['prod'] };
const headersOf = (body: string) => signHeaders('actuallycare', secretFor('actuallycare'), body);

describe('forwardQuery', () => {
  const pair = (destination = {}) =>
    pairForTest({
      routes: (url) => [
        route(`${url}/hook?fixed=1`, { to: 'standard', destination: { forwardQuery, ...destination } }),
      ],
    });

  test('adds what is named to the URL, and tells the receiver that nobody signed it', async () => {
    const { gw, up } = await pair();
    const body = freshBody();
    const answer = await post(`${gw.url}/a?env=prod&x=1&tenant=%61`, body, headersOf(body));
    expect(answer.outcome).toBe('accepted');
    expect(up.received[0]?.path).toBe('/hook?fixed=1&tenant=a&env=prod');
    expect(up.received[0]?.headers['webhook-gateway-unsigned-headers']).toBe('?tenant, ?env');
  });

  test('refuses another value, and a name that comes twice, without asking the receiver', async () => {
    const { gw, up } = await pair();
    for (const query of ['tenant=c', 'tenant=a&tenant=a', 'tenant=']) {
      const body = freshBody();
      expectProblem(await post(`${gw.url}/a?${query}`, body, headersOf(body)), 'malformed');
    }
    const forged = { ...headersOf('{}') };
    expect((await post(`${gw.url}/a?tenant=c`, freshBody(), forged)).outcome).toBe('invalid_signature');
    expect(up.received).toEqual([]);
  });

  test('says of a refused one which key of the configuration decides', async () => {
    const { gw } = await pairForTest({
      top: { admin: { host: '127.0.0.1', port: 0, token: TOKEN } },
      routes: (url) => [route(url, { destination: { forwardQuery } })],
    });
    const body = freshBody();
    await post(`${gw.url}/a?tenant=c`, body, headersOf(body));
    const { reason, explanations } = await refusedBy(gw, body);
    expect(reason).toBe('query_unexpected');
    expect(explanations).toMatchObject([
      { cause: 'query_unexpected', line: 'routes[0].destination.forwardQuery: { … }' },
    ]);
  });

  test('makes two deliveries of one body under two values, and one under one', async () => {
    const { gw, up } = await pair();
    const body = freshBody();
    const outcomes: (string | undefined)[] = [];
    for (const query of ['?tenant=a', '?tenant=b', '?x=1&tenant=%61', '', '?x=2']) {
      outcomes.push((await post(`${gw.url}/a${query}`, body, headersOf(body))).outcome);
    }
    expect(outcomes).toEqual(['accepted', 'accepted', 'duplicate', 'accepted', 'duplicate']);
    const ids = up.received.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(3);
  });

  test('is each destination’s own, and what one refuses is refused for all', async () => {
    const { gw, up } = await pairForTest({
      routes: (url) => {
        const { destination, ...others } = route(url);
        const to = (name: string, more = {}) => ({ ...(destination as Members), ...more, name });
        const tenant = { forwardQuery: { tenant: ['a'] }, renameEvents: { 'lead.created': 'new' } };
        return [{ ...others, destinations: [to('plain'), to('tenants', tenant)] }];
      },
    });
    const body = freshBody();
    expect((await post(`${gw.url}/a?tenant=a`, body, headersOf(body))).outcome).toBe('accepted');
    expect((await post(`${gw.url}/a?tenant=b`, body, headersOf(body))).outcome).toBe('malformed');
    const seen = up.received.map(({ path, headers }) => [path, headers['webhook-gateway-event']]);
    expect(seen.sort()).toEqual([
      ['/', 'lead.created'],
      ['/?tenant=a', 'new'],
    ]);
  });

  test('is part of the URL that a scheme signs, beside the hash that the scheme adds', async () => {
    const { gw, up } = await pairForTest({
      routes: (url) => [
        route(`${url}/hook`, {
          to: 'twilio',
          destination: {
            forwardQuery,
            alsoSign: [{ scheme: 'messagebird', secrets: [secretFor('messagebird', 'm')] }],
          },
        }),
      ],
    });
    const body = freshBody();
    expect((await post(`${gw.url}/a?tenant=b`, body, headersOf(body))).outcome).toBe('accepted');
    const [request] = up.received;
    expect(request?.path).toMatch(/^\/hook\?tenant=b&bodySHA256=[0-9a-f]{64}$/);
    for (const [name, seed] of [
      ['twilio', 'a'],
      ['messagebird', 'm'],
    ] as const) {
      const scheme = schemes[name];
      if (!scheme || !request) throw new Error('nothing arrived');
      const verify = createVerifier(scheme, [readKey(scheme, secretFor(name, seed))], {
        publicUrl: `${up.url}${request.path}`,
      });
      const { method, rawHeaders, body: sent, at } = request;
      const verified = verify({ method, target: '', rawHeaders, body: sent, receivedAt: at });
      expect(verified, name).not.toBeInstanceOf(Refusal);
    }
  });

  test('stays with a message that waits, and with one that is sent again', async () => {
    const waiting = await queuePair({
      reply: 500,
      destination: {
        forwardQuery,
        headers: { 'X-N': '{json:/data/n}' },
        renameEvents: { 'lead.created': 'new' },
      },
    });
    const body = freshBody();
    const answer = await post(`${waiting.gw.url}/a?tenant=b`, body, headersOf(body));
    expect(answer.outcome).toBe('queued');
    await until('it was tried', () => waiting.up.received.length > 0);
    waiting.up.reply(200);
    await accepted(waiting, answer.id);
    await waiting.api(`/deliveries/${String(answer.id)}/replay`, 'POST');
    const count = waiting.up.received.length;
    await until('it was sent again', () => waiting.up.received.length > count);
    const { n } = (JSON.parse(body) as { data: { n: number } }).data;
    for (const { path, headers } of waiting.up.received) {
      expect(path).toBe('/?tenant=b');
      expect(headers).toMatchObject({ 'x-n': String(n), 'webhook-gateway-event': 'new' });
    }
    // The log has the source's name.
    const { body: listed } = await waiting.api('/deliveries?event=lead.created');
    expect(listed['data']).toHaveLength(1);
  });
});

describe('forwardPath', () => {
  const openPair = () =>
    pairForTest({
      routes: (url) => [
        route(`${url}/hook`, {
          to: 'standard',
          destination: { forwardPath: true },
          more: { path: '/a/*' },
        }),
      ],
    });

  test('adds what stands behind the path of the route, and tells the receiver that nobody signed it', async () => {
    const { gw, up } = await openPair();
    const body = freshBody();
    const answer = await post(`${gw.url}/a/eu/orders`, body, headersOf(body));
    expect(answer.outcome).toBe('accepted');
    expect(up.received[0]?.path).toBe('/hook/eu/orders');
    expect(up.received[0]?.headers['webhook-gateway-unsigned-headers']).toBe('/*');
    expect((await post(`${gw.url}/a/eu/orders`, body, headersOf(body))).outcome).toBe('duplicate');
    expect((await post(`${gw.url}/a/us/orders`, body, headersOf(body))).outcome).toBe('accepted');
    expect(up.received.map(({ path }) => path)).toEqual(['/hook/eu/orders', '/hook/us/orders']);
  });

  test.each(['/a/../b', '/a/%2e%2e/b', '/a/x%2fy', '/a//b', '/a/x%5cy', '/a/./b', '/a/x;y%00'])(
    '%s reaches no receiver',
    async (target) => {
      const { gw, up } = await openPair();
      const body = freshBody();
      const { status } = await rawPost(gw.url, target, body, headersOf(body));
      expect([400, 404]).toContain(status);
      expect(up.received).toEqual([]);
    },
  );
});

/** A target as it is written: fetch would clean it. */
function rawPost(
  url: string,
  path: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly status: number }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, method: 'POST', headers }, (response) => {
      response.resume().once('end', () => {
        resolve({ status: response.statusCode ?? 0 });
      });
    })
      .once('error', reject)
      .end(body);
  });
}
