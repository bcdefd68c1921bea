/** Who may ask: the holder of the token, and nobody else learns even which paths there are. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAdminServer } from '../../src/http/admin.js';
import { close, listen, portOf } from '../../src/http/listener.js';
import type { Endpoint } from '../../src/http/api/endpoint.js';
import { isWrite } from '../../src/http/api/endpoint.js';
import { ENDPOINTS } from '../../src/http/api/endpoints.js';
import { ROLES, type Role } from '../../src/model/role.js';
import { TOKEN, TOKENS, ask, askWithLines, startApi, type TestApi } from '../helpers/api.js';
import { FakeOperations, attemptOf, detailOf } from '../helpers/operations.js';
import { exchange, requestText } from '../helpers/raw.js';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());
beforeEach(() => {
  api.setToken(TOKEN);
  api.operations.calls.length = 0;
  api.wrote.length = 0;
});

const PATHS = [
  ...ENDPOINTS.map(({ method, path }) => [method.toUpperCase(), `/api${path.replace(/:\w+/, 'x')}`] as const),
  ['GET', '/api'],
  ['GET', '/api/'],
  ['GET', '/api/nothing'],
  ['POST', '/api/routes/x/explode'],
  ['DELETE', '/api/routes'],
  ['OPTIONS', '/api/routes'],
  ['HEAD', '/api/routes'],
  ['GET', '/api/deliveries/%zz'],
  ['GET', '/api/deliveries?nonsense'],
  ['GET', '/API/routes'],
] as const;

describe('without a token', () => {
  test.each(PATHS)('%s %s is 401, and nothing else is looked at', async (method, path) => {
    const answer = await ask(api, method, path, method === 'POST' ? '{not json' : undefined, {
      Authorization: '',
      'Content-Type': 'text/plain',
    });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="webhook-gateway"');
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    if (method !== 'HEAD') {
      expect(answer.body).toMatchObject({
        type: '/docs/operations.md#problem-unauthorized',
        status: 401,
        code: 'unauthorized',
      });
    }
    expect(api.operations.calls).toEqual([]);
  });

  test('metrics and health are answered all the same', async () => {
    for (const path of ['/metrics', '/healthz', '/readyz'])
      expect((await fetch(api.url + path)).status).toBe(200);
  });
});

describe('a header that is not exactly the token', () => {
  test.each([
    ['another token', `Bearer ${'x'.repeat(TOKEN.length)}`],
    ['a longer one', `Bearer ${TOKEN}x`],
    ['a shorter one', `Bearer ${TOKEN.slice(0, -1)}`],
    ['its last character changed', `Bearer ${TOKEN.slice(0, -1)}X`],
    ['another case', `Bearer ${TOKEN.toUpperCase()}`],
    ['the token alone', TOKEN],
    ['Basic', `Basic ${Buffer.from(`admin:${TOKEN}`).toString('base64')}`],
    ['Basic with the bare token', `Basic ${TOKEN}`],
    ['no blank', `Bearer${TOKEN}`],
    ['nothing behind the scheme', 'Bearer '],
    ['a comma list', `Bearer ${TOKEN}, Bearer ${TOKEN}`],
    ['quotation marks', `Bearer "${TOKEN}"`],
    ['a parameter', `Bearer ${TOKEN} x=1`],
    ['undefined as text', 'Bearer undefined'],
    ['the prototype', 'Bearer __proto__'],
    ['a long one', `Bearer ${'a'.repeat(8_000)}`],
    ['characters beyond ASCII', `Bearer ${TOKEN}\u00e9`],
  ])('%s: 401', async (_, value) => {
    const answer = await ask(api, 'GET', '/api/routes', undefined, { Authorization: value });
    expect(answer.status).toBe(401);
    expect(answer.text).not.toContain(TOKEN);
  });

  test.each([
    ['the right one twice', [TOKEN, TOKEN]],
    ['the right one first', [TOKEN, 'other']],
    ['the right one last', ['other', TOKEN]],
  ])('twice, %s: 401', async (_, tokens) => {
    const lines = ['Host: x', ...tokens.map((token) => `Authorization: Bearer ${token}`)];
    const [answer] = await exchange(api.port, requestText('/api/routes', lines, '', { method: 'GET' }));
    expect(answer?.status).toBe(401);
  });

  test.each([
    ['in the query', `/api/routes?token=${TOKEN}`, {}],
    ['in the query, as OAuth has it', `/api/routes?access_token=${TOKEN}`, {}],
    ['in a cookie', '/api/routes', { Cookie: `token=${TOKEN}` }],
    ['in a header of another name', '/api/routes', { 'X-Api-Key': TOKEN }],
    ['in X-Forwarded-Authorization', '/api/routes', { 'X-Forwarded-Authorization': `Bearer ${TOKEN}` }],
  ])('the token %s counts for nothing', async (_, path, headers) => {
    const answer = await ask(api, 'GET', path, undefined, { Authorization: '', ...headers });
    expect(answer.status).toBe(401);
  });
});

describe('with the token', () => {
  test.each(['Bearer', 'bearer', 'BEARER', 'Bearer  '])(
    '%j is the scheme, in whatever case',
    async (scheme) => {
      const answer = await ask(api, 'GET', '/api/routes', undefined, {
        Authorization: `${scheme.trim()}${scheme.endsWith(' ') ? '  ' : ' '}${TOKEN}`,
      });
      expect(answer.status).toBe(200);
    },
  );

  test('a new one counts from the next request on, and the old one no more', async () => {
    api.setToken('another-token-of-some-length');
    expect((await ask(api, 'GET', '/api/routes')).status).toBe(401);
    const answer = await ask(api, 'GET', '/api/routes', undefined, {
      Authorization: 'Bearer another-token-of-some-length',
    });
    expect(answer.status).toBe(200);
  });

  test('no other origin is invited, whatever it asks', async () => {
    const headers = {
      Origin: 'https://evil.example',
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'authorization,content-type',
    };
    for (const method of ['GET', 'OPTIONS']) {
      const answer = await ask(api, method, '/api/routes', undefined, headers);
      const cors = [...answer.headers.keys()].filter((name) => name.startsWith('access-control'));
      expect(cors).toEqual([]);
    }
    expect((await ask(api, 'OPTIONS', '/api/routes', undefined, headers)).status).toBe(405);
  });

  test('an answer is not stored, guessed at or signed by its maker', async () => {
    const { headers } = await ask(api, 'GET', '/api/routes');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('etag')).toBeNull();
  });
});

describe('by role', () => {
  // One that streams has no end, and ends at once where only its head is asked for.
  const asked = ({ method, path }: Endpoint): string => (path === '/tail' ? 'HEAD' : method.toUpperCase());
  const TABLE = ENDPOINTS.flatMap((endpoint) =>
    ROLES.map((has) => [has, asked(endpoint), endpoint.path, endpoint.role] as const),
  );

  test.each(TABLE)('of a %s: %s %s, which needs a %s', async (has, method, path, needs) => {
    const target = `/api${path.replace(/:\w+/, 'x')}`;
    const answer = await ask(api, method, target, undefined, { Authorization: `Bearer ${TOKENS[has]}` });
    if (ROLES.indexOf(has) >= ROLES.indexOf(needs)) {
      expect([401, 403]).not.toContain(answer.status);
      return;
    }
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ code: 'forbidden_role' });
    expect(answer.body['detail']).toContain(`it takes the role ${needs}`);
    expect(api.operations.calls).toEqual([]);
    expect(api.wrote).toEqual([]);
    expect(answer.text).not.toContain(TOKENS[has]);
  });

  test('every write takes an operator', () => {
    for (const endpoint of ENDPOINTS.filter(isWrite)) expect(endpoint.role, endpoint.path).toBe('operator');
  });

  test('a viewer sees no body and nothing of what a receiver answered; a reader sees both', async () => {
    const log = [detailOf({ attempts: [attemptOf({ answer: 'the receiver says' })], dead: 'final' })];
    const own = await startApi(new FakeOperations({ log }));
    for (const path of ['/api/deliveries', '/api/deliveries/msg_1', '/api/dead']) {
      const seen = async (role: Role): Promise<string> =>
        (await ask(own, 'GET', path, undefined, { Authorization: `Bearer ${TOKENS[role]}` })).text;
      expect(await seen('viewer')).toContain('"answer":null');
      expect(await seen('viewer')).not.toContain('the receiver says');
      expect(await seen('viewer')).not.toMatch(/"body":"/);
      expect(await seen('reader')).toContain('the receiver says');
    }
    const reader = { Authorization: `Bearer ${TOKENS.reader}` };
    expect((await ask(own, 'GET', '/api/deliveries/msg_1', undefined, reader)).text).toMatch(/"body":"\{/);
    await own.stop();
  });

  test.each([
    ['viewer', 'grafana'],
    ['reader', 'support'],
    ['operator', 'admin'],
  ] as const)('whoami tells a %s its name and role', async (role, name) => {
    const headers = { Authorization: `Bearer ${TOKENS[role]}` };
    const { body } = await ask(api, 'GET', '/api/whoami', undefined, headers);
    expect(body).toEqual({ name, role, actor: null });
  });
});

describe('who acts', () => {
  const actorBehind = async (trusted: boolean, ...values: string[]): Promise<unknown> => {
    api.setAccess({ actorHeader: 'X-Forwarded-User', isTrusted: () => trusted });
    const lines = [...values.map((value) => `X-Forwarded-User: ${value}`), 'Connection: close'];
    const answer = await askWithLines(api, 'GET', '/api/whoami', lines);
    api.setAccess({ actorHeader: undefined });
    return answer.status === 200 ? answer.body['actor'] : answer.body['code'];
  };

  test.each([
    ['a name', 'ann@example.com', 'ann@example.com'],
    ['256 characters', 'a'.repeat(256), 'a'.repeat(256)],
    ['beyond ASCII', Buffer.from('Zoë').toString('latin1'), 'Zoë'],
    ['more', 'a'.repeat(257), null],
    ['nothing', '', null],
    ['a mark that turns text round', Buffer.from('a\u202eb').toString('latin1'), null],
    ['bytes that are no text', 'a\x85b', null],
  ])('a trusted proxy names: %s', async (_, value, actor) => {
    expect(await actorBehind(true, value)).toBe(actor);
  });

  test('twice from a trusted proxy is refused: either may be the client’s own', async () => {
    expect(await actorBehind(true, 'ann', 'bob')).toBe('ambiguous_actor');
  });

  test('anybody else is not believed, once or twice', async () => {
    expect(await actorBehind(false, 'ann')).toBeNull();
    expect(await actorBehind(false, 'ann', 'bob')).toBeNull();
  });

  test('without a header in the configuration nobody is', async () => {
    api.setAccess({ isTrusted: () => true });
    const answer = await askWithLines(api, 'GET', '/api/whoami', [
      'X-Forwarded-User: ann',
      'Connection: close',
    ]);
    expect(answer.body['actor']).toBeNull();
  });
});

describe('where the gateway has no token', () => {
  test.each([undefined, ''])('the API is off, and says how to switch it on (%j)', async (token) => {
    api.setToken(token);
    for (const [method, path] of PATHS.filter(([verb]) => verb !== 'HEAD')) {
      for (const authorization of ['', `Bearer ${TOKEN}`, 'Bearer ', 'Bearer undefined']) {
        const answer = await ask(api, method, path, undefined, { Authorization: authorization });
        expect(answer.status).toBe(404);
        expect(answer.body).toMatchObject({ status: 404, code: 'api_off' });
        expect(answer.body['detail']).toMatch(/admin\.token.*GATEWAY_ADMIN_TOKEN/);
      }
    }
    expect(api.operations.calls).toEqual([]);
  });

  test('and where it has no API at all, too', async () => {
    const server = createAdminServer({
      scrape: () => Promise.resolve(''),
      contentType: 'text/plain',
      status: () => ({ listening: true, draining: false, storeUp: true }),
      api: undefined,
      fault: () => undefined,
    });
    await listen(server, 0, '127.0.0.1');
    const url = `http://127.0.0.1:${portOf(server)}`;
    expect((await ask({ url }, 'GET', '/api/routes')).body).toMatchObject({ code: 'api_off' });
    const closed = close(server);
    server.closeAllConnections();
    await closed;
  });
});
