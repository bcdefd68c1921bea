/** What the API shows, and how strictly it reads what is asked. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { OUTCOME_CODES } from '../../src/model/outcome.js';
import { ask, startApi, type TestApi } from '../helpers/api.js';
import { FakeOperations, T0, attemptOf, detailOf, queueOf, routeOf } from '../helpers/operations.js';

const ISO = '2026-11-20T09:30:00.000Z';
/** Not UTF-8. */
const BYTES = Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x7d]);
const SHARED = { kind: 'replicas', replicas: 1, says: 'all 1 replicas of prefix whgw' };
const ODD_ID = 'order/17 ü?#%2F&=+';

let api: TestApi;

beforeAll(async () => {
  api = await startApi(
    new FakeOperations({
      routes: [
        routeOf('leads', { paused: 'operator', queue: queueOf({ waiting: 3, dead: 1, oldest: T0 }) }),
        routeOf('calls', { mode: 'direct', path: undefined, queue: undefined }),
      ],
      log: [
        detailOf({
          id: '',
          sourceId: undefined,
          event: undefined,
          outcome: 'invalid_signature',
          attempts: [],
        }),
        detailOf({ id: 'msg_bytes', body: BYTES, way: undefined }),
        detailOf({ id: 'msg_none', body: undefined, sourceId: ODD_ID }),
        detailOf({
          id: 'msg_dead',
          route: 'calls',
          outcome: 'failed',
          dead: 'exhausted',
          attempts: [
            attemptOf(),
            attemptOf({ number: 2, status: undefined, result: 'timeout', answer: undefined }),
          ],
        }),
        detailOf({
          id: 'msg_new',
          outcome: 'queued',
          reason: 'breaker',
          receivedAt: T0 + 1_000,
          endedAt: undefined,
          nextAttemptAt: T0 + 5_000,
        }),
      ],
    }),
  );
});
afterAll(() => api.stop());
beforeEach(() => {
  api.operations.calls.length = 0;
});

const CRM = { name: 'crm', url: 'http://127.0.0.1:3000/webhooks', scheme: 'standard' };
const BACKLOG = { waiting: 3, delayed: 0, active: 0, dead: 1, oldest: ISO, breaker: 'closed' };

describe('GET /api/routes', () => {
  test('shows every route and its state, with null where there is nothing', async () => {
    const { status, body } = await ask(api, 'GET', '/api/routes');
    expect(status).toBe(200);
    expect(body).toEqual({
      data: [
        {
          name: 'leads',
          path: '/webhooks/leads',
          mode: 'queued',
          source: { scheme: 'actuallycare' },
          destination: CRM,
          paused: 'operator',
          queue: BACKLOG,
          destinations: [{ ...CRM, alsoSign: [], mode: 'queued', paused: 'operator', queue: BACKLOG }],
        },
        {
          name: 'calls',
          path: null,
          mode: 'direct',
          source: { scheme: 'actuallycare' },
          destination: CRM,
          paused: null,
          queue: null,
          destinations: [{ ...CRM, alsoSign: [], mode: 'direct', paused: null, queue: null }],
        },
      ],
      next: null,
      scope: SHARED,
    });
  });
});

