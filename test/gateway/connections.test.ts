/** Several requests on one connection, older and newer ways to speak, and targets that are not plain paths. */
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { startTestGateway } from '../helpers/gateway.js';
import { exchange, openRaw, requestText } from '../helpers/raw.js';
import { until } from '../helpers/servers.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import { startUpstream, type Reply } from '../helpers/upstream.js';
import { formText } from '../schemes/writer.js';
import { freshBody, pairForTest, route } from './setup.js';

const FORM = 'AccountSid=AC1&CallSid=CA1&Body=x';
const AC = secretFor('actuallycare');

function genuine(
  body = freshBody(),
  { target = '/a', version = 'HTTP/1.1', more = [] as string[] } = {},
): string {
  const headers = Object.entries(signHeaders('actuallycare', AC, body)).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return requestText(target, ['Host: x', ...headers, `Content-Length: ${body.length}`, ...more], body, {
    version,
  });
}

const slowly: Reply = ({ body }, response) => {
  // The earlier, the slower: answers would come in the reverse order.
  const { n } = (JSON.parse(body.toString()) as { data: { n: number } }).data;
  setTimeout(() => response.writeHead(200).end(String(n)), 300 - (n % 3) * 100);
};

describe('requests sent without waiting for the answers', () => {
  test('are answered in their order', async () => {
    const { gw, up } = await pairForTest({ reply: slowly });
    const bodies = [0, 1, 2].map((n) => JSON.stringify({ event: 'x', data: { n } }));
    const client = await openRaw(gw.gateway.publicPort);
    client.write(bodies.map((body) => genuine(body)).join(''));
    const answers = await client.answered(3);
    expect(answers.map(({ body }) => body)).toEqual(['0', '1', '2']);
    expect(up.received.length).toBe(3);
    client.destroy();
  });

  test.each([
    ['garbage', 'NONSENSE\r\n\r\n'],
    ['a request with a broken body', requestText('/a', ['Host: x', 'Transfer-Encoding: chunked'], 'zz\r\n')],
  ])(
    "are answered each by their own end where %s comes behind them; the refusal is nobody's answer",
    async (_, broken) => {
      const { gw } = await pairForTest({ reply: slowly });
      const bodies = [0, 1].map((n) => JSON.stringify({ event: 'x', data: { n } }));
      const client = await openRaw(gw.gateway.publicPort);
      client.write(bodies.map((body) => genuine(body)).join('') + broken);
      const answers = await client.ended();
      expect(answers.map(({ status, headers }) => [status, headers['webhook-gateway-outcome']])).toEqual([
        [200, 'accepted'],
        [200, 'accepted'],
      ]);
      await until(
        'nothing in flight',
        async () => (await gw.metric('webhook_gateway_in_flight', { route: 'a' })) === 0,
      );
    },
  );

  test('a smuggled second request is a request of its own, and unsigned', async () => {
    const { gw, up } = await pairForTest();
    const inner = requestText('/a', ['Host: x', 'Content-Length: 1'], 'x');
    const client = await openRaw(gw.gateway.publicPort);
    client.write(genuine() + inner);
    const answers = await client.answered(2);
    expect(answers.map(({ headers }) => headers['webhook-gateway-outcome'])).toEqual([
      'accepted',
      'missing_signature',
    ]);
    expect(up.received.length).toBe(1);
    client.destroy();
  });
});

test('one connection serves many deliveries, one after the other', async () => {
  const { gw, up } = await pairForTest();
  const client = await openRaw(gw.gateway.publicPort);
  for (let i = 1; i <= 20; i++) {
    client.write(genuine());
    const answers = await client.answered(i);
    expect(answers.at(-1)?.headers).toMatchObject({
      'webhook-gateway-outcome': 'accepted',
      connection: 'keep-alive',
    });
  }
  expect(up.received.length).toBe(20);
  client.destroy();
});

test('HTTP/1.0 is served, with and without a host, and the connection closed', async () => {
  const { gw } = await pairForTest();
  for (const text of [
    genuine(undefined, { version: 'HTTP/1.0' }),
    genuine(undefined, { version: 'HTTP/1.0' }).replace('Host: x\r\n', ''),
  ]) {
    const client = await openRaw(gw.gateway.publicPort);
    client.write(text);
    const [answer] = await client.ended();
    expect(answer?.headers).toMatchObject({ 'webhook-gateway-outcome': 'accepted', connection: 'close' });
  }
});

test.each(['websocket', 'h2c', 'TLS/1.0'])(
  'an upgrade to %s is ignored and not passed on',
  async (protocol) => {
    const { gw, up } = await pairForTest();
    const more = ['Connection: Upgrade, HTTP2-Settings', `Upgrade: ${protocol}`, 'HTTP2-Settings: AAMAAABk'];
    const [answer] = await exchange(gw.gateway.publicPort, genuine(undefined, { more }));
    expect(answer).toMatchObject({ status: 200 });
    const { headers = {} } = up.received[0] ?? {};
    expect([headers['upgrade'], headers['http2-settings']]).toEqual([undefined, undefined]);
  },
);

