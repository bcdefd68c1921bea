import { describe, expect, test } from 'vitest';
import { post } from '../helpers/gateway.js';
import { exchange, requestText } from '../helpers/raw.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import type { Upstream } from '../helpers/upstream.js';
import { deliver, freshBody, pairForTest, route } from './setup.js';

/** Header names that a request had, but those of the connection itself. */
function namesOf(up: Upstream): string[] {
  const ofConnection = ['host', 'connection', 'content-length'];
  return Object.keys(up.received.at(-1)?.headers ?? {})
    .filter((name) => !ofConnection.includes(name))
    .sort();
}

/** What every receiver behind a svix destination gets. */
const ALWAYS = [
  'content-type',
  'svix-id',
  'svix-signature',
  'svix-timestamp',
  'traceparent',
  'user-agent',
  'webhook-gateway-attempt',
  'webhook-gateway-event',
  'webhook-gateway-id',
  'webhook-gateway-route',
  'webhook-gateway-source',
];

describe('the receiver gets', () => {
  test("the destination scheme's headers, what describes the delivery, and nothing more", async () => {
    const { gw, up } = await pairForTest();
    const body = freshBody();
    const { id } = await deliver(gw, { body });
    expect(namesOf(up)).toEqual(ALWAYS);
    const { headers, method } = up.received[0] ?? {};
    expect(method).toBe('POST');
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': String(body.length),
      'user-agent': 'standard-webhooks-gateway/test',
      'webhook-gateway-route': 'a',
      'webhook-gateway-source': 'actuallycare',
      'webhook-gateway-id': id,
      'svix-id': id,
      'webhook-gateway-event': 'lead.created',
      'webhook-gateway-attempt': '1',
      host: `127.0.0.1:${up.port}`,
    });
    expect(up.received[0]?.body.toString()).toBe(body);
  });

  test("the provider's own id where it has one, and its content type as it was", async () => {
    const { gw, up } = await pairForTest({ routes: (url) => [route(url, { from: 'exampleapi' })] });
    const body = '{"id":"evt_1","type":"user.created","created_at":"2026-01-02T03:04:05Z","data":{}}';
    const headers = { 'Content-Type': 'application/json; charset=UTF-8', 'X-Webhook-Id': 'wh_7' };
    await deliver(gw, { from: 'exampleapi', body, headers });
    expect(up.received[0]?.headers).toMatchObject({
      'webhook-gateway-source-id': 'evt_1',
      'content-type': 'application/json; charset=UTF-8',
      // Declared by the scheme as worth carrying; unsigned.
      'x-webhook-id': 'wh_7',
    });
  });

  test('no content type where the source sent none', async () => {
    const { gw, up } = await pairForTest();
    const body = freshBody();
    const signed = signHeaders('actuallycare', secretFor('actuallycare'), body)['X-Webhook-Signature'] ?? '';
    await post(`${gw.url}/a`, body, { 'X-Webhook-Signature': signed });
    expect(namesOf(up)).toEqual(ALWAYS.filter((name) => name !== 'content-type'));
  });
});

