/** `routes`: the state of every route, and the five things to do to one. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startApi, type TestApi } from '../helpers/api.js';
import { FakeOperations, T0, attemptOf, queueOf, routeOf } from '../helpers/operations.js';
import { cells, typed } from './typed.js';

const ODD = "leads & more/ü'";

let api: TestApi;

beforeEach(async () => {
  api = await startApi(
    new FakeOperations({
      routes: [
        routeOf('leads', {
          queue: queueOf({ waiting: 3, delayed: 2, active: 1, dead: 4, oldest: T0, breaker: 'half_open' }),
        }),
        routeOf(ODD, { mode: 'direct', queue: undefined, paused: 'gone' }),
      ],
    }),
  );
});
afterEach(() => api.stop());

test('a table of all, with what waits and what stands still', async () => {
  const { code, out, err } = await typed(api, ['routes']);
  expect([code, err]).toEqual([0, '']);
  expect(cells(out)).toEqual([
    [...['ROUTE', 'MODE', 'PAUSED', 'WAITING', 'DELAYED', 'ACTIVE', 'DEAD', 'OLDEST', 'BREAKER'], 'RECEIVER'],
    [
      ...['leads', 'queued', '-', '3', '2', '1', '4', '2026-11-20T09:30:00.000Z', 'half_open'],
      'http://127.0.0.1:3000/webhooks',
    ],
    [...[ODD, 'direct', 'gone', '-', '-', '-', '-', '-', '-'], 'http://127.0.0.1:3000/webhooks'],
  ]);
});

test('-o json is every route as the API says it', async () => {
  const { out } = await typed(api, ['routes', '-o', 'json']);
  expect(JSON.parse(out)).toMatchObject([{ name: 'leads', queue: { dead: 4 } }, { name: ODD }]);
});

test('pause and resume say what is, whatever the name is made of', async () => {
  const paused = await typed(api, ['routes', 'pause', 'leads']);
  expect([paused.code, paused.out]).toEqual([0, 'leads: paused\n']);
  const one = await typed(api, ['routes', 'pause', 'leads', '--destination', 'crm']);
  expect([one.code, one.out]).toEqual([0, 'leads/crm: paused\n']);
  const resumed = await typed(api, ['routes', 'resume', ODD, '-o', 'json']);
  expect(JSON.parse(resumed.out)).toMatchObject({ name: ODD, paused: null });
  expect(api.operations.asked('resume')).toEqual([ODD]);
});

describe('test', () => {
  test('shows the attempt; taken is 0', async () => {
    const { code, out } = await typed(api, ['routes', 'test', 'leads']);
    expect(code).toBe(0);
    expect(cells(out)).toEqual([
      ['msg_test_1'],
      [''],
      ['ATTEMPT', 'AT', 'RESULT', 'STATUS', 'TOOK', 'ANSWER'],
      ['1', '2026-11-20T09:30:00Z', 'accepted', '204', '13 ms'],
    ]);
  });

  test.each(['retry', 'final', 'timeout', 'unreachable'] as const)('%s is 1', async (result) => {
    api.operations.tested = attemptOf({ result });
    expect((await typed(api, ['routes', 'test', 'leads'])).code).toBe(1);
  });
});

describe('handshake', () => {
  test('shows the secrets that came, each with its time and client, and only once', async () => {
    const { code, out } = await typed(api, ['routes', 'handshake', 'leads']);
    expect(code).toBe(0);
    expect(cells(out)).toEqual([
      ['RECEIVED', 'CLIENT', 'SECRET'],
      ['2026-11-20T09:30:00.000Z', '192.0.2.7', 'secret_1'],
    ]);
    const again = await typed(api, ['routes', 'handshake', 'leads']);
    expect([again.code, again.out]).toEqual([
      1,
      'no secret came in a handshake of the last 24 hours; if there are replicas, ask each\n',
    ]);
  });

  test('says that a stranger may have sent one of several, and how many were not kept', async () => {
    const secrets = ['a', 'b'].map((value) => ({ value, client: '192.0.2.7', receivedAt: T0 }));
    api.operations.handed = { secrets, pushedOut: 3 };
    const { out } = await typed(api, ['routes', 'handshake', 'leads']);
    expect(out).toContain('Anyone who knows the address can send one.');
    expect(out).toContain('3 more came than are kept');
  });

  test('-o json is what the API says', async () => {
    const { out } = await typed(api, ['routes', 'handshake', 'leads', '-o', 'json']);
    expect(JSON.parse(out)).toEqual({
      secrets: [{ secret: 'secret_1', client: '192.0.2.7', receivedAt: '2026-11-20T09:30:00.000Z' }],
      pushedOut: 0,
    });
  });
});

test.each([['explode', 'leads'], ['__proto__', 'leads'], ['toString', 'leads'], ['leads']])(
  'routes %s %s: exit 2 and the verbs there are',
  async (...argv) => {
    const { code, err } = await typed(api, ['routes', ...argv]);
    expect(code).toBe(2);
    expect(err).toContain('pause, resume, test, cancel, handshake');
    expect(api.operations.calls).toEqual([]);
  },
);

test.each([
  [['pause'], 'name the route'],
  [['pause', 'a', 'b'], "Unexpected argument 'b'"],
])('routes %j: exit 2, and what is missing or too much', async (argv, words) => {
  const { code, err } = await typed(api, ['routes', ...argv]);
  expect(code).toBe(2);
  expect(err).toContain(words);
  expect(err).toContain('usage: webhook-gateway routes pause NAME');
  expect(api.operations.calls).toEqual([]);
});

test('a route that is not there: exit 1, and where to look', async () => {
  for (const verb of ['pause', 'resume', 'test', 'handshake']) {
    const { code, err } = await typed(api, ['routes', verb, 'nobody']);
    expect(code).toBe(1);
    expect(err).toContain('`webhook-gateway routes` lists them');
  }
});