describe('GET /api/deliveries', () => {
  test('lists the newest first, each with its message id, its times in ISO 8601 and no body', async () => {
    const { body } = await ask(api, 'GET', '/api/deliveries');
    const data = body['data'] as Record<string, unknown>[];
    expect(data.map(({ id }) => id)).toEqual(['msg_new', 'msg_dead', 'msg_none', 'msg_bytes', null]);
    expect(data[0]).toEqual({
      id: 'msg_new',
      route: 'leads',
      destination: 'crm',
      sourceId: 'evt_1',
      event: 'lead.created',
      outcome: 'queued',
      reason: 'breaker',
      dead: null,
      receivedAt: '2026-11-20T09:30:01.000Z',
      endedAt: null,
      nextAttemptAt: '2026-11-20T09:30:05.000Z',
      attempts: [
        { number: 1, at: ISO, result: 'accepted', reason: null, status: 204, durationMs: 12.5, answer: null },
      ],
      bytes: 24,
      bodyKept: true,
    });
    expect(body['next']).toBeNull();
  });

  test('hands on every filter, read', async () => {
    const query =
      'route=leads&outcome=queued&event=lead.created&id=evt_1&since=2026-11-20T10:30:00%2B01:00&until=1795167002&cursor=c0&limit=7';
    const { status } = await ask(api, 'GET', `/api/deliveries?${query}`);
    expect(status).toBe(200);
    expect(api.operations.asked('deliveries')).toEqual([
      {
        route: 'leads',
        outcome: 'queued',
        event: 'lead.created',
        id: 'evt_1',
        since: T0,
        until: 1_795_167_002_000,
        cursor: 'c0',
        limit: 7,
      },
    ]);
  });

  test('asks for 50 where nothing is said, and passes on nothing that was not given', async () => {
    await ask(api, 'GET', '/api/deliveries');
    await ask(api, 'GET', '/api/deliveries?');
    await ask(api, 'GET', '/api/deliveries?&&');
    expect(api.operations.asked('deliveries')).toEqual([{ limit: 50 }, { limit: 50 }, { limit: 50 }]);
  });

  test('a cursor leads through all of them, each once', async () => {
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await ask(
        api,
        'GET',
        `/api/deliveries?limit=2${cursor === undefined ? '' : `&cursor=${cursor}`}`,
      );
      seen.push(...(body['data'] as { id: unknown }[]).map(({ id }) => id));
      cursor = (body['next'] as string | null) ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(['msg_new', 'msg_dead', 'msg_none', 'msg_bytes', null]);
  });

  test.each([...OUTCOME_CODES, 'dead'])('takes the outcome %s', async (outcome) => {
    expect((await ask(api, 'GET', `/api/deliveries?outcome=${outcome}`)).status).toBe(200);
  });

  test.each([
    ['2026-11-20T09:30:00Z', T0],
    ['2026-11-20T09:30:00.000Z', T0],
    ['2026-11-20T10:30:00%2B01:00', T0],
    ['2026-11-20T04:30:00-05:00', T0],
    [String(T0 / 1000), T0],
    [String(T0), T0],
  ])('takes the time %s', async (text, time) => {
    await ask(api, 'GET', `/api/deliveries?since=${text}`);
    expect(api.operations.asked('deliveries')).toEqual([{ since: time, limit: 50 }]);
  });

  test.each([
    ['limit', 'limit=0'],
    ['limit', 'limit=501'],
    ['limit', 'limit=-1'],
    ['limit', 'limit=5.0'],
    ['limit', 'limit=1e2'],
    ['limit', 'limit=0x10'],
    ['limit', 'limit=+7'],
    ['limit', 'limit=%207'],
    ['limit', 'limit=NaN'],
    ['limit', 'limit=99999999999999999999'],
    ['limit', 'limit='],
    ['limit', 'limit'],
    ['limit', 'limit=5&limit=6'],
    ['limit', 'limit=5&limit=5'],
    ['limit', 'limit=5&l%69mit=5'],
    ['since', 'since=yesterday'],
    ['since', 'since=2026-11-20'],
    ['since', 'since=2026-11-20T09:30:00'],
    ['since', 'since=2026-11-20T10:30:00+01:00'],
    ['since', 'since=2026-02-30T00:00:00Z'],
    ['since', 'since=17322678'],
    ['since', 'since=-1732267800'],
    ['since', 'since=Infinity'],
    ['since', 'since='],
    ['until', 'until=0'],
    ['since', 'since=2026-11-20T09:30:01Z&until=2026-11-20T09:30:00Z'],
    ['outcome', 'outcome=Accepted'],
    ['outcome', 'outcome=deaf'],
    ['outcome', 'outcome=__proto__'],
    ['outcome', 'outcome=toString'],
    ['route', 'route='],
    ['route', 'route=a&route=b'],
    ['cursor', 'cursor=junk'],
    ['cursor', 'cursor=c-1'],
    ['cursor', 'cursor=%00'],
    ['cursor', `cursor=${'c'.repeat(4_000)}`],
    ['cursor', 'cursor=../../etc/passwd'],
    ['cursor', 'cursor='],
    ['event', 'event=%zz'],
    ['event', 'event=%ff'],
    ['a name', '%zz=1'],
    ['Route', 'Route=a'],
    ['route[]', 'route[]=a'],
    ['route[a]', 'route[a]=b'],
    ['rotue', 'rotue=leads'],
    ['__proto__', '__proto__=1'],
    ['constructor', 'constructor=1'],
    ['limit ', 'limit%20=1'],
  ])('refuses %j in ?%s, and names it', async (parameter, query) => {
    const { status, body } = await ask(api, 'GET', `/api/deliveries?${query}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'invalid_query', parameter });
    expect(String(body['detail'])).toContain(`${parameter}: `);
  });

  test('a long name is told in short', async () => {
    const { body } = await ask(api, 'GET', `/api/deliveries?${'n'.repeat(5_000)}=1`);
    expect(String(body['parameter'])).toHaveLength(64);
    expect(String(body['detail']).length).toBeLessThan(300);
  });
});

describe('GET /api/deliveries/:id', () => {
  test('shows one with its body as text', async () => {
    const { status, body } = await ask(api, 'GET', '/api/deliveries/msg_new');
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: 'msg_new', body: '{"event":"lead.created"}', bodyEncoding: 'utf8' });
  });

  test('shows whose it was and where its time went, or that nobody knows', async () => {
    const { body } = await ask(api, 'GET', '/api/deliveries/msg_new');
    expect(body).toMatchObject({
      ...{ secret: 'current', scheme: 'actuallycare', client: '192.0.2.7' },
      answered: { status: 204, afterMs: 51.12 },
    });
    expect(body['steps']).toEqual([
      { step: 'receive', startMs: 0, durationMs: 12.04 },
      { step: 'verify', startMs: 12.04, durationMs: 0.12 },
      { step: 'claim', startMs: 12.16, durationMs: 0.95 },
      { step: 'translate', startMs: 13.11, durationMs: 0.03 },
      { step: 'attempt', startMs: 13.14, durationMs: 37.91 },
      { step: 'settle', startMs: 51.05, durationMs: 0.07 },
    ]);
    const unknown = await ask(api, 'GET', '/api/deliveries/msg_bytes');
    expect(unknown.body).toMatchObject({
      secret: null,
      scheme: null,
      client: null,
      steps: [],
      answered: null,
    });
  });

  test('a body that is no text loses not a byte', async () => {
    const { body } = await ask(api, 'GET', '/api/deliveries/msg_bytes');
    expect(body['bodyEncoding']).toBe('base64');
    expect(Buffer.from(String(body['body']), 'base64')).toEqual(BYTES);
  });

  test('a body that is not kept is null', async () => {
    const { body } = await ask(api, 'GET', '/api/deliveries/msg_none');
    expect(body).toMatchObject({ bodyKept: false, body: null, bodyEncoding: null });
  });

  test("is found by the provider's id too, whatever characters it has", async () => {
    const { status, body } = await ask(api, 'GET', `/api/deliveries/${encodeURIComponent(ODD_ID)}`);
    expect(status).toBe(200);
    expect(body['id']).toBe('msg_none');
    expect(api.operations.asked('delivery')).toEqual([{ id: ODD_ID }]);
  });

  test.each([
    'nobody',
    '__proto__',
    'constructor',
    '%00',
    '%F0%9F%92%A9',
    'a'.repeat(4_000),
    '%2e%2e%2froutes',
  ])('%s is an id like any other, and unknown', async (id) => {
    const { status, body } = await ask(api, 'GET', `/api/deliveries/${id}`);
    expect(status).toBe(404);
    expect(body).toMatchObject({ code: 'unknown_delivery' });
    expect(api.operations.asked('delivery')).toEqual([{ id: decodeURIComponent(id) }]);
  });

  test('is looked for where the query says', async () => {
    const { body } = await ask(api, 'GET', '/api/deliveries/msg_none?route=leads&destination=crm');
    expect(body['id']).toBe('msg_none');
    expect(api.operations.asked('delivery')).toEqual([
      { id: 'msg_none', route: 'leads', destination: 'crm' },
    ]);
    expect((await ask(api, 'GET', '/api/deliveries/msg_none?destination=mail')).status).toBe(404);
  });

  test.each(['%zz', '%', '%ff', '%c0%ae'])('%s is no id', async (id) => {
    const { status, body } = await ask(api, 'GET', `/api/deliveries/${id}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'invalid_path' });
    expect(api.operations.calls).toEqual([]);
  });
});

