/** Bodies are bytes from end to end. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { post, startTestGateway, type TestGateway } from '../helpers/gateway.js';
import { readPayloads } from '../helpers/payloads.js';
import { CHECKS } from '../helpers/receivers.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import { startUpstream, type Upstream } from '../helpers/upstream.js';

/** Each seed system in, and another one out. */
const ROUTES = [
  ['actuallycare', 'svix'],
  ['exampleapi', 'standard'],
  ['real-estate', 'actuallycare'],
  ['carecycle', 'exampleapi'],
  ['stripe', 'actuallycare-bare'],
] as const;

const payloads = readPayloads();
const sha256 = (body: Buffer): string => createHash('sha256').update(body).digest('hex');
const startsAsJson = (body: Buffer): boolean => body[0] === 0x7b || body[0] === 0x5b;

let upstream: Upstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startUpstream();
  const routes = ROUTES.map(
    ([from, to]) => `
  - name: ${from}
    path: /${from}
    dedupe: false
    source: { scheme: ${from}, secrets: [ '${secretFor(from, 'a')}' ] }
    destination: { url: '${upstream.url}', scheme: ${to}, secrets: [ '${secretFor(to, 'b')}' ] }`,
  );
  gateway = await startTestGateway(`routes:${routes.join('')}`);
});

afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

beforeEach(() => {
  upstream.received.length = 0;
});

function deliver(from: string, body: Buffer, contentType: string | undefined = 'application/octet-stream') {
  const headers = signHeaders(from, secretFor(from, 'a'), body);
  delete headers['Content-Type'];
  if (contentType !== '') headers['Content-Type'] = contentType;
  return post(`${gateway.url}/${from}`, body, headers);
}

describe.each(ROUTES)('from %s to %s', (from, to) => {
  const carried = payloads.filter(({ body }) => from !== 'real-estate' || startsAsJson(body));

  test.each(carried.map((payload) => [payload.file, payload] as const))(
    '%s arrives byte for byte',
    async (_file, { body, bytes, sha256: expected }) => {
      const answer = await deliver(from, body);
      expect([answer.status, answer.outcome]).toEqual([200, 'accepted']);
      expect(upstream.received).toHaveLength(1);
      const [request] = upstream.received;
      if (!request) throw new Error('nothing arrived');
      expect(request.body.length).toBe(bytes);
      expect(sha256(request.body)).toBe(expected);
      expect(request.headers['content-length']).toBe(String(bytes));
      expect(request.headers['content-type']).toBe('application/octet-stream');
      expect(CHECKS[to]?.(request, secretFor(to, 'b'))).toBe(true);
    },
  );
});

describe('what a body cannot be', () => {
  const notJson = payloads.filter(({ body }) => !startsAsJson(body));

  test.each(notJson.map((payload) => [payload.file, payload] as const))(
    '%s is refused from real-estate, whose signature does not part time and body',
    async (_file, { body }) => {
      const answer = await deliver('real-estate', body);
      expect([answer.status, answer.outcome]).toEqual([401, 'invalid_signature']);
      expect(upstream.received).toEqual([]);
    },
  );

  it('a body with a Content-Encoding is refused, compressed as it says or not', async () => {
    for (const file of ['generic/compact.json.gz', 'generic/scalar.json']) {
      const body = payloads.find((payload) => payload.file === file)?.body ?? Buffer.alloc(0);
      const headers = signHeaders('actuallycare', secretFor('actuallycare', 'a'), body);
      const answer = await post(`${gateway.url}/actuallycare`, body, {
        ...headers,
        'Content-Encoding': 'gzip',
      });
      expect([answer.status, answer.outcome]).toEqual([415, 'unsupported_encoding']);
    }
    expect(upstream.received).toEqual([]);
  });
});

describe('what else a body may be', () => {
  it('a mebibyte of every byte value arrives whole, and one byte more is too large', async () => {
    const body = Buffer.from(Array.from({ length: 1024 * 1024 }, (_, i) => (i * 7) % 256));
    for (const from of ['actuallycare', 'exampleapi', 'carecycle']) {
      upstream.received.length = 0;
      expect((await deliver(from, body)).outcome).toBe('accepted');
      expect(upstream.received.map((request) => sha256(request.body))).toEqual([sha256(body)]);
    }
    upstream.received.length = 0;
    const answer = await deliver('actuallycare', Buffer.concat([body, Buffer.alloc(1)]));
    expect([answer.status, answer.outcome]).toEqual([413, 'too_large']);
    expect(upstream.received).toEqual([]);
  });

  test.each(['application/json; charset=iso-8859-1', 'application/x-www-form-urlencoded', 'text/plain'])(
    'the content type %s is passed on and changes no byte',
    async (contentType) => {
      const body = Buffer.from('a=1&a=2&b=%20+\r\n\u00e9');
      expect((await deliver('actuallycare', body, contentType)).outcome).toBe('accepted');
      expect(upstream.received[0]?.headers['content-type']).toBe(contentType);
      expect(upstream.received[0]?.body.equals(body)).toBe(true);
    },
  );

  it('a delivery without a content type gets none', async () => {
    expect((await deliver('actuallycare', Buffer.from('{}'), '')).outcome).toBe('accepted');
    expect(upstream.received[0]?.headers['content-type']).toBeUndefined();
  });
});

it('the bodies are the ones the manifest describes', () => {
  expect(payloads.length).toBe(44);
  for (const { file, body, bytes, sha256: expected } of payloads) {
    expect([file, body.length, sha256(body)]).toEqual([file, bytes, expected]);
  }
});