describe('a path counts exactly as it came', () => {
  test.each([
    '/A',
    '/a/',
    '//a',
    '/./a',
    '/x/../a',
    '/x/%2e%2e/a',
    '/%61',
    '/a%00',
    '/a;x=1',
    '/a%3Fx',
    '/a#x',
    '/%zz',
    '/a\\',
    '//evil.example/a',
    'http://evil.example/A',
    'http://evil.example',
    'http://evil.example?/a',
    'ftp://evil.example/a',
    '/webhooks/a',
    '/__proto__',
    '/constructor',
    '/',
    '*',
  ])('%s is not found, in our own form', async (target) => {
    const { gw, up } = await pairForTest();
    const method = target === '*' ? 'OPTIONS' : 'POST';
    const [answer] = await exchange(
      gw.gateway.publicPort,
      genuine(undefined, { target }).replace('POST', method),
    );
    expect([400, 404]).toContain(answer?.status);
    expect(['malformed', 'not_found']).toContain(answer?.headers['webhook-gateway-outcome']);
    expect(answer?.headers['content-type']).toBe('application/problem+json');
    expect(up.received).toEqual([]);
  });

  test('a query belongs to the target and not to the path', async () => {
    const { gw } = await pairForTest();
    for (const target of ['/a?', '/a?x=1', '/a?/../b', '/a?x=%00%zz']) {
      const [answer] = await exchange(gw.gateway.publicPort, genuine(undefined, { target }));
      expect(answer?.headers['webhook-gateway-outcome']).toBe('accepted');
    }
  });
});

describe('a target with scheme and host', () => {
  test.each(['http://evil.example/a', 'HTTPS://127.0.0.1/a?x=1', 'http://[bad/a', 'http://x:y@z:1/a'])(
    '%s is routed by its path, its host ignored',
    async (target) => {
      const { gw, up } = await pairForTest();
      const [answer] = await exchange(gw.gateway.publicPort, genuine(undefined, { target }));
      expect(answer?.headers['webhook-gateway-outcome']).toBe('accepted');
      expect(up.received.map(({ path }) => path)).toEqual(['/']);
    },
  );

  test('is verified as the path and query that it has, where the URL is signed', async () => {
    const publicUrl = 'https://hooks.example.com/a';
    const { gw } = await pairForTest({
      routes: (url) => [
        route(url, { from: 'twilio', source: { publicUrl, signedQuery: { step: 'digits' } } }),
      ],
    });
    const signature = createHmac('sha1', secretFor('twilio'))
      .update(`${publicUrl}?step=1${formText(FORM)}`)
      .digest('base64');
    const type = 'Content-Type: application/x-www-form-urlencoded';
    const headers = ['Host: x', `X-Twilio-Signature: ${signature}`, type, `Content-Length: ${FORM.length}`];
    const ask = async (target: string): Promise<unknown> => {
      const [answer] = await exchange(gw.gateway.publicPort, requestText(target, headers, FORM));
      return answer?.headers['webhook-gateway-outcome'];
    };
    expect(await ask('http://evil.example/a?step=2')).toBe('invalid_signature');
    expect(await ask('http://evil.example/a?step=1')).toBe('accepted');
  });
});

test('a route without a path takes any, whatever form the target has, and calls the configured URL', async () => {
  const up = await startUpstream();
  const gw = await startTestGateway(undefined, {
    env: {
      PORT: '0',
      ADMIN_PORT: '0',
      GATEWAY_SOURCE_SCHEME: 'actuallycare',
      GATEWAY_SOURCE_SECRET: AC,
      GATEWAY_DESTINATION_URL: `${up.url}/in`,
      GATEWAY_DESTINATION_SCHEME: 'svix',
      GATEWAY_DESTINATION_SECRET: secretFor('svix'),
    },
  });
  const targets = [
    '/',
    '/x',
    '//evil.example/x',
    'http://evil.example/x',
    '/%zz',
    '/a/../b',
    'http://[bad/x',
  ];
  for (const target of targets) {
    const [answer] = await exchange(gw.gateway.publicPort, genuine(undefined, { target }));
    expect([target, answer?.headers['webhook-gateway-outcome']]).toEqual([target, 'accepted']);
  }
  expect(up.received.map(({ path, headers }) => `${headers.host ?? ''}${path}`)).toEqual(
    targets.map(() => `127.0.0.1:${up.port}/in`),
  );
  await gw.stop();
  await up.close();
});
