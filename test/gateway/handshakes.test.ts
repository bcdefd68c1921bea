/** Providers' handshakes over HTTP: answered by the gateway, and never by the receiver. */
import { createHash, createHmac } from 'node:crypto';
import { request } from 'node:http';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { TOKEN as TOKEN_OF_API, ask as askApi } from '../helpers/api.js';
import { post, startTestGateway, type TestGateway } from '../helpers/gateway.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import { startUpstream, type Upstream } from '../helpers/upstream.js';

const TOKEN = 'the-token-that-was-agreed';
let up: Upstream;
let gw: TestGateway;

beforeEach(async () => {
  up = await startUpstream(200);
  const route = (scheme: string, more = ''): string => `
  - name: ${scheme}
    path: /${scheme}
    source: { scheme: ${scheme}, secrets: [{ env: SECRET }]${more} }
    destination: { url: "${up.url}", scheme: standard, secrets: [{ env: STANDARD }] }`;
  const ebay = (
    name: string,
    more = `, handshakeToken: { env: TOKEN }, publicUrl: "https://hooks.example.com/ebay?a=1"`,
  ): string => `
  - name: ${name}
    path: /${name}
    source: { scheme: ebay, keyAccess: { id: { env: SECRET }, secret: { env: SECRET } }${more} }
    destination: { url: "${up.url}", scheme: standard, secrets: [{ env: STANDARD }] }`;
  gw = await startTestGateway(
    `routes:${route('slack')}${route('meta', ', handshakeToken: { env: TOKEN }')}${route('x')}${route('trello', ', publicUrl: "https://hooks.example.com/trello"')}${route('github')}${ebay('ebay')}${ebay('ebay-bare', '')}`,
    { env: { SECRET: secretFor('slack'), STANDARD: secretFor('standard'), TOKEN } },
  );
});

afterEach(async () => {
  await gw.stop();
  await up.close();
});

function ask(
  method: string,
  target: string,
): Promise<{ status: number; outcome: unknown; type: unknown; body: string }> {
  return new Promise((resolve, reject) => {
    request(gw.url + target, { method, agent: false }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => {
        const { headers, statusCode: status = 0 } = response;
        resolve({ status, outcome: headers['webhook-gateway-outcome'], type: headers['content-type'], body });
      });
    })
      .on('error', reject)
      .end();
  });
}

test("Slack's signed question gets its challenge back, and the receiver hears nothing", async () => {
  const body = '{"type":"url_verification","challenge":"3eZbrw1aB10FEMAGAZd4FyFQ"}';
  const answer = await post(`${gw.url}/slack`, body, signHeaders('slack', secretFor('slack'), body));
  expect(answer.status).toBe(200);
  expect(answer.outcome).toBe('challenge');
  expect(JSON.parse(answer.body.toString())).toEqual({ challenge: '3eZbrw1aB10FEMAGAZd4FyFQ' });
  expect(up.received).toHaveLength(0);
  expect(await gw.metric('webhook_gateway_deliveries_total', { route: 'slack', outcome: 'challenge' })).toBe(
    1,
  );
});

test('a forged question is refused like any forgery', async () => {
  const body = '{"type":"url_verification","challenge":"abc"}';
  const answer = await post(`${gw.url}/slack`, body, signHeaders('slack', secretFor('slack', 'b'), body));
  expect(answer.outcome).toBe('invalid_signature');
  expect(answer.body.toString()).not.toContain('abc');
});

test("eBay's question gets the hash of its code, the token and the URL that eBay was given, and nothing else", async () => {
  const code = 'a8628072-3d33-45ee-9004-bee86830a22d';
  const challengeResponse = createHash('sha256')
    .update(`${code}${TOKEN}https://hooks.example.com/ebay?a=1`)
    .digest('hex');
  const answer = await ask('GET', `/ebay?challenge_code=${code}`);
  expect(answer).toMatchObject({ status: 200, outcome: 'challenge', type: 'application/json' });
  expect(JSON.parse(answer.body)).toEqual({ challengeResponse });
  for (const target of [
    '/ebay?challenge_code=%7B%7D',
    '/ebay?challenge_code=',
    `/ebay-bare?challenge_code=${code}`,
  ]) {
    const refused = await ask('GET', target);
    expect(refused, target).toMatchObject({ status: 403, outcome: 'forbidden' });
    expect(refused.body).not.toMatch(/[0-9a-f]{64}/);
  }
  expect(await ask('GET', '/ebay')).toMatchObject({ status: 405 });
  // A delivery may come under any query: eBay signs the body alone.
  expect(await post(`${gw.url}/ebay?b=2`, '{}')).toMatchObject({ outcome: 'missing_signature' });
  expect(up.received).toHaveLength(0);
});