describe('GET /api/dead', () => {
  test('lists dead letters alone, of a route where one is named', async () => {
    const all = await ask(api, 'GET', '/api/dead');
    expect((all.body['data'] as { id: string }[]).map(({ id }) => id)).toEqual(['msg_dead']);
    const other = await ask(api, 'GET', '/api/dead?route=leads&limit=9');
    expect(other.body).toEqual({ data: [], next: null, scope: SHARED, note: null });
    const final = await ask(api, 'GET', '/api/dead?reason=final');
    expect(final.body['data']).toEqual([]);
    expect(api.operations.asked('dead')).toEqual([
      { limit: 50 },
      { route: 'leads', limit: 9 },
      { reason: 'final', limit: 50 },
    ]);
  });

  test.each([
    ['cursor', 'cursor=junk'],
    ['outcome', 'outcome=dead'],
    ['reason', 'reason=cancelled'],
    ['limit', 'limit=1000'],
  ])('refuses %s in ?%s', async (parameter, query) => {
    const { status, body } = await ask(api, 'GET', `/api/dead?${query}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'invalid_query', parameter });
  });
});

describe('GET /api/pending', () => {
  test('lists what has not ended, of a route where one is named', async () => {
    const all = await ask(api, 'GET', '/api/pending');
    expect(all.body['data']).toMatchObject([{ id: 'msg_new', nextAttemptAt: '2026-11-20T09:30:05.000Z' }]);
    const other = await ask(api, 'GET', '/api/pending?route=leads&destination=mail&limit=9');
    expect(other.body).toEqual({ data: [], next: null, scope: SHARED, note: null });
    expect(api.operations.asked('pending')).toEqual([
      { limit: 50 },
      { route: 'leads', destination: 'mail', limit: 9 },
    ]);
  });

  test.each([
    ['cursor', 'cursor=junk'],
    ['reason', 'reason=final'],
  ])('refuses %s in ?%s', async (parameter, query) => {
    const { status, body } = await ask(api, 'GET', `/api/pending?${query}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'invalid_query', parameter });
  });
});

