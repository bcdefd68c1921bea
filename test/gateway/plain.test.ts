/**
 * `server.http: plain` over real sockets: one connection with plain requests and others, and sources that break off. The
 * tests of the port itself run in both settings (vitest.config.ts).
 */
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createAuthority, type Authority } from '../helpers/certificates.js';
import { startTestGateway, type TestGateway } from '../helpers/gateway.js';
import { clientOn, openRaw, requestText, type RawClient } from '../helpers/raw.js';
import { until } from '../helpers/servers.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import { startUpstream, type Upstream } from '../helpers/upstream.js';
import { configText, freshBody, route } from './setup.js';

const AC = secretFor('actuallycare');

let authority: Authority;
let files: Record<string, string>;

beforeAll(() => {
  authority = createAuthority();
  const { cert, key } = authority.issue({ names: 'IP:127.0.0.1' });
  files = { '/tls/cert.pem': cert, '/tls/key.pem': key };
});
afterAll(() => {
  authority.close();
});

function genuine(body = freshBody(), more: readonly string[] = []): string {
  const headers = Object.entries(signHeaders('actuallycare', AC, body)).map(([n, v]) => `${n}: ${v}`);
  return requestText('/a', ['Host: x', ...headers, `Content-Length: ${body.length}`, ...more], body);
}

function chunked(body = freshBody()): string {
  const headers = Object.entries(signHeaders('actuallycare', AC, body)).map(([n, v]) => `${n}: ${v}`);
  const chunks = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
  return requestText('/a', ['Host: x', ...headers, 'Transfer-Encoding: chunked'], chunks);
}

const tls = { cert: '/tls/cert.pem', key: '/tls/key.pem' };