test("Meta's question is answered where it knows the token, as text no browser takes for a page", async () => {
  const target = `/meta?hub.mode=subscribe&hub.challenge=%3Cb%3E42&hub.verify_token=${TOKEN}`;
  expect(await ask('GET', target)).toEqual({
    status: 200,
    outcome: 'challenge',
    type: 'text/plain; charset=utf-8',
    body: '<b>42',
  });
});

test.each(['wrong', ''])('with the token "%s" it is refused and nothing is echoed', async (token) => {
  const { status, outcome, body } = await ask(
    'GET',
    `/meta?hub.mode=subscribe&hub.challenge=1234567&hub.verify_token=${token}`,
  );
  expect([status, outcome]).toEqual([403, 'forbidden']);
  expect(body).not.toContain('1234567');
});

test("X's token comes back as its HMAC under the route's secret", async () => {
  const { outcome, body } = await ask('GET', '/x?crc_token=a-token-of-theirs');
  const expected = createHmac('sha256', secretFor('slack')).update('a-token-of-theirs').digest('base64');
  expect(outcome).toBe('challenge');
  expect(JSON.parse(body)).toEqual({ response_token: `sha256=${expected}` });
});

test('a HEAD that only asks whether someone is there is answered', async () => {
  expect((await ask('HEAD', '/trello')).status).toBe(200);
});

test('other questions of the same method are no handshake, and other routes know none', async () => {
  expect((await ask('GET', '/meta?hub.mode=other')).outcome).toBe('method_not_allowed');
  expect((await ask('GET', '/github')).outcome).toBe('method_not_allowed');
  expect((await ask('DELETE', '/meta')).outcome).toBe('method_not_allowed');
  expect(up.received).toHaveLength(0);
});

test.each([
  ['notion', '{"verification_token":"secret_0123456789"}', {}],
  ['asana', '{}', { 'X-Hook-Secret': 'secret_0123456789' }],
] as const)(
  'the secret that %s hands over is told to the operator, once, and to nobody else',
  async (scheme, body, headers) => {
    const secretive = await startTestGateway(
      `admin: { host: 127.0.0.1, port: 0, token: { env: ADMIN } }
routes:
  - name: pages
    path: /in
    source: { scheme: ${scheme}, secrets: [{ env: SECRET }] }
    destination: { url: "${up.url}", scheme: standard, secrets: [{ env: STANDARD }] }`,
      { env: { SECRET: secretFor(scheme), STANDARD: secretFor('standard'), ADMIN: TOKEN_OF_API } },
    );
    onTestFinished(() => secretive.stop());
    const api = { url: secretive.adminUrl };

    const answer = await post(`${secretive.url}/in`, body, headers);
    expect([answer.status, answer.outcome]).toEqual([200, 'challenge']);
    expect(up.received).toHaveLength(0);

    const elsewhere = [
      secretive.rawLog(),
      await secretive.metrics.scrape(),
      (await askApi(api, 'GET', '/api/routes')).text,
      (await askApi(api, 'GET', '/api/deliveries')).text,
      (await askApi(api, 'POST', '/api/routes/nobody/handshake')).text,
      (await askApi(api, 'POST', '/api/routes/pages/handshake', undefined, { Authorization: 'Bearer x' }))
        .text,
    ];
    expect(elsewhere.join('\n')).not.toContain('secret_0123456789');
    expect(secretive.lines()).toContainEqual(
      expect.objectContaining({ outcome: 'challenge', reason: 'secret_kept' }),
    );

    const first = await askApi(api, 'POST', '/api/routes/pages/handshake');
    expect(first.body).toMatchObject({ secrets: [{ secret: 'secret_0123456789', client: '127.0.0.1' }] });
    const second = await askApi(api, 'POST', '/api/routes/pages/handshake');
    expect(second.body).toEqual({ secrets: [], pushedOut: 0 });
  },
);

test('a handshake whose sender asks before it sends the body is heard out, unsigned as it is', async () => {
  const trusting = await startTestGateway(
    `routes:
  - name: pages
    path: /in
    source: { scheme: notion, secrets: [{ env: SECRET }] }
    destination: { url: "${up.url}", scheme: standard, secrets: [{ env: STANDARD }] }`,
    { env: { SECRET: secretFor('notion'), STANDARD: secretFor('standard') } },
  );
  onTestFinished(() => trusting.stop());
  const body = '{"verification_token":"secret_0123456789"}';
  const outcome = await new Promise((resolve, reject) => {
    const headers = { Expect: '100-continue', 'Content-Length': String(body.length) };
    const asking = request(`${trusting.url}/in`, { method: 'POST', agent: false, headers }, (response) => {
      response.resume();
      resolve(response.headers['webhook-gateway-outcome']);
    });
    asking.on('continue', () => asking.end(body)).on('error', reject);
    asking.flushHeaders();
  });
  expect(outcome).toBe('challenge');
});
