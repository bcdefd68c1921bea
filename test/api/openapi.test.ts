/** The OpenAPI document is valid, lists exactly the endpoints there are, and every answer of each is as it says. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isWrite, type Endpoint } from '../../src/http/api/endpoint.js';
import { ENDPOINTS, document as openapi } from '../../src/http/api/endpoints.js';
import { PROBLEMS, PROBLEM_CODES } from '../../src/http/api/problem.js';
import { JobRefused } from '../../src/operate/jobs/job-operations.js';
import { TranslateRefused } from '../../src/operate/translations.js';
import { refusedEntryOf } from '../helpers/refused.js';
import { jobOf } from '../helpers/jobs.js';
import { TOKENS, ask, askWithLines, startApi, type ApiAnswer, type TestApi } from '../helpers/api.js';
import { FakeOperations, T0, attemptOf, detailOf, queueOf, routeOf } from '../helpers/operations.js';

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: { readonly $ref: string } }> };
  readonly responses: Record<
    string,
    { readonly description: string; readonly content: Record<string, { readonly schema: object }> }
  >;
}

const paths = openapi.paths as unknown as Record<string, Record<string, Operation>>;

function operationOf({ path, method }: Endpoint): Operation {
  const operation = paths[path.replace(/:(\w+)/g, '{$1}')]?.[method];
  if (!operation) throw new Error(`${method} ${path} is not in the document`);
  return operation;
}

/** Stricter than what is published: no member that the document does not name. Clients must bear new ones, we must not forget one. */
const strict = JSON.parse(
  JSON.stringify(openapi.components.schemas, (_, value: unknown) =>
    typeof value === 'object' && value !== null && 'properties' in value
      ? { ...value, additionalProperties: false }
      : value,
  ),
) as Record<string, unknown>;

const ajv = new Ajv2020({
  strict: false,
  allErrors: true,
  formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/ },
});
ajv.addSchema({ $id: 'api', components: { schemas: strict } });

const seen = new Set<string>();

/** The answer's status and type are among the documented ones, and its body fits the schema. */
function expectDocumented(endpoint: Endpoint, { status, headers, body, text }: ApiAnswer): void {
  const { operationId, responses } = operationOf(endpoint);
  const documented = responses[String(status)];
  expect(documented, `${operationId}: ${status} ${text}`).toBeDefined();
  const type = headers.get('content-type') ?? '';
  const schema = documented?.content[type]?.schema;
  expect(schema, `${operationId}: ${status} ${type}`).toBeDefined();
  const rebased = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')) as object;
  const valid = ajv.validate(rebased, type === 'text/event-stream' ? text : body);
  expect(ajv.errors ?? [], text).toEqual([]);
  expect(valid).toBe(true);
  if (status >= 400) {
    const code = String(body['code']);
    expect(documented?.description).toContain(`\`${code}\`: ${String(body['title'])}`);
    expect(body['type']).toBe(`/docs/operations.md#problem-${code}`);
    expect(body['status']).toBe(status);
    seen.add(code);
  }
}

let api: TestApi;

