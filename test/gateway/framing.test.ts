/**
 * How a request is cut out of the bytes of a connection. Each case is signed and genuine but for its framing: were it
 * understood in any way, it would be forwarded.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openRaw, requestText } from '../helpers/raw.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import { deliver, expectProblem, freshBody, startPair, type Pair } from './setup.js';

let pair: Pair;
let port: number;

beforeAll(async () => {
  pair = await startPair();
  port = pair.gw.gateway.publicPort;
});

afterAll(() => pair.stop());

const BODY = '{"event":"lead.created"}';
const SIGNED = `X-Webhook-Signature: ${signHeaders('actuallycare', secretFor('actuallycare'), BODY)['X-Webhook-Signature'] ?? ''}`;
const LENGTH = `Content-Length: ${BODY.length}`;
const CHUNKED = 'Transfer-Encoding: chunked';
const CHUNKS = `${BODY.length.toString(16)}\r\n${BODY}\r\n0\r\n\r\n`;

function withHeaders(
  lines: readonly string[],
  body: string,
  how?: { method?: string; version?: string },
): string {
  return requestText('/a', ['Host: x', SIGNED, ...lines], body, how);
}

/** Each byte string, and the status it is refused with. */
const REFUSED: readonly (readonly [string, string, number])[] = [
  ['length and chunks', withHeaders([LENGTH, CHUNKED], CHUNKS), 400],
  ['chunks and length', withHeaders([CHUNKED, LENGTH], CHUNKS), 400],
  ['two equal lengths', withHeaders([LENGTH, LENGTH], BODY), 400],
  ['two lengths', withHeaders([LENGTH, 'Content-Length: 3'], BODY), 400],
  ['a list of lengths', withHeaders([`Content-Length: ${BODY.length}, ${BODY.length}`], BODY), 400],
  ['lengths with a blank between', withHeaders([`Content-Length: ${BODY.length} ${BODY.length}`], BODY), 400],
  ['a length with a sign', withHeaders([`Content-Length: +${BODY.length}`], BODY), 400],
  ['a negative length', withHeaders(['Content-Length: -1'], BODY), 400],
  ['a hexadecimal length', withHeaders(['Content-Length: 0x18'], BODY), 400],
  ['a length of 2^64', withHeaders(['Content-Length: 18446744073709551616'], BODY), 400],
  ['an empty length', withHeaders(['Content-Length: '], BODY), 400],
  ['an unknown transfer encoding', withHeaders(['Transfer-Encoding: xchunked'], CHUNKS), 501],
  ['chunked before another', withHeaders(['Transfer-Encoding: chunked, identity'], CHUNKS), 400],
  ['chunked twice', withHeaders([CHUNKED, CHUNKED], CHUNKS), 400],
  ['chunked behind another', withHeaders(['Transfer-Encoding: gzip, chunked'], CHUNKS), 501],
  ['chunked behind a vertical tab', withHeaders(['Transfer-Encoding: \x0bchunked'], CHUNKS), 400],
  ['chunked under HTTP/1.0', withHeaders([CHUNKED], CHUNKS, { version: 'HTTP/1.0' }), 400],
  ['a folded header', withHeaders(['X-A: b\r\n c', LENGTH], BODY), 400],
  ['a blank before the colon', withHeaders([`Content-Length : ${BODY.length}`], BODY), 400],
  ['an empty header name', withHeaders([': x', LENGTH], BODY), 400],
  ['a header without a colon', withHeaders(['X-A', LENGTH], BODY), 400],
  ['a blank in a header name', withHeaders(['X A: b', LENGTH], BODY), 400],
  ['a NUL in a value', withHeaders(['X-A: b\0c', LENGTH], BODY), 400],
  ['a NUL in a name', withHeaders(['X\0A: b', LENGTH], BODY), 400],
  ['a bare CR in a value', withHeaders(['X-A: b\rX-B: c', LENGTH], BODY), 400],
  ['bare line feeds', withHeaders([LENGTH], BODY).replaceAll('\r\n', '\n'), 400],
  ['a line that ends in a bare line feed', withHeaders([`X-A: b\n${LENGTH}`], BODY), 400],
  ['CR LF CR and something else', `POST /a HTTP/1.1\r\nHost: x\r\n${SIGNED}\r\n${LENGTH}\r\n\rX${BODY}`, 400],
  ['a chunk size that is no number', withHeaders([CHUNKED], `zz\r\n${BODY}\r\n0\r\n\r\n`), 400],
  ['a negative chunk size', withHeaders([CHUNKED], `-1\r\n${BODY}\r\n0\r\n\r\n`), 400],
  ['a chunk size beyond 2^64', withHeaders([CHUNKED], `fffffffffffffffff\r\n${BODY}\r\n0\r\n\r\n`), 400],
  [
    'a chunk without its end',
    withHeaders([CHUNKED], `${BODY.length.toString(16)}\r\n${BODY}XX0\r\n\r\n`),
    400,
  ],
  ['a line feed in a chunk extension', withHeaders([CHUNKED], `18;a\nb\r\n${BODY}\r\n0\r\n\r\n`), 400],
  ['HTTP/1.2', withHeaders([LENGTH], BODY, { version: 'HTTP/1.2' }), 400],
  ['HTTP/9.9', withHeaders([LENGTH], BODY, { version: 'HTTP/9.9' }), 400],
  ['no version', withHeaders([LENGTH], BODY).replace(' HTTP/1.1', ''), 400],
  ['HTTP/2.0', withHeaders([LENGTH], BODY, { version: 'HTTP/2.0' }), 400],
  ['HTTP/0.9', withHeaders([LENGTH], BODY, { version: 'HTTP/0.9' }), 400],
  ['another protocol', withHeaders([LENGTH], BODY, { version: 'SIP/2.0' }), 400],
  ['a method in small letters', withHeaders([LENGTH], BODY, { method: 'post' }), 400],
  ['an unknown method', withHeaders([LENGTH], BODY, { method: 'PSOT' }), 400],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ['a TLS hello', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
  ['no host', requestText('/a', [SIGNED, LENGTH], BODY), 400],
  ['two hosts', withHeaders(['Host: y', LENGTH], BODY), 400],
  ['two content types', withHeaders(['Content-Type: a/b', 'Content-Type: a/b', LENGTH], BODY), 400],
  ['a target without a slash', `POST a HTTP/1.1\r\nHost: x\r\n${SIGNED}\r\n${LENGTH}\r\n\r\n${BODY}`, 400],
  ['a blank in the target', `POST /a b HTTP/1.1\r\nHost: x\r\n${SIGNED}\r\n${LENGTH}\r\n\r\n${BODY}`, 400],
];

describe('what is not framed beyond doubt is refused or cut off, never forwarded', () => {
  afterEach(async () => {
    // The gateway serves on.
    const before = pair.up.received.length;
    expect((await deliver(pair.gw)).outcome).toBe('accepted');
    expect(pair.up.received.length).toBe(before + 1);
  });

  test.each(REFUSED.map(([name, bytes, status]) => ({ name, bytes, status })))(
    '$name',
    async ({ bytes, status }) => {
      const before = pair.up.received.length;
      const client = await openRaw(port);
      client.write(bytes);
      const answers = await client.ended();
      expect(answers.map((answer) => answer.status)).toEqual([status]);
      expect(answers[0]?.headers).toMatchObject({
        connection: 'close',
        'content-type': 'application/problem+json',
        'webhook-gateway-outcome': status === 501 ? 'unsupported_encoding' : 'malformed',
      });
      expect(pair.up.received.length).toBe(before);
    },
  );

  test('CONNECT is told 405, in our form, and has its line in the log', async () => {
    const client = await openRaw(port);
    client.write(withHeaders([LENGTH], BODY, { method: 'CONNECT' }).replace(' /a ', ' evil.example:80 '));
    const [answer] = await client.ended();
    expect(answer?.status).toBe(405);
    expect(answer?.headers).toMatchObject({ allow: 'POST', connection: 'close' });
    expectProblem(
      { status: 405, headers: answer?.headers ?? {}, body: Buffer.from(answer?.body ?? '') },
      'method_not_allowed',
    );
    await expect
      .poll(() => pair.gw.lines())
      .toContainEqual(
        expect.objectContaining({ route: '_unmatched', outcome: 'method_not_allowed', status: 405 }),
      );
  });

  test('CONNECT behind a delivery of the same connection: each has its answer, in order', async () => {
    const client = await openRaw(port);
    const tunnel = withHeaders([], '', { method: 'CONNECT' }).replace(' /a ', ' evil.example:80 ');
    client.write(withHeaders([LENGTH], BODY) + tunnel);
    const answers = await client.ended();
    expect(answers.map(({ status }) => status)).toEqual([200, 405]);
  });
});

test('each of them is counted and logged as malformed', async () => {
  const series = 'webhook_gateway_deliveries_total';
  for (const bytes of [
    'NONSENSE\r\n\r\n',
    withHeaders([CHUNKED], 'zz\r\n'),
    requestText('/a', [LENGTH], BODY),
  ]) {
    const before = await pair.gw.metric(series, { outcome: 'malformed' });
    const client = await openRaw(port);
    client.write(bytes);
    await client.ended();
    await expect.poll(() => pair.gw.metric(series, { outcome: 'malformed' })).toBe(before + 1);
  }
  expect(pair.gw.lines()).toContainEqual(
    expect.objectContaining({
      route: '_unmatched',
      outcome: 'malformed',
      reason: 'framing',
      status: 400,
      client: '127.0.0.1',
    }),
  );
});

test('a refused connection is closed from our side, also where the other keeps its side open', async () => {
  const client = await openRaw(port, { allowHalfOpen: true });
  client.write('NONSENSE\r\n\r\n');
  await client.ended();
  await expect
    .poll(
      () => {
        if (!client.socket.destroyed) client.write('x');
        return client.socket.destroyed;
      },
      { timeout: 5_000 },
    )
    .toBe(true);
});

test('a signature in a trailer never counts', async () => {
  const body = freshBody();
  const signature = signHeaders('actuallycare', secretFor('actuallycare'), body)['X-Webhook-Signature'] ?? '';
  const chunks = `${body.length.toString(16)}\r\n${body}\r\n0\r\nX-Webhook-Signature: ${signature}\r\n\r\n`;
  const client = await openRaw(port);
  client.write(requestText('/a', ['Host: x', CHUNKED, 'Trailer: X-Webhook-Signature'], chunks));
  const [answer] = await client.answered();
  expect(answer?.headers['webhook-gateway-outcome']).toBe('missing_signature');
  client.destroy();
});

test('trailers beside a signed delivery are dropped', async () => {
  const body = freshBody();
  const headers = Object.entries(signHeaders('actuallycare', secretFor('actuallycare'), body)).map(
    ([n, v]) => `${n}: ${v}`,
  );
  const chunks = `${body.length.toString(16)};ext=1\r\n${body}\r\n0\r\nX-Webhook-Signature: sha256=00\r\nX-T: 1\r\n\r\n`;
  const client = await openRaw(port);
  client.write(requestText('/a', ['Host: x', ...headers, CHUNKED], chunks));
  const [answer] = await client.answered();
  expect(answer?.headers['webhook-gateway-outcome']).toBe('accepted');
  expect(pair.up.received.at(-1)?.body.toString()).toBe(body);
  expect(JSON.stringify(pair.up.received.at(-1)?.rawHeaders)).not.toMatch(/"X-T"|sha256=00/i);
  client.destroy();
});
