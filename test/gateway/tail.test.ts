/** Deliveries told as they end, over HTTP. */
import { connect } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { ask, startApi, TOKEN, type TestApi } from '../helpers/api.js';
import type { TestGateway } from '../helpers/gateway.js';
import { detailOf } from '../helpers/operations.js';
import { until } from '../helpers/servers.js';
import { secretFor } from '../helpers/sign.js';
import { deliver, freshBody, pairForTest, route } from './setup.js';

const ADMIN = { host: '127.0.0.1', port: 0, token: TOKEN };
const AUTH = { Authorization: `Bearer ${TOKEN}` };

interface Told {
  readonly event: string;
  readonly data: Record<string, unknown>;
}

function eventsIn(text: string): Told[] {
  return Array.from(text.matchAll(/^event: (\w+)\ndata: (.+)\n\n/gm), ([, event = '', data = '{}']) => ({
    event,
    data: JSON.parse(data) as Record<string, unknown>,
  }));
}

class Reader {
  text = '';
  readonly ended: Promise<void>;
  readonly #abort = new AbortController();

  constructor(url: string) {
    this.ended = this.#read(url);
  }

  async #read(url: string): Promise<void> {
    const response = await fetch(url, { headers: AUTH, signal: this.#abort.signal });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    const decoder = new TextDecoder();
    const chunks = (response.body ?? []) as AsyncIterable<Uint8Array>;
    for await (const chunk of chunks) this.text += decoder.decode(chunk, { stream: true });
  }

  close(): void {
    this.ended.catch(() => undefined);
    this.#abort.abort();
  }

  get events(): Told[] {
    return eventsIn(this.text);
  }

  async heard(count: number): Promise<Told[]> {
    await until(`${count} events`, () => this.events.length >= count);
    return this.events;
  }
}

describe('a tail', () => {
  const readers: Reader[] = [];
  const tail = async (gw: TestGateway, query = ''): Promise<Reader> => {
    const reader = new Reader(`${gw.adminUrl}/api/tail${query}`);
    readers.push(reader);
    await reader.heard(1);
    return reader;
  };
  afterEach(() => {
    for (const reader of readers.splice(0)) reader.close();
  });

  test('says how far it reaches, then each delivery as it ends, refused ones too', async () => {
    const { gw, up } = await pairForTest({ top: { admin: ADMIN } });
    const reader = await tail(gw);
    const accepted = await deliver(gw);
    up.reply(500);
    await deliver(gw);
    await deliver(gw, { body: freshBody(), headers: { Nothing: 'x' }, route: 'nowhere' });
    const [start, ...rest] = await reader.heard(4);
    expect(start).toEqual({
      event: 'start',
      data: { scope: { kind: 'replica', replicas: 1, says: 'this replica' } },
    });
    expect(rest.map(({ event, data }) => [event, data['route'], data['outcome']])).toEqual([
      ['delivery', 'a', 'accepted'],
      ['delivery', 'a', 'failed'],
      ['delivery', '_unmatched', 'not_found'],
    ]);
    expect(rest[0]?.data).toMatchObject({ id: accepted.id, event: 'lead.created' });
    for (const secret of [secretFor('actuallycare'), secretFor('svix'), TOKEN])
      expect(reader.text).not.toContain(secret);
  });

  test('hears what its filters let through, and no more', async () => {
    const { gw, up } = await pairForTest({
      top: { admin: ADMIN },
      routes: (url) => [route(url), route(url, { name: 'b' })],
    });
    const byRoute = await tail(gw, '?route=b');
    const byOutcome = await tail(gw, '?outcome=failed');
    const first = await deliver(gw);
    const byId = await tail(gw, `?id=${first.id ?? ''}`);
    up.reply(500);
    const failed = await deliver(gw, { route: 'b' });
    up.reply(200);
    await deliver(gw);
    const idsOf = async (reader: Reader) => (await reader.heard(2)).slice(1).map(({ data }) => data['id']);
    expect(await idsOf(byRoute)).toEqual([failed.id]);
    expect(await idsOf(byOutcome)).toEqual([failed.id]);
    expect(byId.events).toHaveLength(1);
    const answer = await ask({ url: gw.adminUrl }, 'GET', '/api/tail?outcome=nothing');
    expect([answer.status, answer.body['code']]).toEqual([400, 'invalid_query']);
  });

  test('is one of eight; one that ends makes room', async () => {
    const { gw } = await pairForTest({ top: { admin: ADMIN } });
    const open = await Promise.all(Array.from({ length: 8 }, () => tail(gw)));
    const ninth = await ask({ url: gw.adminUrl }, 'GET', '/api/tail');
    expect([ninth.status, ninth.body['code']]).toEqual([429, 'too_many_tails']);
    open[0]?.close();
    await until('there is room', async () => {
      const answer = await fetch(`${gw.adminUrl}/api/tail`, { headers: AUTH });
      await answer.body?.cancel();
      return answer.status === 200;
    });
  });

  test('needs the token, and HEAD takes no place', async () => {
    const { gw } = await pairForTest({ top: { admin: ADMIN } });
    expect((await fetch(`${gw.adminUrl}/api/tail`)).status).toBe(401);
    for (let i = 0; i < 10; i++) {
      const head = await fetch(`${gw.adminUrl}/api/tail`, { method: 'HEAD', headers: AUTH });
      expect(head.status).toBe(200);
    }
  });

  test('ends with the drain, having told what ended meanwhile', async () => {
    const { gw } = await pairForTest({ top: { admin: ADMIN } });
    const reader = await tail(gw);
    const last = await deliver(gw);
    await gw.stop();
    await reader.ended;
    expect(reader.events.slice(1)).toMatchObject([
      { event: 'delivery', data: { id: last.id } },
      { event: 'end', data: { reason: 'drain' } },
    ]);
  });
});

test('a reader that stands still is told how many it missed, and what comes then', async () => {
  const api: TestApi = await startApi();
  const socket = connect(api.port, '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8');
  socket.write(`GET /api/tail HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`);
  await until('it listens', () => api.operations.tails.size === 1);
  const [listener] = api.operations.tails;
  const SENT = 40_000;
  for (let i = 0; i < SENT; i++) {
    listener?.hear('delivery', detailOf({ id: `msg_${i}`, event: 'x'.repeat(500) }));
    if (i % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  socket.on('data', (chunk: string) => (text += chunk));
  // Chunks of the transfer stand between and within events.
  const told = () => eventsIn(text.replace(/\r\n[0-9a-f]+\r\n/g, ''));
  const missed = () =>
    told().reduce((sum, { event, data }) => sum + (event === 'gap' ? Number(data['missed']) : 0), 0);
  const heard = () => told().filter(({ event }) => event === 'delivery').length;
  await until('all are heard or told as missed', () => heard() + missed() === SENT, 20_000);
  expect(missed()).toBeGreaterThan(0);
  listener?.hear('delivery', detailOf({ id: 'msg_after' }));
  await until('it goes on', () => told().at(-1)?.data['id'] === 'msg_after');
  socket.destroy();
  await once(socket, 'close');
  await until('it is closed', () => api.operations.tails.size === 0);
  await api.stop();
}, 60_000);