beforeAll(async () => {
  api = await startApi(
    new FakeOperations({
      routes: [
        routeOf('leads', { queue: queueOf({ oldest: T0, breaker: 'half_open' }) }),
        routeOf('calls', { mode: 'direct', path: undefined, paused: 'gone', queue: undefined }),
      ],
      log: [
        detailOf({ id: 'msg_1', nextAttemptAt: T0 + 1, reason: 'breaker', dead: 'poison' }),
        detailOf({ id: 'msg_2', body: Buffer.from([0xff]), attempts: [attemptOf({ status: undefined })] }),
        detailOf({
          id: '',
          sourceId: undefined,
          event: undefined,
          outcome: 'malformed',
          endedAt: undefined,
          body: undefined,
        }),
        detailOf({ id: 'msg_none', body: undefined }),
      ],
    }),
  );
  const entry = refusedEntryOf({ target: '/webhooks/leads?step=1' });
  const explanation = {
    cause: 'wrong_secret',
    text: 'It is another one.',
    evidence: '11 bytes',
    line: undefined,
  };
  const expected = {
    ...{ scheme: 'github', title: 'GitHub', signs: '{body}' },
    parts: [
      {
        what: 'signature',
        header: 'X-Hub-Signature-256',
        json: undefined,
        field: undefined,
        form: 'sha256=‹…›',
      },
    ],
  } as const;
  const answer = { outcome: 'failed', reason: undefined, status: 500, at: T0, job: 'job_1' } as const;
  api.operations.refused.details.push(
    { ...entry, nearest: undefined, entry, answer, explanations: [explanation], expected },
    {
      ...refusedEntryOf({ route: '_unmatched' }),
      ...{ nearest: 'leads', entry, explanations: [], expected: undefined },
    },
  );
});
afterAll(() => api.stop());

