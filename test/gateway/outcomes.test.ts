import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { post, type Answer } from '../helpers/gateway.js';
import { freePort, until } from '../helpers/servers.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import { deliver, expectProblem, freshBody, route, startPair, type Pair } from './setup.js';

let pair: Pair;

beforeAll(async () => {
  const closed = await freePort();
  pair = await startPair({
    reply: ({ path }, response) => {
      if (path === '/hangs') return;
      response.writeHead(Number(path.slice(1)), { 'Content-Type': 'text/plain' }).end('said so');
    },
    routes: (url) => [
      route(`${url}/200`, { name: 'takes' }),
      route(`${url}/200`, { name: 'svix', from: 'svix', to: 'actuallycare' }),
      route(`${url}/200`, { name: 'picks', more: { events: ['call.*'] } }),
      route(`${url}/422`, { name: 'refuses', to: 'actuallycare' }),
      route(`${url}/500`, { name: 'fails' }),
      route(`${url}/hangs`, { name: 'hangs', destination: { timeout: '150ms' } }),
      route(`${url}/hangs`, { name: 'twins', source: { deadline: '400ms' } }),
      route(`${url}/hangs`, { name: 'full', source: { deadline: '400ms' }, more: { maxInFlight: 1 } }),
      route(`http://127.0.0.1:${closed}`, { name: 'gone' }),
      route(`${url}/200`, { name: 'compact', destination: { payload: 'compact' } }),
      route(`${url}/200`, { name: 'small', more: { maxBodySize: '1kb' } }),
      route(`${url}/200`, { name: 'closed', source: { allowIps: ['10.0.0.0/8'] } }),
    ],
  });
});

afterAll(() => pair.stop());

interface Case {
  readonly code: string;
  readonly route: string;
  readonly status: number;
  readonly kind: 'own 200' | 'relayed' | 'problem';
  readonly retryAfter?: string;
  readonly send: () => Promise<Answer>;
}

const AC = secretFor('actuallycare');

/** The id is told once a delivery is verified, and not before. */
const VERIFIED: ReadonlySet<string> = new Set([
  'accepted',
  'duplicate',
  'filtered',
  'rejected',
  'failed',
  'untranslatable',
  'timeout',
  'unreachable',
  'in_flight',
]);

/** The first one holds the route while the second is answered. */
async function besideOne(name: string, bodies: readonly [string, string]): Promise<Answer> {
  const first = deliver(pair.gw, { route: name, body: bodies[0] });
  const asked = pair.up.received.length;
  await until('the first to reach the receiver', () => pair.up.received.length > asked);
  const second = await deliver(pair.gw, { route: name, body: bodies[1] });
  expect((await first).outcome).toBe('timeout');
  return second;
}