describe.each([
  { kind: 'without TLS', more: {} },
  { kind: 'in TLS', more: { tls } },
])('$kind', ({ more }) => {
  let up: Upstream;
  let gw: TestGateway;
  const open: RawClient[] = [];

  beforeAll(async () => {
    up = await startUpstream();
    const text = configText([route(up.url)], { server: { http: 'plain', drainTimeout: '3s', ...more } });
    gw = await startTestGateway(text, { files });
  });
  afterEach(async () => {
    for (const client of open.splice(0)) client.destroy();
    up.reply(200);
    await until('nothing in flight', async () => (await gw.metric('webhook_gateway_in_flight')) === 0);
    expect(await gw.metric('webhook_gateway_uploads')).toBe(0);
  });
  afterAll(async () => {
    await gw.stop();
    await up.close();
  });

  async function connect(): Promise<RawClient> {
    const where = { port: gw.gateway.publicPort, host: '127.0.0.1' };
    const socket: Socket =
      'tls' in more
        ? connectTls({ ...where, ca: authority.cert })
        : connectTcp({ ...where, allowHalfOpen: true });
    const client = await clientOn(socket, 'tls' in more ? 'secureConnect' : 'connect');
    open.push(client);
    return client;
  }

  test('plain requests, and then every other kind on the same connection', async () => {
    const client = await connect();
    const texts = [
      ...[genuine(), genuine(), chunked(), genuine(), genuine(undefined, ['Connection: Keep-Alive'])],
      requestText('/a', ['Host: x'], '', { method: 'GET' }),
    ];
    for (const [n, text] of texts.entries()) {
      client.write(text);
      await client.answered(n + 1);
    }
    const answers = await client.ended();
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 405]);
    expect(answers.map(({ headers }) => headers['connection']).slice(0, 2)).toEqual([
      'keep-alive',
      'keep-alive',
    ]);
  });

  test('many requests at once, long and short: each is answered in its place, and whole', async () => {
    const client = await connect();
    const before = up.received.length;
    const bodies = Array.from({ length: 40 }, (_, n) => {
      return JSON.stringify({ event: 'x', data: { n, fill: 'x'.repeat(n % 5 === 0 ? 90_000 : n) } });
    });
    up.reply(({ body }, response) => {
      response.writeHead(200).end(String((JSON.parse(body.toString()) as { data: { n: number } }).data.n));
    });
    client.write(bodies.map((body) => genuine(body)).join(''));
    const answers = await client.answered(40, 20_000);
    expect(answers.map(({ body }) => Number(body))).toEqual(bodies.map((_, n) => n));
    const received = up.received.slice(before).map(({ body }) => body.toString());
    expect(new Set(received)).toEqual(new Set(bodies));
  });

  test('a body in single bytes, behind a head in two pieces', async () => {
    const client = await connect();
    const body = freshBody();
    const text = genuine(body);
    const end = text.length - body.length;
    client.socket.setNoDelay(true);
    for (const piece of [text.slice(0, 20), text.slice(20, end), ...body.split(/(?:)/)]) {
      client.write(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await client.answered())[0]?.headers['webhook-gateway-outcome']).toBe('accepted');
    expect(up.received.at(-1)?.body.toString()).toBe(body);
  });

  test('an answer of many bytes comes whole to a source that reads it late', async () => {
    const client = await connect();
    up.reply((_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/plain' }).end('x'.repeat(60_000));
    });
    client.socket.pause();
    client.write(genuine());
    await until('it is delivered', () => gw.lines().at(-1)?.['outcome'] === 'accepted');
    client.socket.resume();
    expect((await client.answered())[0]?.body.length).toBe(60_000);
  });

  test('a reset in the middle of a body leaves nothing behind, and no fault', async () => {
    const before = gw.lines().length;
    const client = await connect();
    client.write(genuine().slice(0, -10));
    await until('the upload has begun', async () => (await gw.metric('webhook_gateway_uploads')) === 1);
    if ('tls' in more) client.destroy();
    else client.socket.resetAndDestroy();
    await expect
      .poll(() => gw.lines().slice(before))
      .toEqual([expect.objectContaining({ reason: 'aborted' })]);
  });

  test('a source that is gone before its answer costs nothing', async () => {
    up.reply((_, response) => {
      setTimeout(() => response.writeHead(200).end(), 200);
    });
    const before = up.received.length;
    const client = await connect();
    client.write(genuine());
    await until('it is at the receiver', () => up.received.length === before + 1);
    client.destroy();
    await until('it is over', async () => (await gw.metric('webhook_gateway_in_flight')) === 0);
    expect(gw.lines().at(-1)).toMatchObject({ outcome: 'accepted' });
  });
});

test('a source that closes its half has its answer, and the connection ends', async () => {
  const { up, gw, connect } = await startSlow();
  const client = await connect({ allowHalfOpen: true });
  client.write(genuine());
  client.socket.end();
  const answers = await client.ended();
  expect(answers.map(({ status, headers }) => [status, headers['connection']])).toEqual([[200, 'close']]);
  await gw.stop();
  await up.close();
});

test('a drain closes what waits, and answers what runs', async () => {
  const { up, gw, connect } = await startSlow();
  const [idle, busy] = [await connect(), await connect()];
  idle.write(genuine());
  await idle.answered();
  busy.write(genuine());
  await until('two at the receiver', () => up.received.length === 2);
  const stopped = gw.stop();
  expect((await idle.ended()).length).toBe(1);
  const [answer] = await busy.ended();
  expect(answer).toMatchObject({ status: 200, headers: { connection: 'close' } });
  await stopped;
  await up.close();
});

interface Slow {
  readonly up: Upstream;
  readonly gw: TestGateway;
  readonly connect: (options?: { allowHalfOpen?: boolean }) => Promise<RawClient>;
}

/** The receiver takes its time. */
async function startSlow(): Promise<Slow> {
  const up = await startUpstream((_, response) => {
    setTimeout(() => response.writeHead(200).end(), 300);
  });
  const server = { http: 'plain', drainTimeout: '5s' };
  const gw = await startTestGateway(configText([route(up.url)], { server }));
  return { up, gw, connect: (options) => openRaw(gw.gateway.publicPort, options) };
}