describe('the document', () => {
  test('is valid by the OpenAPI specification', async () => {
    const result = await new Validator().validate(
      JSON.parse(JSON.stringify(openapi)) as Record<string, unknown>,
    );
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
  });

  test('is served, with the token', async () => {
    const { status, body } = await ask(api, 'GET', '/api/openapi.json');
    expect(status).toBe(200);
    expect(body).toEqual(JSON.parse(JSON.stringify(openapi)));
  });

  test('lists every endpoint, and no other', () => {
    const documented = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    const there = ENDPOINTS.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
    expect(documented.sort()).toEqual(there.sort());
    expect(new Set(there).size).toBe(ENDPOINTS.length);
    const names = ENDPOINTS.map((endpoint) => operationOf(endpoint).operationId);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(ENDPOINTS.map((endpoint) => [endpoint.path, endpoint] as const))(
    '%s: names the parameters and members there are, and no other',
    (path, endpoint) => {
      const { parameters = [], requestBody } = operationOf(endpoint);
      const named = (place: string) => parameters.filter((one) => one.in === place).map(({ name }) => name);
      expect(named('query')).toEqual([...(endpoint.query ?? [])]);
      expect(named('path')).toEqual(Array.from(path.matchAll(/:(\w+)/g), (match) => match[1]));
      const [, schema = ''] =
        /([^/]+)$/.exec(requestBody?.content['application/json']?.schema.$ref ?? '') ?? [];
      const { properties = {} } = (openapi.components.schemas[schema] ?? {}) as { properties?: object };
      expect(Object.keys(properties)).toEqual([...(endpoint.members ?? [])]);
      expect(requestBody !== undefined).toBe(endpoint.method === 'post');
    },
  );

  test.each(ENDPOINTS.map((endpoint) => [endpoint.method, endpoint.path, endpoint] as const))(
    '%s %s: names the role that it needs, and what another hears',
    (_method, _path, endpoint) => {
      const operation = operationOf(endpoint);
      expect(operation).toMatchObject({
        'x-role': endpoint.role,
        description: `Needs the role \`${endpoint.role}\`.`,
      });
      expect('403' in operation.responses).toBe(endpoint.role !== 'viewer');
      expect(isWrite(endpoint)).toBe(endpoint.role === 'operator');
    },
  );

  test('has no schema that nothing uses', () => {
    const text = JSON.stringify(openapi);
    for (const name of Object.keys(openapi.components.schemas))
      expect(text).toContain(`"#/components/schemas/${name}"`);
  });
});

/** What a write cannot be without. */
function neededBody({ path, method }: Endpoint): object | undefined {
  if (path === '/dead/replay') return { all: true };
  if (path.endsWith('/translate')) return { body: '{}' };
  return path === '/jobs' && method === 'post' ? { do: 'replay', filter: { route: 'leads' } } : undefined;
}

/** Else its answer would never be whole. */
function endTailsSoon(): void {
  setTimeout(() => {
    for (const tail of api.operations.tails) void tail.end();
  }, 100);
}

describe('every answer is as the document says:', () => {
  const call = (
    endpoint: Endpoint,
    subject: string,
    ...more: [query?: string, body?: unknown, headers?: Record<string, string>]
  ) => {
    const [query = '', body = neededBody(endpoint), headers] = more;
    const path = `/api${endpoint.path.replace(/:\w+/, encodeURIComponent(subject))}${query}`;
    if (endpoint.path === '/tail') endTailsSoon();
    return ask(api, endpoint.method.toUpperCase(), path, body, headers);
  };
  const all = ENDPOINTS.map((endpoint) => [endpoint.method, endpoint.path, endpoint] as const);
  const subjectOf = ({ path }: Endpoint): string => {
    if (path === '/refused/:id') return api.operations.refused.details[0]?.id ?? '';
    return path.includes(':name') ? 'leads' : path.startsWith('/jobs/') ? 'job_1' : 'msg_1';
  };

  const asksOperations = ({ path }: Endpoint): boolean =>
    !['/openapi.json', '/whoami', '/tail'].includes(path);

  async function expectDoubledActor(
    { method, path }: Endpoint,
    subject: string,
    expectCode: (asking: Promise<ApiAnswer>) => Promise<void>,
  ): Promise<void> {
    api.setAccess({ actorHeader: 'X-Forwarded-User', isTrusted: () => true });
    const lines = ['X-Forwarded-User: ann', 'X-Forwarded-User: bob', 'Connection: close'];
    const target = `/api${path.replace(/:\w+/, subject)}`;
    await expectCode(askWithLines(api, method.toUpperCase(), target, lines));
    api.setAccess({ actorHeader: undefined });
  }

  test.each(all)('%s %s, where all is well', async (_method, _path, endpoint) => {
    const { status, ...answer } = await call(endpoint, subjectOf(endpoint));
    expect(status).toBeLessThan(300);
    expectDocumented(endpoint, { status, ...answer });
  });

  test.each(['msg_2', 'msg_none', 'evt_1'])('a delivery of another kind: %s', async (id) => {
    const endpoint = ENDPOINTS.find(({ path }) => path === '/deliveries/:id');
    if (endpoint) expectDocumented(endpoint, await call(endpoint, id));
  });

  test('a job that has ended, and one without anything that a job may lack', async () => {
    const endpoint = ENDPOINTS.find(({ path }) => path === '/jobs/:id');
    const { jobs } = api.operations;
    const full = {
      destination: 'crm',
      outcome: 'dead',
      event: 'e',
      since: T0,
      until: T0,
      ids: ['msg_1'],
    } as const;
    jobs.all.push(
      jobOf(
        { id: 'job_ended', filter: { ...full, reason: 'final', client: '192.0.2.7' } },
        { state: 'failed', endedAt: T0, error: 'x' },
      ),
      jobOf({ id: 'job_bare', filter: {}, matches: {} }),
    );
    for (const id of ['job_ended', 'job_bare']) {
      const answer = await ask(api, 'GET', `/api/jobs/${id}`);
      expect(answer.status).toBe(200);
      if (endpoint) expectDocumented(endpoint, answer);
    }
  });

  test('a dry run of a job is 200 without an id', async () => {
    const endpoint = ENDPOINTS.find(({ path, method }) => path === '/jobs' && method === 'post');
    const answer = await ask(api, 'POST', '/api/jobs', { do: 'redrive', all: true, dryRun: true });
    expect([answer.status, answer.body]).toEqual([200, { id: null, matches: { accepted: 12, failed: 43 } }]);
    if (endpoint) expectDocumented(endpoint, answer);
  });

  test.each(all)('%s %s, where something is wrong', async (method, path, endpoint) => {
    const subject = subjectOf(endpoint);
    const codes = new Set<unknown>();
    const expectCode = async (asking: Promise<ApiAnswer>): Promise<void> => {
      const answer = await asking;
      expectDocumented(endpoint, answer);
      codes.add(answer.body['code']);
    };
    await expectCode(call(endpoint, subject, '', undefined, { Authorization: 'Bearer wrong' }));
    api.crowd(true);
    await expectCode(call(endpoint, subject, '', undefined, { Authorization: 'Bearer wrong' }));
    api.crowd(false);
    await expectDoubledActor(endpoint, subject, expectCode);
    if (endpoint.role !== 'viewer')
      await expectCode(call(endpoint, subject, '', undefined, { Authorization: `Bearer ${TOKENS.viewer}` }));
    await expectCode(call(endpoint, subject, '?nonsense=1'));
    await expectCode(ask(api, 'PUT', `/api${path.replace(/:\w+/, subject)}`));
    if (path.includes(':')) {
      await expectCode(call(endpoint, 'nobody'));
      await expectCode(ask(api, method.toUpperCase(), `/api${path.replace(/:\w+/, '%zz')}`));
    }
    if (endpoint.query?.includes('cursor')) await expectCode(call(endpoint, subject, '?cursor=junk'));
    if (method !== 'get') {
      await expectCode(call(endpoint, subject, '', {}, { 'Content-Type': 'text/plain' }));
      await expectCode(call(endpoint, subject, '', '[]'));
      await expectCode(call(endpoint, subject, '', ' '.repeat(70_000)));
    }
    if (method === 'post' && path.includes(':id')) await expectCode(call(endpoint, 'evt_1'));
    if (path.endsWith(':id/replay')) await expectCode(call(endpoint, 'msg_none'));
    if (method === 'post' && path === '/jobs') {
      for (const reason of ['unknown_route', 'too_many', 'unknown_work'] as const) {
        api.operations.jobs.refusals.push(reason);
        await expectCode(call(endpoint, subject));
      }
    }
    if (['/dead/replay', '/routes/:name/cancel'].includes(path)) {
      api.operations.errors.push(new JobRefused('too_many'));
      await expectCode(call(endpoint, subject));
    }
    if (path.endsWith('/translate')) {
      api.operations.errors.push(new TranslateRefused('too_many'));
      await expectCode(call(endpoint, subject));
    }
    if (path === '/reload') {
      api.operations.faults = [{ path: 'routes', message: 'at least one route is needed' }];
      await expectCode(call(endpoint, subject));
      api.operations.faults = [];
    }
    if (path === '/queue') await expectCode(call(endpoint, subject, '?route=nobody'));
    if (path === '/tail') {
      const deaf = { hear: () => undefined, end: () => Promise.resolve() };
      const many = Array.from({ length: 8 }, () => api.operations.tail({}, { ...deaf }));
      await expectCode(call(endpoint, subject));
      for (const close of many) close?.();
    }
    if (asksOperations(endpoint)) {
      // What the overview has of the store, it leaves out; a translation asks for nothing there.
      if (path !== '/overview' && !path.endsWith('/translate')) {
        api.operations.storeGoesAway();
        await expectCode(call(endpoint, subject));
      }
      api.operations.errors.push(new TypeError('a bug'));
      await expectCode(call(endpoint, subject));
    }
    api.setToken(undefined);
    await expectCode(call(endpoint, subject));
    api.setToken('an-admin-token-of-31-characters');

    // And the other way: a code that is promised has been seen here.
    const promised = Object.values(operationOf(endpoint).responses)
      .flatMap(({ description }) => Array.from(description.matchAll(/`(\w+)`: /g), (match) => match[1]))
      .filter((code) => asksOperations(endpoint) || code !== 'internal');
    expect([...codes].sort()).toEqual([...new Set(promised)].sort());
  });

  test('each code of the catalogue was among them', () => {
    expect([...seen, 'not_found'].sort()).toEqual([...PROBLEM_CODES].sort());
    for (const { status } of Object.values(PROBLEMS)) expect(status).toBeGreaterThanOrEqual(400);
  });
});