const CASES: readonly Case[] = [
  {
    code: 'accepted',
    route: 'takes',
    status: 200,
    kind: 'relayed',
    send: () => deliver(pair.gw, { route: 'takes' }),
  },
  {
    code: 'duplicate',
    route: 'takes',
    status: 200,
    kind: 'own 200',
    send: async () => {
      const body = freshBody();
      await deliver(pair.gw, { route: 'takes', body });
      return deliver(pair.gw, { route: 'takes', body });
    },
  },
  {
    code: 'filtered',
    route: 'picks',
    status: 200,
    kind: 'own 200',
    send: () => deliver(pair.gw, { route: 'picks' }),
  },
  {
    code: 'rejected',
    route: 'refuses',
    status: 422,
    kind: 'relayed',
    send: () => deliver(pair.gw, { route: 'refuses' }),
  },
  {
    code: 'failed',
    route: 'fails',
    status: 500,
    kind: 'relayed',
    send: () => deliver(pair.gw, { route: 'fails' }),
  },
  {
    code: 'untranslatable',
    route: 'compact',
    status: 502,
    kind: 'problem',
    send: () => deliver(pair.gw, { route: 'compact', body: '{"event":"x","event":"y"}' }),
  },
  {
    code: 'timeout',
    route: 'hangs',
    status: 504,
    kind: 'problem',
    send: () => deliver(pair.gw, { route: 'hangs' }),
  },
  {
    code: 'unreachable',
    route: 'gone',
    status: 502,
    kind: 'problem',
    send: () => deliver(pair.gw, { route: 'gone' }),
  },
  {
    code: 'in_flight',
    route: 'twins',
    status: 503,
    kind: 'problem',
    retryAfter: '5',
    send: () => {
      const body = freshBody();
      return besideOne('twins', [body, body]);
    },
  },
  {
    code: 'overloaded',
    route: 'full',
    status: 503,
    kind: 'problem',
    retryAfter: '1',
    send: () => besideOne('full', [freshBody(), freshBody()]),
  },
  {
    code: 'invalid_signature',
    route: 'takes',
    status: 401,
    kind: 'problem',
    send: () => post(`${pair.gw.url}/takes`, freshBody(), signHeaders('actuallycare', AC, 'another')),
  },
  {
    code: 'missing_signature',
    route: 'takes',
    status: 401,
    kind: 'problem',
    send: () => post(`${pair.gw.url}/takes`, freshBody()),
  },
  {
    code: 'stale',
    route: 'svix',
    status: 401,
    kind: 'problem',
    send: () => deliver(pair.gw, { route: 'svix', from: 'svix', at: Date.now() - 3_600_000 }),
  },
  {
    code: 'malformed',
    route: 'takes',
    status: 400,
    kind: 'problem',
    send: () => post(`${pair.gw.url}/takes`, 'x', { 'X-Webhook-Signature': ['a', 'b'] }),
  },
  {
    code: 'too_large',
    route: 'small',
    status: 413,
    kind: 'problem',
    send: () => deliver(pair.gw, { route: 'small', body: 'x'.repeat(1025) }),
  },
  {
    code: 'unsupported_encoding',
    route: 'takes',
    status: 415,
    kind: 'problem',
    send: () => deliver(pair.gw, { route: 'takes', headers: { 'Content-Encoding': 'gzip' } }),
  },
  {
    code: 'method_not_allowed',
    route: 'takes',
    status: 405,
    kind: 'problem',
    send: () => post(`${pair.gw.url}/takes`, '', {}, 'PUT'),
  },
  {
    code: 'not_found',
    route: '_unmatched',
    status: 404,
    kind: 'problem',
    send: () => post(`${pair.gw.url}/nowhere`, 'x'),
  },
  {
    code: 'forbidden',
    route: 'closed',
    status: 403,
    kind: 'problem',
    send: () => deliver(pair.gw, { route: 'closed' }),
  },
];

describe('every delivery ends in one outcome: the same word in header, answer, metric and log', () => {
  test.each(CASES)('$code', async ({ code, route: name, status, kind, retryAfter, send }) => {
    const series = 'webhook_gateway_deliveries_total';
    const before = await pair.gw.metric(series, { route: name, outcome: code });
    const answer = await send();

    expect(answer).toMatchObject({ status, outcome: code });
    expect(answer.headers['retry-after']).toBe(retryAfter);
    if (kind === 'problem') expectProblem(answer, code);
    if (kind === 'relayed') expect(answer.body.toString()).toBe('said so');
    if (kind === 'own 200') {
      expect(answer.headers['content-type']).toBe('application/json');
      const help = code === 'duplicate' ? { help: expect.stringContaining('forget') as string } : {};
      expect(JSON.parse(answer.body.toString())).toEqual({ outcome: code, id: answer.id, ...help });
    }
    expect(answer.id ?? 'none').toMatch(VERIFIED.has(code) ? /^msg_[0-9A-Za-z]{43}$/ : /^none$/);
    expect(await pair.gw.metric(series, { route: name, outcome: code })).toBe(before + 1);
    expect(pair.gw.lines().filter((line) => line['msg'] === 'delivery')).toContainEqual(
      expect.objectContaining({ outcome: code, route: name, status, client: '127.0.0.1' }),
    );
  });

  test('405 names the method that is allowed', async () => {
    const answer = await post(`${pair.gw.url}/takes`, '', {}, 'DELETE');
    expect(answer.headers['allow']).toBe('POST');
  });
});
