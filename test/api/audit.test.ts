/** Every write through the API is noted, with who did it and what came of it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isWrite } from '../../src/http/api/endpoint.js';
import { ENDPOINTS } from '../../src/http/api/endpoints.js';
import { TOKENS, ask, startApi, type TestApi } from '../helpers/api.js';
import { FakeOperations, detailOf, queueOf, routeOf } from '../helpers/operations.js';

let api: TestApi;

beforeEach(async () => {
  api = await startApi(
    new FakeOperations({
      routes: [routeOf('leads', { queue: queueOf({ waiting: 3, delayed: 2 }) })],
      log: [detailOf(), detailOf({ id: 'msg_none', body: undefined })],
    }),
  );
});
afterEach(() => api.stop());

const BY = { token: 'admin', actor: null, client: '192.0.2.1' };

describe('a write is noted', () => {
  test.each([
    ['/api/routes/leads/cancel', undefined, { what: 'cancelRoute', on: 'leads', count: 5, status: 200 }],
    ['/api/routes/leads/pause', undefined, { what: 'pauseRoute', on: 'leads', count: null, status: 200 }],
    [
      '/api/deliveries/msg_1/replay',
      undefined,
      { what: 'replayDelivery', on: 'msg_1', count: null, status: 202 },
    ],
    ['/api/dead/replay', { all: true }, { what: 'replayDead', on: null, count: 0, status: 202 }],
  ])('that was done: %s', async (path, body, noted) => {
    await ask(api, 'POST', path, body);
    expect(api.wrote).toEqual([{ ...BY, ...noted }]);
  });

  test.each([
    ['an unknown route', '/api/routes/nobody/pause', undefined, { on: 'nobody', status: 404 }],
    [
      'a body that is not kept',
      '/api/deliveries/msg_none/replay',
      undefined,
      { on: 'msg_none', status: 409 },
    ],
    ['a query that cannot be taken', '/api/routes/leads/pause?x=1', undefined, { on: 'leads', status: 400 }],
    ['a body that cannot be taken', '/api/dead/replay', {}, { on: null, status: 400 }],
  ])('that failed for %s', async (_, path, body, noted) => {
    await ask(api, 'POST', path, body);
    expect(api.wrote).toMatchObject([{ ...BY, ...noted, count: null }]);
  });

  test('that failed for want of the store, or by a fault of ours', async () => {
    api.operations.storeGoesAway();
    await ask(api, 'POST', '/api/routes/leads/pause');
    api.operations.errors.push(new TypeError('a bug'));
    await ask(api, 'POST', '/api/routes/leads/pause');
    expect(api.wrote.map(({ status }) => status)).toEqual([503, 500]);
    expect(api.faults).toHaveLength(1);
  });

  test('in the name of whom the proxy names', async () => {
    api.setAccess({ actorHeader: 'X-User', isTrusted: () => true });
    await ask(api, 'POST', '/api/routes/leads/pause', undefined, { 'X-User': 'ann' });
    expect(api.wrote).toMatchObject([{ actor: 'ann' }]);
  });
});

test('each write is, and no read', async () => {
  // One that streams has no end.
  for (const endpoint of ENDPOINTS.filter((one) => one.path !== '/tail')) {
    api.wrote.length = 0;
    await ask(api, endpoint.method.toUpperCase(), `/api${endpoint.path.replace(/:\w+/, 'x')}`);
    expect([endpoint.path, api.wrote.length]).toEqual([endpoint.path, isWrite(endpoint) ? 1 : 0]);
  }
});

describe('a write that no token authorised', () => {
  test.each([
    ['without one', ''],
    ['with a wrong one', 'Bearer wrong'],
    ['with one of another role', `Bearer ${TOKENS.reader}`],
  ])('%s is counted by what was asked, and not noted', async (_, authorization) => {
    await ask(api, 'POST', '/api/routes/leads/pause', undefined, { Authorization: authorization });
    await ask(api, 'GET', '/api/routes', undefined, { Authorization: authorization });
    await ask(api, 'POST', '/api/nothing', undefined, { Authorization: authorization });
    expect([api.wrote, api.refused]).toEqual([[], ['pauseRoute']]);
  });
});

describe('GET /api/audit', () => {
  const reader = { Authorization: `Bearer ${TOKENS.reader}` };

  test('lists them, the newest first, in pages', async () => {
    await ask(api, 'POST', '/api/routes/leads/pause');
    await ask(api, 'POST', '/api/routes/leads/resume');
    const first = await ask(api, 'GET', '/api/audit?limit=1', undefined, reader);
    expect(first.body['data']).toEqual([
      { at: '2026-11-20T09:30:00.000Z', what: 'resumeRoute', on: 'leads', ...BY, count: null, status: 200 },
    ]);
    const rest = await ask(api, 'GET', `/api/audit?cursor=${String(first.body['next'])}`, undefined, reader);
    expect(rest.body).toMatchObject({ data: [{ what: 'pauseRoute' }], next: null });
  });

  test('hands on every filter, read', async () => {
    const query = 'what=pauseRoute&token=admin&since=2026-11-20T09:30:00Z&until=1795167002&cursor=7&limit=3';
    expect((await ask(api, 'GET', `/api/audit?${query}`, undefined, reader)).status).toBe(200);
    expect(api.operations.asked('audit')).toEqual([
      {
        ...{ what: 'pauseRoute', token: 'admin', cursor: '7', limit: 3 },
        ...{ since: Date.UTC(2026, 10, 20, 9, 30), until: 1_795_167_002_000 },
      },
    ]);
  });

  test.each(['what=pauseroute', 'what=listRoutes', 'since=2026&until=2025', 'cursor=x', 'limit=0'])(
    '%s is refused by its name',
    async (query) => {
      const { status, body } = await ask(api, 'GET', `/api/audit?${query}`, undefined, reader);
      expect([status, body['code']]).toEqual([400, 'invalid_query']);
    },
  );
});
