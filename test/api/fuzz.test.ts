/**
 * Requests made from the OpenAPI document, most of them as it says, some not, to real operations: none is answered with a
 * fault of the gateway, and every answer's status and type are documented. A fixed seed and count here, more of both by
 * hand (CONTRIBUTING.md).
 */
import fc from 'fast-check';
import { Agent, request as httpRequest } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../helpers/gateway.js';
import { fromSchema, hostileText, type Schema } from '../helpers/from-schema.js';
import { size, tell } from '../helpers/larger-runs.js';
import { keysUnder, randomPrefix, withClient } from '../helpers/redis.js';
import { until } from '../helpers/servers.js';
import { sharedRedis } from '../helpers/shared-redis.js';
import { startUpstream } from '../helpers/upstream.js';
import { configText, deliver, route } from '../gateway/setup.js';

const REQUESTS = size('FUZZ_REQUESTS', 400);
const SEED = size('FUZZ_SEED', 7);
const TOKEN = 'a-token-of-more-than-24-characters';
const AUTHORIZED = { Authorization: `Bearer ${TOKEN}` };

const ROUTES = ['a', 'b'];

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, unknown>> }>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: string | undefined;
  readonly operation: Operation;
}

interface Heard {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

const agent = new Agent({ keepAlive: true });

/** The path goes out as it is. @param over a connection that may have been used before, or a fresh one */
function ask(
  gw: TestGateway,
  asked: Pick<Asked, 'method' | 'path' | 'body'>,
  over: Agent | false = agent,
): Promise<Heard> {
  const { method, path, body } = asked;
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(gw.adminUrl);
    const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
    const headers = {
      ...AUTHORIZED,
      ...length,
      ...(method !== 'GET' && { 'Content-Type': 'application/json' }),
    };
    const request = httpRequest({ hostname, port, method, path, headers, agent: over }, (response) => {
      const type = (response.headers['content-type'] ?? '').split(';')[0] ?? '';
      const chunks: Buffer[] = [];
      const told = (): void => {
        resolve({ status: response.statusCode ?? 0, type, text: Buffer.concat(chunks).toString() });
      };
      // A stream has no end.
      if (type === 'text/event-stream') {
        response.on('error', () => undefined).destroy();
        told();
        return;
      }
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', told);
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      // It was idle for as long as the gateway keeps one: on a busy machine the requests take that long to be made.
      if (request.reusedSocket && error.code === 'ECONNRESET') resolve(ask(gw, asked, false));
      else reject(error);
    });
    request.end(body);
  });
}

/** Segments as they may stand in a path: most encoded, some not to be decoded. */
function segment(known: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { arbitrary: hostileText(known).map(encodeURIComponent), weight: 9 },
    { arbitrary: fc.constantFrom('%', '%zz', '%c3%28', '%00', '.', '..', '%2e%2e', '%2f'), weight: 1 },
  );
}

function query(operation: Operation, document: Document, known: readonly string[]): fc.Arbitrary<string> {
  const { parameters = [] } = operation;
  const each = parameters
    .filter((one) => one.in === 'query')
    .map(({ name, schema }) =>
      fc.oneof(
        { arbitrary: fc.constant(''), weight: 3 },
        {
          arbitrary: fromSchema(schema, document.components.schemas, known).map(asParameter(name)),
          weight: 1,
        },
      ),
    );
  const odd = fc.oneof(
    { arbitrary: fc.constant(''), weight: 15 },
    { arbitrary: fc.constantFrom('nonsense=1', '%zz', '=', 'limit=1&limit=2', '&&', 'cursor'), weight: 1 },
  );
  return fc.tuple(...each, odd).map((parts) => {
    const given = parts.filter((part) => part !== '').join('&');
    return given === '' ? '' : `?${given}`;
  });
}

function asParameter(name: string): (value: unknown) => string {
  return (value) =>
    `${name}=${encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value))}`;
}

function body(
  operation: Operation,
  document: Document,
  known: readonly string[],
): fc.Arbitrary<string | undefined> {
  const schema = operation.requestBody?.content['application/json']?.schema;
  if (!schema) return fc.constant(undefined);
  return fc.oneof(
    {
      arbitrary: fromSchema(schema, document.components.schemas, known).map((value) => JSON.stringify(value)),
      weight: 30,
    },
    {
      arbitrary: fc.constantFrom('', '{', 'null', '{"do":"replay","do":"drop"}', '[]', '\u{feff}{}'),
      weight: 1,
    },
  );
}

