/** The programs of docs/recipes.md, run as they stand there with the real frameworks; only ports are free ones. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { sign } from '../../src/library/index.js';
import { ROOT, blockOf, blocks, read } from '../docs/markdown.js';
import { post, type Answer } from '../helpers/gateway.js';
import '../helpers/program.js';
import { freePorts, tie, until } from '../helpers/servers.js';

const PAGE = 'docs/recipes.md';
const SECRET = 'a-secret-of-more-than-24-characters';
const ENV = { STRIPE_SECRET: SECRET, META_APP_SECRET: SECRET, META_VERIFY_TOKEN: 'word' };
/** Parsed and written again it has other bytes. */
const BODY = '{"id":"evt_1",  "type":"invoice.paid", "object":"page","total":1.0,"name":"Zoë \\u00e9"}';

const SERVERS = {
  Express: { scheme: 'stripe', path: '/webhooks/stripe', status: 204, prints: 'invoice.paid evt_1\n' },
  Fastify: { scheme: 'stripe', path: '/webhooks/stripe', status: 204, prints: 'invoice.paid\n' },
  Hono: { scheme: 'meta', path: '/webhooks/meta', status: 200, prints: 'page\n' },
  Koa: { scheme: 'stripe', path: '/webhooks/stripe', status: 204, prints: 'invoice.paid\n' },
  'Bare node:http': { scheme: 'stripe', path: '/webhooks/stripe', status: 204, prints: 'invoice.paid\n' },
} as const;
type Server = keyof typeof SERVERS;

let folder: string;
const running = new Map<Server, { readonly url: string; readonly stdout: () => string }>();
const kills: (() => void)[] = [];

function signed(scheme: string, body = BODY): Record<string, string> {
  const headers = sign({ scheme, secrets: [SECRET], id: 'msg_1', body });
  return { 'Content-Type': 'application/json', ...headers };
}

/** @returns the file that holds the program of a section */
function written(section: string, change = (program: string) => program): string {
  const file = join(folder, `${section.replace(/\W/g, '-')}.mjs`);
  writeFileSync(file, change(blockOf(PAGE, section, 'js')));
  return file;
}

async function start(section: Server, port: number): Promise<void> {
  const file = written(section, (program) => program.replace('3000', String(port)));
  const child = spawn(process.execPath, [file], { env: { ...ENV, PATH: process.env['PATH'] } });
  tie(child);
  kills.push(() => child.kill());
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const url = `http://127.0.0.1:${port}`;
  running.set(section, { url, stdout: () => stdout });
  await until(`${section} answers`, async () => {
    if (child.exitCode !== null) throw new Error(stderr);
    return await post(`${url}/nothing`, '').then(
      () => true,
      () => false,
    );
  });
}

