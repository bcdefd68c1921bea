/** What one request may cost: size, encoding, headers, and what is refused before the body is sent. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exchange, openRaw, requestText } from '../../helpers/raw.js';
import { secretFor, signHeaders } from '../../helpers/sign.js';
import { deliver, expectProblem, freshBody, route, startPair, type Pair } from '../setup.js';

let pair: Pair;
let port: number;

beforeAll(async () => {
  pair = await startPair({
    routes: (url) => [
      route(url, { more: { maxBodySize: '64kb' } }),
      route(url, { name: 'svix', from: 'svix' }),
      route(url, { name: 'closed', source: { allowIps: ['10.0.0.0/8'] } }),
    ],
  });
  port = pair.gw.gateway.publicPort;
});

afterAll(() => pair.stop());

const LIMIT = 64 * 1024;

function signed(body: string): Record<string, string> {
  return { Host: 'x', ...signHeaders('actuallycare', secretFor('actuallycare'), body) };
}

function chunked(body: string, size = 16_384): string {
  let text = '';
  for (let i = 0; i < body.length; i += size) {
    const part = body.slice(i, i + size);
    text += `${part.length.toString(16)}\r\n${part}\r\n`;
  }
  return `${text}0\r\n\r\n`;
}

function bodyOf(length: number): string {
  const start = `{"event":"x","n":${JSON.stringify(freshBody())},"fill":"`;
  return `${start}${'x'.repeat(length - start.length - 2)}"}`;
}

describe("the body's limit", () => {
  test('a body of exactly that size passes, with a length and in chunks', async () => {
    const body = bodyOf(LIMIT);
    expect((await deliver(pair.gw, { body })).outcome).toBe('accepted');
    const other = bodyOf(LIMIT);
    const text = requestText('/a', { ...signed(other), 'Transfer-Encoding': 'chunked' }, chunked(other));
    const [answer] = await exchange(port, text);
    expect(answer?.headers['webhook-gateway-outcome']).toBe('accepted');
    expect(pair.up.received.at(-1)?.body.length).toBe(LIMIT);
  });

  test('one byte more is refused by its length, before any of it is read', async () => {
    const client = await openRaw(port);
    client.write(requestText('/a', { ...signed('x'), 'Content-Length': String(LIMIT + 1) }));
    const [answer] = await client.answered();
    expect(answer?.status).toBe(413);
    await client.ended();
  });

  test('one byte more is refused in chunks, where no length tells of it', async () => {
    const body = bodyOf(LIMIT + 1);
    const text = requestText('/a', { ...signed(body), 'Transfer-Encoding': 'chunked' }, chunked(body));
    const [answer] = await exchange(port, text);
    expect(answer?.status).toBe(413);
    expect(answer?.headers['connection']).toBe('close');
  });

  test.each(['length', 'chunks'])(
    'a source in the middle of sending far more can read the answer (%s)',
    async (how) => {
      const body = 'x'.repeat(8 * 1024 * 1024);
      const framing: Record<string, string> =
        how === 'length' ? { 'Content-Length': String(body.length) } : { 'Transfer-Encoding': 'chunked' };
      const client = await openRaw(port);
      client.write(
        requestText('/a', { ...signed(body), ...framing }, how === 'length' ? body : chunked(body)),
      );
      const [answer] = await client.answered();
      expect(answer?.status).toBe(413);
      expectProblem(
        { status: 413, headers: answer?.headers ?? {}, body: Buffer.from(answer?.body ?? '') },
        'too_large',
      );
      await client.ended();
    },
  );

  test('a body that never ends is cut off soon after the answer', async () => {
    const client = await openRaw(port);
    client.write(requestText('/a', { ...signed('x'), 'Transfer-Encoding': 'chunked' }));
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    const timer = setInterval(() => {
      client.write(chunk);
    }, 2);
    await client.ended();
    clearInterval(timer);
    expect(client.answers()[0]?.status).toBe(413);
  });
});

describe('a body that says it is encoded is not decoded', () => {
  test.each(['gzip', 'GZIP', 'br', 'deflate', 'zstd', 'gzip, gzip', 'x'])('%s: 415', async (encoding) => {
    const answer = await deliver(pair.gw, { headers: { 'Content-Encoding': encoding } });
    expect(answer).toMatchObject({ status: 415, outcome: 'unsupported_encoding' });
  });

  test('identity is none', async () => {
    expect((await deliver(pair.gw, { headers: { 'Content-Encoding': 'identity' } })).outcome).toBe(
      'accepted',
    );
  });
});

describe('headers', () => {
  function many(count: number): string[] {
    return Array.from({ length: count }, (_, i) => `X-H${i}: v`);
  }

  test('a hundred pass, one more is 431, and so are thousands and megabytes', async () => {
    const body = freshBody();
    const own = [
      ...Object.entries(signed(body)).map(([name, value]) => `${name}: ${value}`),
      `Content-Length: ${body.length}`,
    ];
    const status = async (lines: string[]) =>
      (await exchange(port, requestText('/a', lines, body)))[0]?.status;
    expect(await status([...own, ...many(100 - own.length)])).toBe(200);
    expect(await status([...own, ...many(101 - own.length)])).toBe(431);
    expect(await status([...many(1_200), ...own])).toBe(431);
    expect(await status([...own, `X-Long: ${'x'.repeat(20_000)}`])).toBe(431);
    expect(await status([...own, `X-Long: ${'x'.repeat(1024 * 1024)}`])).toBe(431);
  });

  test('a target longer than any path: refused, and told in our form', async () => {
    const [answer] = await exchange(port, requestText(`/${'a'.repeat(70_000)}`, { Host: 'x' }));
    expect(answer?.status).toBe(431);
    expect(answer?.headers['webhook-gateway-outcome']).toBe('malformed');
  });
});

describe('a source that asks before it sends its body (Expect: 100-continue)', () => {
  async function asked(target: string, headers: Record<string, string>, method = 'POST') {
    const client = await openRaw(port);
    client.write(requestText(target, { Expect: '100-continue', ...headers }, '', { method }));
    const [first] = await client.answered();
    return { client, first };
  }

  test('is told to go on where the delivery may be genuine, and then served', async () => {
    const body = freshBody();
    const { client, first } = await asked('/a', { ...signed(body), 'Content-Length': String(body.length) });
    expect(first?.status).toBe(100);
    client.write(body);
    const answers = await client.answered(2);
    expect(answers[1]?.headers['webhook-gateway-outcome']).toBe('accepted');
    client.destroy();
  });

  const good = { ...signed('x'), 'Content-Length': '1' };
  test.each([
    ['no such route', '/nowhere', good, 404, 'not_found'],
    ['an address that may not deliver', '/closed', good, 403, 'forbidden'],
    ['too large', '/a', { ...good, 'Content-Length': String(LIMIT + 1) }, 413, 'too_large'],
    ['encoded', '/a', { ...good, 'Content-Encoding': 'gzip' }, 415, 'unsupported_encoding'],
    ['unsigned', '/a', { Host: 'x', 'Content-Length': '1' }, 401, 'missing_signature'],
    ['an empty signature', '/a', { ...good, 'X-Webhook-Signature': '' }, 401, 'missing_signature'],
    [
      'signed without an id',
      '/svix',
      { Host: 'x', 'Content-Length': '1', 'svix-signature': 'v1,x', 'svix-timestamp': '1' },
      401,
      'missing_signature',
    ],
    [
      'signed without a time',
      '/svix',
      { Host: 'x', 'Content-Length': '1', 'svix-signature': 'v1,x', 'svix-id': 'x' },
      401,
      'missing_signature',
    ],
  ] as const)('is refused without being told to go on: %s', async (_, target, headers, status, code) => {
    const { client, first } = await asked(target, headers);
    expect(first).toMatchObject({ status });
    expect(first?.headers['webhook-gateway-outcome']).toBe(code);
    await client.ended();
    expect(client.answers().length).toBe(1);
  });

  test('is refused without being told to go on: another method, a signature that comes twice', async () => {
    const other = await asked('/a', good, 'PUT');
    expect(other.first?.status).toBe(405);
    const lines = [...Object.entries(good).map(([name, value]) => `${name}: ${value}`)];
    const [twice] = await exchange(
      port,
      requestText('/a', [...lines, `X-Webhook-Signature: x`, 'Expect: 100-continue']),
    );
    expect(twice?.status).toBe(400);
    other.client.destroy();
  });

  test('any other expectation is 417, and counts as malformed', async () => {
    const before = await pair.gw.metric('webhook_gateway_deliveries_total', {
      route: 'a',
      outcome: 'malformed',
    });
    const [answer] = await exchange(port, requestText('/a', { ...good, Expect: 'gold' }, 'x'));
    expect(answer?.status).toBe(417);
    expect(answer?.headers['webhook-gateway-outcome']).toBe('malformed');
    expect(
      await pair.gw.metric('webhook_gateway_deliveries_total', { route: 'a', outcome: 'malformed' }),
    ).toBe(before + 1);
  });
});

test('none of what was refused reached receiver or store', async () => {
  const [received, claims] = [pair.up.received.length, await pair.gw.metric('webhook_gateway_claims_total')];
  expect(claims).toBe(received);
  const answer = await deliver(pair.gw, { body: bodyOf(LIMIT + 1) });
  expect(answer.status).toBe(413);
  expect([pair.up.received.length, await pair.gw.metric('webhook_gateway_claims_total')]).toEqual([
    received,
    claims,
  ]);
});