function requests(document: Document, known: readonly string[]): fc.Arbitrary<Asked> {
  const all = Object.entries(document.paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      template,
      method: method.toUpperCase(),
      operation,
    })),
  );
  return fc.constantFrom(...all).chain(({ template, method, operation }) =>
    fc
      .tuple(
        segment(template.includes('{name}') ? ROUTES : known),
        query(operation, document, known),
        body(operation, document, known),
      )
      .map(([subject, asked, text]) => ({
        ...{ method, operation, body: text },
        path: `/api${template.replace(/\{\w+\}/, () => subject)}${asked}`,
      })),
  );
}

/** A gateway with two routes and one delivery of each end that its store can hold. */
async function gatewayOn(redis: string): Promise<{ gw: TestGateway; known: string[] }> {
  const prefix = randomPrefix();
  const up = await startUpstream(200);
  const isStored = redis !== 'memory:';
  const queued = { delivery: { mode: 'queued', schedule: ['10ms'] } };
  const gw = await startTestGateway(
    configText([route(up.url, { more: isStored ? queued : {} }), route(up.url, { name: 'b' })], {
      admin: { host: '127.0.0.1', port: 0, token: TOKEN },
      store: { url: redis, prefix },
    }),
  );
  onTestFinished(async () => {
    await gw.stop();
    await up.close();
    if (!isStored) return;
    await withClient(redis, async (client) => {
      for (const key of (await keysUnder(redis, prefix)).keys()) await client.unlink(key);
    });
  });
  const ids: string[] = [];
  for (const status of [204, 500]) {
    up.reply(status);
    for (const name of ['a', 'b']) {
      const { id } = await deliver(gw, { route: name });
      if (id !== undefined) ids.push(id);
    }
    await until('both arrived', () => up.received.length >= ids.length);
  }
  await fetch(`${gw.url}/a`, { method: 'POST', body: '{}' });
  return { gw, known: ['a', 'b', 'crm', 'job_1', ...ids, String(Date.now()), new Date().toISOString()] };
}

describe.each([
  ['in memory', () => 'memory:'],
  ['on Redis', sharedRedis],
])('%s', (_, redis) => {
  test(
    'no request is answered with a fault, and every answer is a documented one',
    { timeout: 120_000 },
    async () => {
      const { gw, known } = await gatewayOn(redis());
      const document = JSON.parse(
        (await ask(gw, { method: 'GET', path: '/api/openapi.json', body: undefined })).text,
      ) as Document;
      const seen = new Map<string, number>();
      await fc.assert(
        fc.asyncProperty(requests(document, known), async (asked) => {
          const { status, type, text } = await ask(gw, asked);
          const said = `${asked.method} ${asked.path} ${asked.body ?? ''}: ${status} ${text}`;
          seen.set(
            `${asked.operation.operationId} ${status}`,
            (seen.get(`${asked.operation.operationId} ${status}`) ?? 0) + 1,
          );
          // A machine that stands still for half a second makes the store seem out; nothing else may.
          if (status !== 503) expect(status, said).toBeLessThan(500);
          if (status === 503) expect(text, said).toContain('"code":"store_unavailable"');
          // What the path made of it may be another operation's, or none's.
          if (/\/(?:\.|%2e|$|\?)/i.test(asked.path) || status === 404) return;
          expect(Object.keys(asked.operation.responses), said).toContain(String(status));
          expect(Object.keys(asked.operation.responses[String(status)]?.content ?? {}), said).toContain(type);
          const { id } = type === 'application/json' ? (JSON.parse(text) as { id?: unknown }) : {};
          if (asked.operation.operationId === 'startJob' && typeof id === 'string') known.push(id);
        }),
        { numRuns: REQUESTS, seed: SEED, endOnFailure: true },
      );
      const outs = [...seen]
        .filter(([name]) => name.endsWith(' 503'))
        .reduce((sum, [, count]) => sum + count, 0);
      tell(`requests from the document ${redis()}`, {
        requests: REQUESTS,
        seed: SEED,
        outs,
        seen: Object.fromEntries(seen),
      });
      expect(outs).toBeLessThan(REQUESTS / 50);
      expect(gw.lines().filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
      // Most of what is made reaches what it is made for.
      const fine = [...seen].filter(([name]) => / 20\d$/.test(name)).length;
      expect(fine).toBeGreaterThan(Object.values(document.paths).flatMap(Object.keys).length / 2);
    },
  );
});