beforeAll(async () => {
  // Below node_modules, where the frameworks are found; the package is the checkout.
  const cache = join(ROOT, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  folder = mkdtempSync(join(cache, 'recipes-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules', 'standard-webhooks-gateway'));
  const names = Object.keys(SERVERS) as Server[];
  const ports = await freePorts(names.length);
  await Promise.all(names.map((name, i) => start(name, ports[i] ?? 0)));
});

afterAll(() => {
  for (const kill of kills) kill();
  rmSync(folder, { recursive: true, force: true });
});

function send(server: Server, body = BODY, headers = signed(SERVERS[server].scheme)): Promise<Answer> {
  return post(`${running.get(server)?.url ?? ''}${SERVERS[server].path}`, body, headers);
}

test('every recipe is run below', () => {
  const sections = blocks(read(PAGE), 'js').map(({ section }) => section);
  expect(sections.sort()).toEqual([...Object.keys(SERVERS), 'AWS Lambda', 'Next.js', 'Workers'].sort());
});

describe.each(Object.keys(SERVERS) as Server[])('%s', (server) => {
  test('takes the genuine delivery, and refuses it with one byte changed or without its signature', async () => {
    const { status, prints } = SERVERS[server];
    expect((await send(server)).status).toBe(status);
    expect((await send(server, BODY.replace('1.0', '1.1'))).status).toBe(401);
    expect((await send(server, BODY, { 'Content-Type': 'application/json' })).status).toBe(401);
    await until('it printed', () => running.get(server)?.stdout() === prints);
  });
});

test('Express: what comes again is acknowledged, and its work is not done again', async () => {
  const body = '{"id":"evt_2","type":"invoice.paid"}';
  for (let i = 0; i < 3; i++) expect((await send('Express', body, signed('stripe', body))).status).toBe(204);
  expect(running.get('Express')?.stdout().match(/evt_2/g)).toHaveLength(1);
});

test("Hono: Meta's question is answered, and refused with another word", async () => {
  const { url } = running.get('Hono') ?? { url: '' };
  const question = `${url}/webhooks/meta?hub.mode=subscribe&hub.challenge=1158&hub.verify_token=`;
  const answer = await post(`${question}word`, '', {}, 'GET');
  expect([answer.status, answer.body.toString()]).toEqual([200, '1158']);
  const refused = await post(`${question}wrong`, '', {}, 'GET');
  expect([refused.status, refused.body.toString().includes('1158')]).toEqual([403, false]);
});

test.each(['Fastify', 'Koa', 'Bare node:http', 'Express'] as const)(
  '%s: what is larger than a mebibyte is refused',
  async (server) => {
    const body = 'x'.repeat(1024 * 1024 + 1);
    expect((await send(server, body, signed('stripe', body))).status).toBe(413);
  },
);

describe('functions', () => {
  beforeAll(() => {
    vi.stubEnv('STRIPE_SECRET', SECRET);
    vi.spyOn(console, 'log').mockImplementation(() => undefined);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  async function module<Type>(section: string): Promise<Type> {
    return (await import(pathToFileURL(written(section)).href)) as Type;
  }

  function requestOf(body: string, headers = signed('stripe')): Request {
    return new Request('https://app.internal/webhooks/stripe', { method: 'POST', headers, body });
  }

  test('Next.js: takes the genuine delivery, and no other', async () => {
    const { POST } = await module<{ POST: (request: Request) => Promise<Response> }>('Next.js');
    expect((await POST(requestOf(BODY))).status).toBe(204);
    expect((await POST(requestOf(`${BODY} `))).status).toBe(401);
    expect(console.log).toHaveBeenLastCalledWith('invoice.paid');
  });

  test('Workers: takes the genuine delivery, and no other', async () => {
    interface Worker {
      default: { fetch: (request: Request, env: object) => Promise<Response> };
    }
    const { default: worker } = await module<Worker>('Workers');
    const env = { STRIPE_SECRET: SECRET };
    expect((await worker.fetch(requestOf(BODY), env)).status).toBe(204);
    expect((await worker.fetch(requestOf(BODY.replace('1.0', '1.1')), env)).status).toBe(401);
  });

  interface Lambda {
    handler: (event: object) => Promise<{ readonly statusCode: number }>;
  }
  const lower = (headers: Record<string, string>): Record<string, string> =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const many = (headers: Record<string, string>): Record<string, string[]> =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  const base64 = (body: string): object => ({
    body: Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
  });
  const http = { requestContext: { http: { method: 'POST', path: '/webhooks/stripe' } }, version: '2.0' };
  const old = { httpMethod: 'POST', path: '/webhooks/stripe', version: '1.0' };

  test.each([
    ['format 2.0 and function URLs', (body: string) => ({ ...http, headers: lower(signed('stripe')), body })],
    [
      'format 2.0 in base64',
      (body: string) => ({ ...http, headers: lower(signed('stripe')), ...base64(body) }),
    ],
    [
      'format 1.0',
      (body: string) => ({
        ...old,
        headers: signed('stripe'),
        multiValueHeaders: many(signed('stripe')),
        body,
        isBase64Encoded: false,
      }),
    ],
    [
      'format 1.0 in base64, without lists of headers',
      (body: string) => ({ ...old, headers: signed('stripe'), multiValueHeaders: null, ...base64(body) }),
    ],
  ])('AWS Lambda: takes the genuine delivery in %s, and no other', async (_format, eventOf) => {
    const { handler } = await module<Lambda>('AWS Lambda');
    expect(await handler(eventOf(BODY))).toEqual({ statusCode: 204 });
    expect(await handler(eventOf(BODY.replace('1.0', '1.1')))).toEqual({ statusCode: 401 });
    expect(await handler({ ...eventOf(BODY), body: null, isBase64Encoded: false })).toEqual({
      statusCode: 401,
    });
  });

  test('AWS Lambda: sees in format 1.0 that a signature came twice', async () => {
    const { handler } = await module<Lambda>('AWS Lambda');
    const headers = many(signed('stripe'));
    const doubled = Object.fromEntries(
      Object.entries(headers).map(([name, values]) => [name, [...values, ...values]]),
    );
    const event = { ...old, headers: signed('stripe'), body: BODY, isBase64Encoded: false };
    expect(await handler({ ...event, multiValueHeaders: headers })).toEqual({ statusCode: 204 });
    expect(await handler({ ...event, multiValueHeaders: doubled })).toEqual({ statusCode: 401 });
  });
});