describe('paths and methods', () => {
  test.each([
    '/api',
    '/api/',
    '/api/nothing',
    '/api/routes/',
    '/api/Routes',
    '/api/routes/leads',
    '/api//routes',
    '/api/deliveries/',
    '/api/deliveries/a/b',
    '/api/deliveries/a/replay/b',
    '/api/openapi',
    '/api/__proto__',
    '/api/metrics',
  ])('%s is not there', async (path) => {
    const { status, body } = await ask(api, 'GET', path);
    expect(status).toBe(404);
    expect(body).toMatchObject({ code: 'not_found' });
  });

  test.each([
    ['POST', '/api/routes', 'GET, HEAD'],
    ['DELETE', '/api/deliveries/a', 'GET, HEAD'],
    ['PUT', '/api/dead', 'GET, HEAD'],
    ['GET', '/api/reload', 'POST'],
    ['GET', '/api/routes/leads/pause', 'POST'],
    ['HEAD', '/api/dead/replay', 'POST'],
    ['PATCH', '/api/deliveries/a/replay', 'POST'],
    ['OPTIONS', '/api/openapi.json', 'GET, HEAD'],
  ])('%s %s is 405, and says what is allowed', async (method, path, allow) => {
    const answer = await ask(api, method, path);
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe(allow);
    expect(api.operations.calls).toEqual([]);
  });

  test('HEAD is GET without the body', async () => {
    const answer = await ask(api, 'HEAD', '/api/routes');
    expect(answer.status).toBe(200);
    expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(100);
    expect(answer.text).toBe('');
  });

  test('reads that take no parameters refuse some', async () => {
    for (const path of ['/api/routes?limit=1', '/api/openapi.json?x=1', '/api/deliveries/msg_new?body=1']) {
      expect((await ask(api, 'GET', path)).body).toMatchObject({ code: 'invalid_query' });
    }
  });
});

describe('faults', () => {
  test('a store that does not answer is 503, worth a try again', async () => {
    for (const path of ['/api/routes', '/api/deliveries', '/api/deliveries/a', '/api/dead']) {
      api.operations.storeGoesAway();
      const answer = await ask(api, 'GET', path);
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('5');
      expect(answer.body).toMatchObject({ code: 'store_unavailable' });
    }
    expect(api.faults).toEqual([]);
  });

  test('a fault of our own is 500, told to the log and to nobody else', async () => {
    const error = new RangeError('secret stack');
    api.operations.errors.push(error);
    const { status, text, body } = await ask(api, 'GET', '/api/deliveries');
    expect(status).toBe(500);
    expect(body).toMatchObject({ code: 'internal' });
    expect(text).not.toMatch(/secret|stack|node_modules|Error/);
    expect(api.faults).toEqual([error]);
  });
});
