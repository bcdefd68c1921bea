/** Bodies that come compressed, signed before or behind it. */
import { createHmac } from 'node:crypto';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { TOKEN, ask } from '../helpers/api.js';
import { asked } from '../helpers/ask-refused.js';
import { post, type Answer, type TestGateway } from '../helpers/gateway.js';
import { until } from '../helpers/servers.js';
import { secretFor } from '../helpers/sign.js';
import { configText, freshBody, pairForTest, route, type Members } from './setup.js';

const SECRET = secretFor('actuallycare');
const GZIP = { 'Content-Encoding': 'gzip', 'Content-Type': 'application/json' };

function coded(contentEncoding: string, more: Members = {}, to = 'svix') {
  return (url: string) => [
    route(url, { to, source: { contentEncoding, ...more }, more: { maxBodySize: '64kb' } }),
  ];
}

function sign(bytes: Buffer | string, secret = SECRET): Record<string, string> {
  return { 'X-Webhook-Signature': createHmac('sha256', secret).update(bytes).digest('hex') };
}

function send(
  gw: TestGateway,
  body: Buffer | string,
  headers: Record<string, string | string[]>,
): Promise<Answer> {
  return post(`${gw.url}/a`, body, headers);
}

const HOW: readonly (readonly [string, (plain: string, packed: Buffer) => Buffer | string])[] = [
  ['signed-plain', (plain) => plain],
  ['signed-compressed', (_plain, packed) => packed],
];

describe.each(HOW)('a compressed body, %s,', (contentEncoding, signed) => {
  test('goes on plain, and without word of its coding', async () => {
    const { gw, up } = await pairForTest({ routes: coded(contentEncoding) });
    const plain = freshBody();
    const packed = gzipSync(plain);
    expect(await send(gw, packed, { ...GZIP, ...sign(signed(plain, packed)) })).toMatchObject({
      outcome: 'accepted',
    });
    expect(up.received[0]?.body.toString()).toBe(plain);
    expect(up.received[0]?.headers['content-encoding']).toBeUndefined();
    expect(gw.lines().at(-1)).toMatchObject({ event: 'lead.created' });
  });

  test('is the same delivery as the plain one, however it was compressed', async () => {
    const { gw } = await pairForTest({ routes: coded(contentEncoding) });
    const plain = freshBody();
    const outcomes: (string | undefined)[] = [];
    for (const level of [9, 0]) {
      const packed = gzipSync(plain, { level });
      outcomes.push((await send(gw, packed, { ...GZIP, ...sign(signed(plain, packed)) })).outcome);
    }
    outcomes.push((await send(gw, plain, sign(plain))).outcome);
    expect(outcomes).toEqual(['accepted', 'duplicate', 'duplicate']);
  });

  test('is refused where the other bytes were signed', async () => {
    const { gw } = await pairForTest({ routes: coded(contentEncoding) });
    const plain = freshBody();
    const packed = gzipSync(plain);
    const other = signed(plain, packed) === plain ? packed : plain;
    expect((await send(gw, packed, { ...GZIP, ...sign(other) })).outcome).toBe('invalid_signature');
  });

  test('is refused without its header, and with one that is not true', async () => {
    const { gw, up } = await pairForTest({ routes: coded(contentEncoding) });
    const plain = freshBody();
    const packed = gzipSync(plain);
    const twice = Buffer.concat([packed, packed]);
    const more = Buffer.concat([packed, Buffer.from('x')]);
    const bodies: readonly [Buffer | string, Record<string, string>][] = [
      [packed, sign(packed)],
      [packed, { ...sign(packed), 'Content-Encoding': 'identity' }],
      [plain, { ...GZIP, ...sign(plain) }],
      [twice, { ...GZIP, ...sign(signed(plain, twice)) }],
      [more, { ...GZIP, ...sign(signed(plain, more)) }],
    ];
    for (const [body, headers] of bodies)
      expect(await send(gw, body, headers)).toMatchObject({ status: 400, outcome: 'malformed' });
    expect(gw.lines().map(({ reason }) => reason)).toEqual([
      ...['gzip_unmarked', 'gzip_unmarked'],
      ...['gzip_unreadable', 'gzip_unreadable', 'gzip_unreadable'],
    ]);
    expect(up.received).toHaveLength(0);
  });

  test('is refused in any other coding, or in two', async () => {
    const { gw } = await pairForTest({ routes: coded(contentEncoding) });
    const plain = freshBody();
    const packed = gzipSync(plain);
    for (const coding of ['br', 'deflate', 'gzip, gzip', 'x-gzip', ''])
      expect(
        await send(gw, coding === 'br' ? brotliCompressSync(plain) : packed, {
          ...sign(packed),
          'Content-Encoding': coding,
        }),
        coding,
      ).toMatchObject({
        status: 415,
      });
    const twice = { ...sign(packed), 'Content-Encoding': ['gzip', 'gzip'] };
    expect(await send(gw, packed, twice)).toMatchObject({ status: 400, outcome: 'malformed' });
  });

  test('is too large at the limit of the route, and at a hundred times its size', async () => {
    const { gw, up } = await pairForTest({ routes: coded(contentEncoding) });
    const random = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * i) % 251)).toString('hex');
    for (const plain of [random, 'a'.repeat(60_000)]) {
      const packed = gzipSync(plain);
      const answer = await send(gw, packed, { ...GZIP, ...sign(signed(plain, packed)) });
      expect(answer).toMatchObject({ status: 413, outcome: 'too_large' });
    }
    expect(gw.lines().at(-1)).toMatchObject({ reason: 'inflated' });
    expect(up.received).toHaveLength(0);
  });

  test('that was refused under a wrong secret is taken once the secret is right', async () => {
    const top = { admin: { host: '127.0.0.1', port: 0, token: TOKEN } };
    const routes = coded(contentEncoding, { secrets: ['another-made-up-secret-of-it'] });
    const { gw, up } = await pairForTest({ routes, top });
    const plain = freshBody();
    const packed = gzipSync(plain);
    const headers = { ...GZIP, ...sign(signed(plain, packed)) };
    expect((await send(gw, packed, headers)).outcome).toBe('invalid_signature');
    await gw.reload(configText(coded(contentEncoding)(up.url), top));
    await asked(gw, '/api/refused', 1);
    const filter = { route: 'a' };
    const { status } = await ask({ url: gw.adminUrl }, 'POST', '/api/jobs', { do: 'verify', filter });
    expect(status).toBe(202);
    await until('it is delivered', () => up.received.length === 1);
    expect(up.received[0]?.body.toString()).toBe(plain);
    expect((await send(gw, packed, headers)).outcome).toBe('duplicate');
  });
});

