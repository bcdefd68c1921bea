/** Deliveries by other methods than POST, each to a real gateway in front of a real receiver. */
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { TOKEN, ask } from '../helpers/api.js';
import { asked } from '../helpers/ask-refused.js';
import { post, type Answer, type TestGateway } from '../helpers/gateway.js';
import { openRaw, requestText } from '../helpers/raw.js';
import { secretFor } from '../helpers/sign.js';
import { until } from '../helpers/servers.js';
import { configText, deliver, freshBody, pairForTest, route, type Members } from './setup.js';

const PUBLIC = 'https://hooks.example.com/a';
const SECRET = secretFor('twilio');

function twilio(members: Members = {}) {
  return (url: string) => [
    route(url, { from: 'twilio', to: 'svix', source: { publicUrl: PUBLIC, methods: ['GET'], ...members } }),
  ];
}

function signature(text: string, secret = SECRET): Record<string, string> {
  return { 'X-Twilio-Signature': createHmac('sha1', secret).update(text).digest('base64') };
}

let count = 0;

function freshQuery(): string {
  return `AccountSid=AC${String(++count).padStart(32, '0')}&From=%2B1555&Body=hi+there`;
}

/** @param signed the query that was signed, if it is another one */
function call(gw: TestGateway, query: string, signed = query, secret = SECRET): Promise<Answer> {
  return post(`${gw.url}/a?${query}`, '', signature(`${PUBLIC}?${signed}`, secret), 'GET');
}