describe('nothing else from outside', () => {
  const OUTSIDE: readonly string[] = [
    ['Cookie', 'a=b'],
    ['Authorization', 'Bearer outside'],
    ['Proxy-Authorization', 'Basic b3V0c2lkZQ=='],
    ['X-Forwarded-For', '1.2.3.4'],
    ['X-Forwarded-Host', 'evil.example'],
    ['X-Forwarded-Proto', 'https'],
    ['X_Forwarded_For', '1.2.3.4'],
    ['Forwarded', 'for=1.2.3.4'],
    ['X-Real-IP', '1.2.3.4'],
    ['svix-id', 'msg_outside'],
    ['svix-timestamp', '1'],
    ['svix-signature', 'v1,outside'],
    ['Svix_Signature', 'v1,outside'],
    ['webhook-id', 'msg_outside'],
    ['webhook-timestamp', '1'],
    ['webhook-signature', 'v1,outside'],
    ['X-Hub-Signature-256', 'sha256=outside'],
    ['Stripe-Signature', 't=1,v1=outside'],
    ['Webhook-Gateway-Route', 'outside'],
    ['Webhook-Gateway-Attempt', '99'],
    ['Webhook-Gateway-Source-Id', 'outside'],
    ['TE', 'trailers'],
    ['Upgrade', 'h2c'],
    ['Keep-Alive', 'timeout=5'],
    ['Proxy-Connection', 'keep-alive'],
    ['X-Anything', 'outside'],
    ['X-HTTP-Method-Override', 'DELETE'],
    ['tracestate', 'a=b'],
    ['baggage', 'a=b'],
    ['Content-Language', 'en'],
    ['Accept', '*/*'],
    ['User-Agent', 'outside/1'],
  ].flat();

  test('no header of the source but its content type reaches the receiver', async () => {
    const { gw, up } = await pairForTest();
    const body = freshBody();
    const signed = Object.entries(signHeaders('actuallycare', secretFor('actuallycare'), body)).flat();
    expect((await post(`${gw.url}/a`, body, [...signed, ...OUTSIDE])).outcome).toBe('accepted');
    expect(namesOf(up)).toEqual(ALWAYS);
    expect(JSON.stringify(up.received[0]?.rawHeaders)).not.toMatch(/outside|1\.2\.3\.4|evil/);
    expect(up.received[0]?.headers['user-agent']).toBe('standard-webhooks-gateway/test');
  });

  test('wherever Host and target point, the configured URL is called, with its own query', async () => {
    const { gw, up } = await pairForTest({
      routes: (url) => [route(`${url}/hooks/in?token=7&x=%20`)],
    });
    const body = freshBody();
    const headers = {
      ...signHeaders('actuallycare', secretFor('actuallycare'), body),
      'Content-Length': String(body.length),
    };
    for (const target of ['/a', '/a?token=8&evil=1']) {
      const sent = requestText(target, { Host: 'evil.example:1', ...headers }, body);
      expect((await exchange(gw.gateway.publicPort, sent))[0]?.status).toBe(200);
    }
    expect(up.received.map(({ path }) => path)).toEqual(['/hooks/in?token=7&x=%20']);
    expect(up.received[0]?.headers.host).toBe(`127.0.0.1:${up.port}`);
  });

  test('the host of an absolute target, and a network path, choose neither route nor receiver', async () => {
    const { gw, up } = await pairForTest({ routes: (url) => [route(`${url}/hooks`)] });
    const body = freshBody();
    const headers = {
      ...signHeaders('actuallycare', secretFor('actuallycare'), body),
      'Content-Length': String(body.length),
    };
    for (const target of ['http://evil.example/x', '//evil.example/a', `http://127.0.0.1:${up.port}/x`]) {
      const [answer] = await exchange(
        gw.gateway.publicPort,
        requestText(target, { Host: 'x', ...headers }, body),
      );
      expect(answer?.status).toBe(404);
    }
    expect(up.received).toEqual([]);
    const [routed] = await exchange(
      gw.gateway.publicPort,
      requestText('http://evil.example/a', { Host: 'x', ...headers }, body),
    );
    expect(routed?.status).toBe(200);
    expect(up.received.map(({ path }) => path)).toEqual(['/hooks']);
  });
});

describe('a trace', () => {
  const VALID = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

  test('goes on where the source sent a valid traceparent', async () => {
    const { gw, up } = await pairForTest();
    await deliver(gw, { headers: { traceparent: VALID } });
    expect(up.received[0]?.headers['traceparent']).toBe(VALID);
  });

  test.each([
    ['absent', {}],
    ['of another version', { traceparent: `ff${VALID.slice(2)}` }],
    ['all zeros', { traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01` }],
    ['in capitals', { traceparent: VALID.toUpperCase() }],
    ['with more behind it', { traceparent: `${VALID}-x` }],
    ['garbage', { traceparent: 'x' }],
  ])('begins anew where it is %s', async (_, headers) => {
    const { gw, up } = await pairForTest();
    await deliver(gw, { headers });
    const made = up.received[0]?.headers['traceparent'];
    expect(made).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(made).not.toContain(VALID.slice(3, 35));
  });
});