test('without a word of the route no compressed body is taken', async () => {
  const { gw } = await pairForTest();
  const packed = gzipSync(freshBody());
  expect(await send(gw, packed, { ...GZIP, ...sign(packed) })).toMatchObject({ status: 415 });
});

test('strangers’ bombs leave room and time for the genuine', async () => {
  const { gw, up } = await pairForTest({
    top: { server: { maxBufferedBytes: '1mb' } },
    routes: coded('signed-plain'),
  });
  const bomb = gzipSync('a'.repeat(64 * 1024), { level: 1 });
  const lying = Buffer.from(gzipSync(Buffer.alloc(16 * 1024 * 1024)));
  lying.writeUInt32LE(60_000, lying.length - 4);
  const forged = { ...GZIP, ...sign('') };
  const strangers = Array.from({ length: 200 }, (_, i) => send(gw, i % 2 ? bomb : lying, forged));
  const plain = freshBody();
  const packed = gzipSync(plain);
  const genuine = await send(gw, packed, { ...GZIP, ...sign(plain) });
  const refused = await Promise.all(strangers);
  expect(genuine.outcome).toBe('accepted');
  expect(new Set(refused.map(({ status }) => status >= 400))).toEqual(new Set([true]));
  // All room was given back.
  const again = freshBody();
  expect((await send(gw, gzipSync(again), { ...GZIP, ...sign(again) })).outcome).toBe('accepted');
  expect(up.received).toHaveLength(2);
});
