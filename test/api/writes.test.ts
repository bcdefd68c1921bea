/** What the API changes, and what a write must look like to be one. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isWrite } from '../../src/http/api/endpoint.js';
import { ENDPOINTS } from '../../src/http/api/endpoints.js';
import { TOKEN, ask, startApi, type TestApi } from '../helpers/api.js';
import { FakeOperations, attemptOf, detailOf, queueOf, routeOf } from '../helpers/operations.js';
import { exchange, openRaw, requestText } from '../helpers/raw.js';

const ODD_ROUTE = 'leads & more/ü';

let api: TestApi;

beforeEach(async () => {
  api = await startApi(
    new FakeOperations({
      routes: [
        routeOf('leads', { queue: queueOf({ waiting: 3, delayed: 2, dead: 1 }) }),
        routeOf(ODD_ROUTE, { mode: 'direct', queue: undefined }),
      ],
      log: [
        detailOf({ id: 'msg_kept' }),
        detailOf({ id: 'msg_none', sourceId: 'evt_none', body: undefined }),
        detailOf({ id: 'msg_dead_1', dead: 'exhausted', outcome: 'failed' }),
        detailOf({ id: 'msg_dead_2', dead: 'final', outcome: 'rejected', route: 'calls' }),
      ],
    }),
  );
});
afterEach(() => api.stop());

const KEPT = { id: 'msg_kept', route: 'leads', destination: 'crm' };

describe('POST /api/deliveries/:id/replay', () => {
  test('is 202 once it is on its way', async () => {
    const { status, body } = await ask(api, 'POST', '/api/deliveries/msg_kept/replay');
    expect([status, body]).toEqual([202, { ...KEPT, replayed: true }]);
    expect(api.operations.asked('replay')).toEqual([{ id: 'msg_kept' }]);
  });

  test("takes the provider's id with a route, and an empty object as body", async () => {
    const { status, body } = await ask(api, 'POST', '/api/deliveries/evt_none/forget?route=leads', {});
    expect([status, body['id']]).toEqual([200, 'msg_none']);
  });

  test('is 409 where the body is not kept, 404 where nothing is', async () => {
    const none = await ask(api, 'POST', '/api/deliveries/msg_none/replay');
    expect([none.status, none.body['code']]).toEqual([409, 'body_not_kept']);
    const nobody = await ask(api, 'POST', '/api/deliveries/nobody/replay');
    expect([nobody.status, nobody.body['code']]).toEqual([404, 'unknown_delivery']);
  });
});

describe('POST /api/deliveries/:id/forget', () => {
  test('is 200, or 404 where there is nothing to forget', async () => {
    const known = await ask(api, 'POST', '/api/deliveries/msg_none/forget');
    expect([known.status, known.body]).toEqual([200, { ...KEPT, id: 'msg_none', forgotten: true }]);
    const nobody = await ask(api, 'POST', '/api/deliveries/nobody/forget');
    expect([nobody.status, nobody.body['code']]).toEqual([404, 'unknown_delivery']);
  });
});

describe('a write to one delivery', () => {
  const WHATS = ['deliveries/:id/replay', 'deliveries/:id/forget', 'refused/:id/allow'];
  const write = (what: string, id: string) => ask(api, 'POST', `/api/${what.replace(':id', id)}`);

  test.each(WHATS)('%s through an id that nobody signed is 409, with the candidates', async (what) => {
    const { status, body } = await write(what, 'evt_1');
    expect([status, body['code']]).toEqual([409, 'ambiguous_id']);
    expect(body['candidates']).toEqual([
      KEPT,
      { ...KEPT, id: 'msg_dead_1' },
      { ...KEPT, id: 'msg_dead_2', route: 'calls' },
    ]);
    expect((await write(what, 'evt_none')).body).toMatchObject({
      code: 'ambiguous_id',
      candidates: [{ ...KEPT, id: 'msg_none' }],
    });
  });

  test.each(WHATS)('%s with a route acts, where that leaves one, and says on which', async (what) => {
    const path = `/api/${what.replace(':id', 'evt_1')}`;
    const { status, body } = await ask(api, 'POST', `${path}?route=calls&destination=crm`);
    expect(status).toBeLessThan(300);
    expect(body).toMatchObject({ id: 'msg_dead_2', route: 'calls', destination: 'crm' });
    const two = await ask(api, 'POST', `${path}?route=leads`);
    expect(two.body).toMatchObject({ code: 'ambiguous_id' });
    const none = await ask(api, 'POST', `${path}?destination=mail`);
    expect(none.body).toMatchObject({ code: 'unknown_delivery' });
  });
});

describe('POST /api/refused/:id/allow', () => {
  test('is 200 and says what may pass now', async () => {
    const { status, body } = await ask(api, 'POST', '/api/refused/msg_kept/allow');
    expect([status, body]).toEqual([200, { ...KEPT, allowed: true }]);
  });
});

describe('POST /api/dead/replay', () => {
  test.each([
    [{ all: true }, { rate: 50 }, 2],
    [{ route: 'leads' }, { route: 'leads', rate: 50 }, 1],
    [{ ids: ['msg_dead_2', 'msg_dead_2'] }, { ids: ['msg_dead_2'], rate: 50 }, 1],
    [{ ids: ['msg_dead_1'], route: 'calls', rate: 1 }, { ids: ['msg_dead_1'], route: 'calls', rate: 1 }, 0],
    [{ all: true, rate: 10_000 }, { rate: 10_000 }, 2],
  ])('%j is 202 and says how many are on their way', async (given, selection, count) => {
    const { status, body } = await ask(api, 'POST', '/api/dead/replay', given);
    expect([status, body]).toEqual([202, { count }]);
    expect(api.operations.asked('replayDead')).toEqual([selection]);
  });

  test.each([
    ['no body, which names no filter', ''],
    ['no filter', '{}'],
    ['a rate without a filter', '{"rate":10}'],
    ['all that is not true', '{"all":false}'],
    ['all that is a text', '{"all":"true"}'],
    ['all beside a route', '{"all":true,"route":"leads"}'],
    ['all beside ids', '{"all":true,"ids":["msg_dead_1"]}'],
    ['no object', '[]'],
    ['no object', 'null'],
    ['no object', '"leads"'],
    ['no object', '42'],
    ['no JSON', '{route: "leads"}'],
    ['no JSON', "{'route':'leads'}"],
    ['no JSON', '{"route":"leads"} x'],
    ['no JSON', '{"route":"leads",}'],
    ['no JSON', '// all\n{}'],
    ['no JSON', ' '],
    ['cut off', '{"route":"le'],
    ['a byte order mark', '\u{feff}{}'],
    ['deep', '['.repeat(30_000)],
    ['an unknown member', '{"rotue":"leads"}'],
    ['an unknown member of another case', '{"Route":"leads"}'],
    ['a doubled member', '{"route":"leads","route":"calls"}'],
    ['a member doubled by an escape', '{"route":"leads","\\u0072oute":"calls"}'],
    ['a prototype', '{"__proto__":{"route":"leads"}}'],
    ['a constructor', '{"constructor":{"prototype":{}}}'],
    ['a route that is no text', '{"route":["leads"]}'],
    ['a route that is null', '{"route":null}'],
    ['an empty route', '{"route":""}'],
    ['ids that are no list', '{"ids":"msg_dead_1"}'],
    ['ids like a list', '{"ids":{"length":1,"0":"a"}}'],
    ['no ids', '{"ids":[]}'],
    ['an id that is no text', '{"ids":["a",1]}'],
    ['an empty id', '{"ids":[""]}'],
    ['too many ids', JSON.stringify({ ids: Array.from({ length: 501 }, (_, i) => `m${i}`) })],
    ['a rate of 0', '{"rate":0}'],
    ['a rate below', '{"rate":-5}'],
    ['a rate beyond', '{"rate":10001}'],
    ['a rate between', '{"rate":1.5}'],
    ['a rate as text', '{"rate":"50"}'],
    ['a rate without end', '{"rate":1e999}'],
  ])('%s is 400, and nothing is sent: %s', async (_, body) => {
    const answer = await ask(api, 'POST', '/api/dead/replay', body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'invalid_body' });
    expect(String(answer.body['detail']).length).toBeLessThan(200);
    expect(api.operations.calls).toEqual([]);
    expect(({} as { route?: unknown }).route).toBeUndefined();
  });

  test('a body that is not UTF-8 is 400', async () => {
    const body = Buffer.from([...Buffer.from('{"route":"'), 0xff, ...Buffer.from('"}')]);
    const lines = [
      'Host: x',
      `Authorization: Bearer ${TOKEN}`,
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
    ];
    const text = Buffer.concat([Buffer.from(requestText('/api/dead/replay', lines)), body]);
    const [answer] = await exchange(api.port, text);
    expect(answer?.status).toBe(400);
    expect(answer?.body).toContain('invalid_body');
  });
});

describe('routes', () => {
  test('pause and resume answer with the new state', async () => {
    const paused = await ask(api, 'POST', '/api/routes/leads/pause');
    expect(paused.status).toBe(200);
    expect(paused.body).toMatchObject({ name: 'leads', paused: 'operator', queue: { waiting: 3 } });
    const resumed = await ask(api, 'POST', '/api/routes/leads/resume');
    expect(resumed.body).toMatchObject({ name: 'leads', paused: null });
  });

  test('a name may have any characters', async () => {
    const { status, body } = await ask(api, 'POST', `/api/routes/${encodeURIComponent(ODD_ROUTE)}/pause`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: ODD_ROUTE, queue: null });
  });

  test('cancel says how many were dropped', async () => {
    expect((await ask(api, 'POST', '/api/routes/leads/cancel')).body).toEqual({ count: 5 });
    expect((await ask(api, 'POST', '/api/routes/leads/cancel')).body).toEqual({ count: 0 });
  });

  test("test answers with the receiver's answer, whatever it is", async () => {
    api.operations.tested = attemptOf({ status: undefined, result: 'unreachable', answer: undefined });
    const { status, body } = await ask(api, 'POST', '/api/routes/leads/test');
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: 'msg_test_1', attempt: { result: 'unreachable', status: null } });
  });

  test.each(['test', 'pause', 'resume', 'cancel'])('%s of a route that is not there is 404', async (what) => {
    for (const name of ['nobody', '__proto__', 'constructor', 'toString']) {
      const { status, body } = await ask(api, 'POST', `/api/routes/${name}/${what}`);
      expect([status, body['code']]).toEqual([404, 'unknown_route']);
    }
  });
});

describe('POST /api/reload', () => {
  test('is 200 where the configuration is in force, and says what changed', async () => {
    const { status, body } = await ask(api, 'POST', '/api/reload');
    const { changes } = api.operations;
    expect([status, body]).toEqual([200, { reloaded: true, changes, more: 0 }]);
    expect(api.operations.asked('reload')).toEqual([false]);
  });

  test('says with dryRun=true what would change, and takes nothing over', async () => {
    const { status, body } = await ask(api, 'POST', '/api/reload?dryRun=true');
    expect([status, body]).toEqual([200, { reloaded: false, changes: api.operations.changes, more: 0 }]);
    expect(api.operations.asked('reload')).toEqual([true]);
  });

  test('takes no other dryRun than true and false', async () => {
    const { body } = await ask(api, 'POST', '/api/reload?dryRun=yes');
    expect(body).toMatchObject({ code: 'invalid_query', parameter: 'dryRun' });
    expect(api.operations.asked('reload')).toEqual([]);
  });

  test('lists at most a thousand changes, and how many more there are', async () => {
    api.operations.changes = Array.from({ length: 1_200 }, (_, i) => ({
      path: `routes.r${i}`,
      from: null,
      to: {},
    }));
    const { body } = await ask(api, 'POST', '/api/reload');
    expect(body['changes']).toHaveLength(1_000);
    expect(body['more']).toBe(200);
  });

  test('is 422 with everything wrong where it is not', async () => {
    api.operations.faults = [
      { path: 'routes[0].url', message: 'unknown key' },
      { path: 'server.port', message: 'cannot change while the gateway runs; restart it for that' },
    ];
    const { status, body } = await ask(api, 'POST', '/api/reload');
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'configuration_faulty', faults: api.operations.faults });
  });
});

describe('every write, and what else has a body', () => {
  const NEEDED: Readonly<Record<string, object>> = {
    '/api/dead/replay': { all: true },
    '/api/jobs': { do: 'replay', filter: { route: 'leads' } },
    '/api/routes/leads/translate': { body: '{}' },
  };
  const bodyFor = (path: string): object | undefined => NEEDED[path];
  const pathsOf = (endpoints: typeof ENDPOINTS): readonly string[] =>
    endpoints
      .filter(({ method }) => method === 'post')
      .map(({ path }) => `/api${path.replace(':name', 'leads').replace(':id', 'msg_kept')}`);
  const POSTS = pathsOf(ENDPOINTS);

  test.each(POSTS)('%s needs the content type of its body, and takes no other', async (path) => {
    for (const type of [
      undefined,
      '',
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/json, text/plain',
      'application/jsonp',
      'application/problem+json',
      'application/json; charset=latin1',
      'application/json; charset=utf-8; x=1',
      'text/plain; application/json',
      ' ',
    ]) {
      for (const body of type === undefined ? ['{}'] : ['', '{}']) {
        const lines = ['Host: x', `Authorization: Bearer ${TOKEN}`, `Content-Length: ${body.length}`];
        if (type !== undefined) lines.push(`Content-Type: ${type}`);
        const [answer] = await exchange(api.port, requestText(path, lines, body));
        expect([type, answer?.status]).toEqual([type, 415]);
      }
    }
    expect(api.operations.calls).toEqual([]);
  });

  test.each(POSTS.filter((path) => !(path in NEEDED)))(
    '%s needs no content type without a body',
    async (path) => {
      for (const length of [[], ['Content-Length: 0']]) {
        const lines = ['Host: x', `Authorization: Bearer ${TOKEN}`, ...length];
        const [answer] = await exchange(api.port, requestText(path, lines, ''));
        expect([200, 202]).toContain(answer?.status);
      }
    },
  );

  test.each([
    ['Content-Type: application/json', 'Content-Type: application/json'],
    ['Content-Type: application/json', 'Content-Type: text/plain'],
    ['Content-Type: application/json', 'Content-Encoding: gzip'],
    ['Content-Type: application/json', 'Content-Encoding: br, identity'],
  ])('refuses %s with %s', async (...more) => {
    const lines = ['Host: x', `Authorization: Bearer ${TOKEN}`, 'Content-Length: 2', ...more];
    const [answer] = await exchange(api.port, requestText('/api/reload', lines, '{}'));
    expect(answer?.status).toBe(415);
  });

  test.each([
    'application/json',
    'Application/JSON',
    'application/json;charset=utf-8',
    'application/json; charset="UTF-8"',
  ])('takes the content type %s', async (type) => {
    const answer = await ask(api, 'POST', '/api/reload', {}, { 'Content-Type': type });
    expect(answer.status).toBe(200);
  });

  test.each(POSTS.filter((path) => !(path in NEEDED)))(
    '%s knows no members and no parameters',
    async (path) => {
      expect((await ask(api, 'POST', path, { force: true })).body).toMatchObject({ code: 'invalid_body' });
      expect((await ask(api, 'POST', `${path}?force=1`)).body).toMatchObject({ code: 'invalid_query' });
      expect(api.operations.calls).toEqual([]);
    },
  );

  test.each(pathsOf(ENDPOINTS.filter(isWrite)))('%s is 503 while the store does not answer', async (path) => {
    api.operations.storeGoesAway();
    const answer = await ask(api, 'POST', path, bodyFor(path));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(answer.body).toMatchObject({ code: 'store_unavailable' });
  });
});

describe('a body beyond 64 KiB', () => {
  const head = (more: string) => [
    'Host: x',
    `Authorization: Bearer ${TOKEN}`,
    'Content-Type: application/json',
    more,
  ];

  test('is refused before it is read, where its length is announced', async () => {
    const client = await openRaw(api.port);
    client.write(requestText('/api/dead/replay', head('Content-Length: 1000000000')));
    const [answer] = await client.answered();
    expect(answer?.status).toBe(413);
    expect(answer?.headers['connection']).toBe('close');
    client.destroy();
  });

  test('is refused as soon as it is too much, where it is not', async () => {
    const client = await openRaw(api.port);
    client.write(requestText('/api/dead/replay', head('Transfer-Encoding: chunked')));
    const chunk = Buffer.alloc(16 * 1024, ' ').toString();
    for (let i = 0; i < 5; i++) client.write(`4000\r\n${chunk}\r\n`);
    const [answer] = await client.answered();
    expect(answer?.status).toBe(413);
    expect(answer?.body).toContain('too_large');
    client.destroy();
  });

  test('is no body of exactly as much', async () => {
    const body = `{"route":"leads"}`.padEnd(64 * 1024, ' ');
    expect((await ask(api, 'POST', '/api/dead/replay', body)).status).toBe(202);
    expect((await ask(api, 'POST', '/api/dead/replay', `${body} `)).status).toBe(413);
  });

  test('without a token is not read at all', async () => {
    const client = await openRaw(api.port);
    client.write(
      requestText('/api/dead/replay', [
        'Host: x',
        'Content-Type: application/json',
        'Content-Length: 1000000000',
      ]),
    );
    const [answer] = await client.answered();
    expect(answer?.status).toBe(401);
    expect(answer?.headers['connection']).toBe('close');
    client.destroy();
  });

  test('a client that goes away half-way changes nothing', async () => {
    const client = await openRaw(api.port);
    client.write(requestText('/api/dead/replay', head('Content-Length: 20'), '{"route":'));
    client.destroy();
    expect((await ask(api, 'POST', '/api/reload')).status).toBe(200);
    expect(api.operations.asked('replayDead')).toEqual([]);
    expect(api.faults).toEqual([]);
  });
});