describe('a delivery by GET', () => {
  test('goes on by POST, its raw query as a form', async () => {
    const { gw, up } = await pairForTest({ routes: twilio() });
    const query = freshQuery();
    const answer = await call(gw, query);
    expect(answer).toMatchObject({ status: 200, outcome: 'accepted' });
    const [received] = up.received;
    expect(received).toMatchObject({ method: 'POST' });
    expect(received?.body.toString()).toBe(query);
    expect(received?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  });

  test('comes once: the same again is a duplicate, another query another delivery', async () => {
    const { gw, up } = await pairForTest({ routes: twilio() });
    const query = freshQuery();
    const codes = [await call(gw, query), await call(gw, query), await call(gw, freshQuery())];
    expect(codes.map(({ outcome }) => outcome)).toEqual(['accepted', 'duplicate', 'accepted']);
    expect(up.received).toHaveLength(2);
  });

  test('is one delivery in whatever order its query comes, where the registered order was signed', async () => {
    const { gw, up } = await pairForTest({ routes: twilio({ publicUrl: `${PUBLIC}?b=1&a=2` }) });
    const signed = `b=1&a=2&${freshQuery()}`;
    const [b, a, ...rest] = signed.split('&');
    const reordered = [a, ...rest, b].join('&');
    expect(await call(gw, reordered, signed)).toMatchObject({ outcome: 'accepted' });
    expect(await call(gw, signed)).toMatchObject({ outcome: 'duplicate' });
    expect(await call(gw, [...rest, a, b].join('&'), signed)).toMatchObject({ outcome: 'duplicate' });
    // What goes on is what was signed.
    expect(up.received.map(({ body }) => body.toString())).toEqual([signed]);
  });

  test('is refused where a field of the form stands inside another parameter: a POST was rewritten', async () => {
    const { gw, up } = await pairForTest({ routes: twilio() });
    const answer = await call(gw, 'x=1AccountSidAC00BodyhiFrom1555');
    expect(answer).toMatchObject({ status: 400, outcome: 'malformed' });
    expect(gw.lines().at(-1)).toMatchObject({ reason: 'query_unexpected' });
    expect(up.received).toHaveLength(0);
  });

  test('is refused where it brings a body, even a signed one', async () => {
    const { gw } = await pairForTest({ routes: twilio() });
    const query = freshQuery();
    const answer = await post(`${gw.url}/a?${query}`, 'a=b', signature(`${PUBLIC}?${query}ab`), 'GET');
    expect(answer).toMatchObject({ status: 400, outcome: 'malformed' });
    const lines = ['Host: x', 'Transfer-Encoding: chunked'];
    const connection = await openRaw(gw.gateway.publicPort);
    connection.socket.write(requestText('/a', lines, '0\r\n\r\n', { method: 'GET' }));
    await until('an answer', () => connection.text().includes('\r\n\r\n'));
    expect(connection.text()).toMatch(/^HTTP\/1\.1 400 /);
    connection.socket.destroy();
    expect(gw.lines().map(({ reason }) => reason)).toEqual(['body_in_get', 'body_in_get']);
  });

  test('is refused with a forged signature, and without one', async () => {
    const { gw } = await pairForTest({ routes: twilio() });
    expect(await call(gw, freshQuery(), freshQuery())).toMatchObject({ status: 401 });
    expect(await post(`${gw.url}/a?${freshQuery()}`, '', {}, 'GET')).toMatchObject({
      outcome: 'missing_signature',
    });
  });

  test.each(['POST', 'HEAD', 'PUT', 'OPTIONS'])(
    'is the only one that is let in: %s is told so',
    async (method) => {
      const { gw } = await pairForTest({ routes: twilio() });
      const answer = await post(`${gw.url}/a?${freshQuery()}`, '', {}, method);
      expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET' } });
    },
  );

  test('cannot be laid out as JSON', async () => {
    const { gw } = await pairForTest({
      routes: (url) => [
        route(url, {
          from: 'twilio',
          source: { publicUrl: PUBLIC, methods: ['GET'] },
          destination: { payload: 'compact' },
        }),
      ],
    });
    expect(await call(gw, freshQuery())).toMatchObject({ outcome: 'untranslatable' });
  });

  test('that was refused under a wrong secret is taken once the secret is right', async () => {
    const top = { admin: { host: '127.0.0.1', port: 0, token: TOKEN } };
    const { gw, up } = await pairForTest({
      routes: twilio({ secrets: ['another-made-up-secret-of-it'] }),
      top,
    });
    const query = freshQuery();
    expect(await call(gw, query)).toMatchObject({ outcome: 'invalid_signature' });
    await gw.reload(configText(twilio()(up.url), top));
    await verifyRefused(gw);
    await until('it is delivered', () => up.received.length === 1);
    expect(up.received[0]?.body.toString()).toBe(query);
  });
});

async function verifyRefused(gw: TestGateway): Promise<void> {
  await asked(gw, '/api/refused', 1);
  const filter = { route: 'a' };
  const { status } = await ask({ url: gw.adminUrl }, 'POST', '/api/jobs', { do: 'verify', filter });
  expect(status).toBe(202);
}

describe('a delivery by another method', () => {
  const methods = ['POST', 'PUT', 'DELETE'];

  test('is the same delivery as by POST where nobody signed the method: a captured one says nothing new', async () => {
    const { gw, up } = await pairForTest({ routes: (url) => [route(url, { source: { methods } })] });
    const body = freshBody();
    const sent = { ...signed(body) };
    const answers = [
      await post(`${gw.url}/a`, body, sent, 'PUT'),
      await post(`${gw.url}/a`, body, sent, 'DELETE'),
      await post(`${gw.url}/a`, body, sent),
    ];
    expect(answers.map(({ outcome }) => outcome)).toEqual(['accepted', 'duplicate', 'duplicate']);
    expect(up.received.map(({ method }) => method)).toEqual(['POST']);
    expect(await post(`${gw.url}/a`, body, sent, 'PATCH')).toMatchObject({
      status: 405,
      headers: { allow: 'POST, PUT, DELETE' },
    });
  });

  test('is refused by its headers alone, as a POST is', async () => {
    const { gw } = await pairForTest({ routes: (url) => [route(url, { source: { methods } })] });
    expect(await post(`${gw.url}/a`, freshBody(), {}, 'PUT')).toMatchObject({ outcome: 'missing_signature' });
  });

  test('is another delivery where the method is signed, and bears no other method', async () => {
    const scheme = {
      key: 'utf8',
      signature: {
        header: 'X-Sig',
        algorithm: 'hmac-sha256',
        encoding: 'hex',
        content: '{method}.{body}',
      },
    };
    const { gw, up } = await pairForTest({
      top: { schemes: { own: scheme } },
      routes: (url) => [{ ...route(url), source: { scheme: 'own', secrets: [SECRET], methods } }],
    });
    const body = freshBody();
    const by = (method: string, as = method): Promise<Answer> =>
      post(
        `${gw.url}/a`,
        body,
        { 'X-Sig': createHmac('sha256', SECRET).update(`${method}.${body}`).digest('hex') },
        as,
      );
    expect((await by('PUT')).outcome).toBe('accepted');
    expect((await by('DELETE')).outcome).toBe('accepted');
    expect((await by('DELETE')).outcome).toBe('duplicate');
    expect((await by('PUT', 'POST')).outcome).toBe('invalid_signature');
    expect(up.received).toHaveLength(2);
  });

  test('is let in nowhere unless it is asked for', async () => {
    const { gw } = await pairForTest();
    for (const method of ['PUT', 'PATCH', 'DELETE', 'GET'])
      expect(await post(`${gw.url}/a`, '', {}, method)).toMatchObject({
        status: 405,
        headers: { allow: 'POST' },
      });
    expect((await deliver(gw)).outcome).toBe('accepted');
  });
});

function signed(body: string): Record<string, string> {
  const secret = secretFor('actuallycare');
  return { 'X-Webhook-Signature': createHmac('sha256', secret).update(body).digest('hex') };
}

test('what is refused for its method is shown with the line that would let it in, if the scheme signs enough', async () => {
  const top = { admin: { host: '127.0.0.1', port: 0, token: TOKEN } };
  const { gw } = await pairForTest({
    top,
    routes: (url) => [
      ...twilio({ methods: ['POST'] })(url),
      route(url, { name: 'b' }),
      route(url, { name: 'c', from: 'gitlab' }),
    ],
  });
  for (const [path, method] of [
    ['a', 'GET'],
    ['b', 'PUT'],
    ['c', 'PUT'],
  ] as const)
    await post(`${gw.url}/${path}`, '', {}, method);
  await asked(gw, '/api/refused', 3);
  const found = new Map<unknown, unknown>();
  for (const { id, route: name } of await refusedOf(gw)) {
    const { body } = await ask({ url: gw.adminUrl }, 'GET', `/api/refused/${String(id)}`);
    found.set(name, (body['explanations'] as readonly Members[])[0]?.['line']);
  }
  expect(Object.fromEntries(found)).toEqual({
    a: 'routes[0].source.methods: [GET]',
    b: 'routes[1].source.methods: [POST, PUT]',
    c: null,
  });
});

async function refusedOf(gw: TestGateway): Promise<readonly Members[]> {
  const { body } = await ask({ url: gw.adminUrl }, 'GET', '/api/refused');
  return body['data'] as readonly Members[];
}
