/** The Express middleware, over real HTTP. */
import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler, type Express, type Response, type Router } from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { webhook, type WebhookMiddleware, type WebhookRequest } from '../../src/library/express.js';
import { sign } from '../../src/library/index.js';

const SECRET = 'a-secret-of-more-than-24-characters';
const BODY = Buffer.from('{"id":"evt_1",  "event":"lead.created","name":"Zoë"}');
const options = { scheme: 'actuallycare', secrets: [SECRET] };
const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly type: string | undefined;
}

interface Posted {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: Buffer;
  readonly method?: string;
}

/** Starts the app; @returns what posts to it. */
async function serve(app: Express): Promise<(posted?: Posted) => Promise<Answer>> {
  const server = createServer(app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return async ({ path = '/hook', headers = signedHeaders(), body = BODY, method = 'POST' } = {}) => {
    const request = httpRequest({ port, host: '127.0.0.1', path, method, headers: { ...headers } as never });
    request.on('error', () => undefined);
    request.end(body);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    return {
      status: response.statusCode ?? 0,
      body: Buffer.concat(chunks).toString(),
      type: response.headers['content-type'],
    };
  };
}

function signedHeaders(body = BODY): Record<string, string> {
  return { 'Content-Type': 'application/json', ...sign({ ...options, id: 'm1', body }) };
}

/** Tells what it was handed, and counts how often. */
function receiving(app: Router, path: string, before: WebhookMiddleware): { calls: number } {
  const seen = { calls: 0 };
  app.post(path, before, (request: WebhookRequest, response: Response) => {
    seen.calls++;
    const { body, ...rest } = request.webhook ?? {};
    response.json({ ...rest, body: body?.toString() });
  });
  const onError: ErrorRequestHandler = (error: Error, _request, response, next) => {
    if (response.headersSent) next(error);
    else response.status(500).json({ message: error.message });
  };
  app.use(onError);
  return seen;
}

describe('webhook()', () => {
  it('hands a genuine delivery on, with the verified bytes', async () => {
    const app = express();
    const seen = receiving(app, '/hook', webhook(options));
    const post = await serve(app);
    const { status, body } = await post();
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({
      ok: true,
      event: 'lead.created',
      secretIndex: 0,
      body: BODY.toString(),
    });
    expect(seen.calls).toBe(1);
  });

  it('refuses what is forged, changed, unsigned or doubled, and the handler never runs', async () => {
    const app = express();
    const seen = receiving(app, '/hook', webhook(options));
    const post = await serve(app);
    const [name, value] = ['X-Webhook-Signature', signedHeaders()['X-Webhook-Signature'] ?? ''];
    const cases: readonly (readonly [Posted, string])[] = [
      [{ body: Buffer.from(`${BODY.toString()} `) }, 'mismatch'],
      [{ headers: {} }, 'missing_signature'],
      [{ headers: { [name]: `sha256=${'0'.repeat(64)}` } }, 'mismatch'],
      [{ headers: { [name]: [value, value] } }, 'repeated_header'],
      [{ body: Buffer.alloc(0) }, 'mismatch'],
    ];
    for (const [posted, reason] of cases) {
      const { status, body, type } = await post(posted);
      expect(status, reason).toBe(401);
      expect(type).toBe('application/problem+json');
      expect(JSON.parse(body)).toMatchObject({ status: 401, code: reason });
      expect(body).not.toContain(SECRET);
    }
    expect(seen.calls).toBe(0);
  });

  it('refuses a body beyond the limit, announced or not, and takes one of exactly the limit', async () => {
    const app = express();
    const seen = receiving(app, '/hook', webhook({ ...options, maxBodySize: BODY.length }));
    const post = await serve(app);
    const long = Buffer.concat([BODY, Buffer.from(' ')]);
    for (const extra of [{}, { 'Transfer-Encoding': 'chunked' }]) {
      const { status, body } = await post({ body: long, headers: { ...signedHeaders(long), ...extra } });
      expect(status).toBe(413);
      expect(JSON.parse(body)).toMatchObject({ code: 'too_large' });
    }
    const large = Buffer.alloc(4 * 1024 * 1024, 'x');
    expect((await post({ body: large, headers: signedHeaders(large) })).status).toBe(413);
    expect(seen.calls).toBe(0);
    expect((await post()).status).toBe(200);
  });

  it('says so where a body parser ran before, and works behind express.raw', async () => {
    const parsed = express();
    parsed.use(express.json());
    const seen = receiving(parsed, '/hook', webhook(options));
    const { status, body } = await (await serve(parsed))();
    expect([status, seen.calls]).toEqual([500, 0]);
    expect(body).toContain('a body parser ran before webhook()');

    const raw = express();
    raw.use(express.raw({ type: () => true }));
    receiving(raw, '/hook', webhook(options));
    expect((await (await serve(raw))()).status).toBe(200);
  });

  it('under a mounted path checks the public URL with the query received', async () => {
    const publicUrl = 'https://shop.example/hooks/square';
    const square = { scheme: 'square', secrets: [SECRET] };
    const app = express();
    const router = express.Router();
    app.use('/hooks', router);
    const seen = receiving(router, '/square', webhook({ ...square, publicUrl }));
    const post = await serve(app);
    const headers = (url: string): Record<string, string> => sign({ ...square, id: 'm1', body: BODY, url });
    const path = '/hooks/square?shop=a%20b';
    expect((await post({ path, headers: headers(`${publicUrl}?shop=a%20b`) })).status).toBe(200);
    expect((await post({ path, headers: headers(publicUrl) })).status).toBe(401);
    const spoofed = { ...headers('https://evil.example/hooks/square?shop=a%20b'), Host: 'evil.example' };
    expect((await post({ path, headers: spoofed })).status).toBe(401);
    expect(seen.calls).toBe(1);
  });

  it('serves many at once, each with its own body', async () => {
    const app = express();
    receiving(app, '/hook', webhook(options));
    const post = await serve(app);
    const bodies = Array.from({ length: 40 }, (_, index) => Buffer.from(`{"event":"e.${index}"}`));
    const answers = await Promise.all(bodies.map((body) => post({ body, headers: signedHeaders(body) })));
    for (const [index, { body }] of answers.entries())
      expect(JSON.parse(body)).toMatchObject({ event: `e.${index}` });
  });

  it('is faulty at once where scheme, secret or URL are, not at the first delivery', () => {
    expect(() => webhook({ scheme: 'nope', secrets: [SECRET] })).toThrow(/no scheme/);
    expect(() => webhook({ ...options, secrets: [] })).toThrow(/at least one/);
    expect(() => webhook({ scheme: 'square', secrets: [SECRET] })).toThrow(/publicUrl is missing/);
    expect(() => webhook({ scheme: 'square', secrets: [SECRET], publicUrl: '/hooks' })).toThrow(/whole/);
  });
});
