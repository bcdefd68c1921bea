/** SIGTERM under load: nothing that was sent goes without its answer. */
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lead, leadsConfig, PATH } from '../../helpers/leads.js';
import { createSender, startLoad, tally } from '../../helpers/load.js';
import { startGatewayProcess, type AdminAnswer, type GatewayProcess } from '../../helpers/process.js';
import { until } from '../../helpers/servers.js';
import { startUpstream, type Upstream } from '../../helpers/upstream.js';

let receiver: Upstream;
let gateway: GatewayProcess;

beforeEach(async () => {
  receiver = await startUpstream();
});
afterEach(async () => {
  await gateway.stop();
  await receiver.close();
});

async function start(drain: string): Promise<void> {
  const server = `server: { host: 127.0.0.1, port: 0, ${drain} }\n`;
  gateway = await startGatewayProcess({ config: server + leadsConfig({ receiver: receiver.url }) });
}

const readyz = (): Promise<AdminAnswer> => gateway.ask('/readyz');

const ended = (): Promise<string> => gateway.exited.then(() => 'ended');

describe('under steady load', () => {
  test.each([
    ['sources that keep their connections', true],
    ['sources that open a new one each time', false],
  ])('%s get an answer to everything, as long as they heed /readyz; exit 0', async (_, keepAlive) => {
    await start('drainDelay: 2s, drainTimeout: 10s');
    // Some are still with the receiver when the listener closes.
    let turn = 0;
    receiver.reply((_request, response) => {
      setTimeout(() => response.writeHead(200).end(), turn++ % 10 === 0 ? 1_500 : 30);
    });
    const send = createSender(keepAlive);
    const load = startLoad(40, () => send(gateway.url + PATH, lead()));
    await sleep(700);
    const before = load.sent.length;
    gateway.kill('SIGTERM');
    await until('/readyz says so', async () => (await readyz()).status === 503, 1_000, 5);
    const notReadyAt = performance.now();
    await sleep(600);
    const sent = await load.stop();

    expect(await gateway.exited).toEqual({ code: 0, signal: null });
    expect(Object.keys(tally(sent))).toEqual(['accepted']);
    expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([200]));
    const whileDraining = sent.filter(({ at }) => at > notReadyAt);
    expect(whileDraining.length).toBeGreaterThan(40);
    expect(new Set(whileDraining.map(({ connection }) => connection))).toEqual(new Set(['close']));
    expect(sent.length).toBeGreaterThan(before);
    expect(receiver.received).toHaveLength(sent.length);
  });
});

test('sources that heed nothing are answered or refused at the door: what the receiver got is never left unanswered', async () => {
  await start('drainDelay: 300ms, drainTimeout: 10s');
  receiver.reply((_request, response) => {
    setTimeout(() => response.writeHead(200).end(), 20);
  });
  const send = createSender(true);
  const load = startLoad(40, () => send(gateway.url + PATH, lead()), 1);
  await sleep(500);
  gateway.kill('SIGTERM');
  expect(await gateway.exited).toEqual({ code: 0, signal: null });
  const counts = tally(await load.stop());
  expect(counts['accepted']).toBe(receiver.received.length);
  expect(counts['ECONNREFUSED']).toBeGreaterThan(0);
  // Connections that come in the very moment of closing; no program can tell the kernel to finish these.
  expect(counts['ECONNRESET'] ?? 0).toBeLessThan(8);
});

test('both ports serve on for drainDelay, and say that the connection closes', async () => {
  await start('drainDelay: 3s, drainTimeout: 5s');
  expect(await readyz()).toMatchObject({ status: 200, connection: 'keep-alive' });
  gateway.kill('SIGTERM');
  const signalled = performance.now();
  await until('/readyz says so', async () => (await readyz()).status === 503, 1_000, 5);
  expect(await readyz()).toMatchObject({ status: 503, connection: 'close' });
  expect(JSON.parse((await readyz()).text)).toMatchObject({ status: 'draining' });

  await sleep(signalled + 1_500 - performance.now());
  const answer = await createSender(true)(gateway.url + PATH, lead());
  expect(answer).toMatchObject({ status: 200, outcome: 'accepted', connection: 'close' });
  for (const path of ['/healthz', '/metrics']) {
    expect((await gateway.ask(path)).status).toBe(200);
  }
  expect(await gateway.exited).toEqual({ code: 0, signal: null });
  expect(performance.now() - signalled).toBeGreaterThan(3_000);
  expect((await createSender(false)(gateway.url + PATH, lead())).error).toBe('ECONNREFUSED');
});

test('a request whose first bytes came before the listener closed is answered', async () => {
  await start('drainDelay: 100ms, drainTimeout: 5s');
  const { body, headers } = lead();
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const text = `POST ${PATH} HTTP/1.1\r\nHost: gateway\r\n${head.join('')}Content-Length: ${body.length}\r\n\r\n`;
  const socket = connect(gateway.port, '127.0.0.1');
  let answer = '';
  socket.on('data', (data: Buffer) => (answer += data.toString()));
  socket.write(text.slice(0, 20));
  await sleep(100);
  gateway.kill('SIGTERM');
  await until('the listener is closed', () => gateway.said().includes('draining'));
  await sleep(300);
  socket.write(text.slice(20));
  socket.write(body);
  await until('it is answered', () => answer.includes('\r\n\r\n'));
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(answer).toMatch(/Connection: close\r\n/i);
  expect(await gateway.exited).toEqual({ code: 0, signal: null });
});

test('an idle process is gone soon after drainDelay', async () => {
  await start('drainDelay: 100ms, drainTimeout: 25s');
  await createSender(true)(gateway.url + PATH, lead());
  gateway.kill('SIGTERM');
  expect(await Promise.race([ended(), sleep(2_000)])).toBe('ended');
});

test('what outlives drainTimeout is cut off with an answer, and the exit is 0', async () => {
  await start('drainDelay: 1ms, drainTimeout: 500ms');
  receiver.reply(() => undefined);
  const open = createSender(true)(gateway.url + PATH, lead());
  await until('the receiver has it', () => receiver.received.length === 1);
  gateway.kill('SIGTERM');
  expect(await open).toMatchObject({ status: 502, outcome: 'unreachable' });
  expect(await gateway.exited).toEqual({ code: 0, signal: null });
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  'a second signal (%s) ends at once, with exit 1',
  async (signal) => {
    await start('drainDelay: 20s, drainTimeout: 20s');
    gateway.kill(signal);
    await until('it drains', async () => (await readyz()).status === 503);
    const second = performance.now();
    gateway.kill('SIGTERM');
    expect(await gateway.exited).toEqual({ code: 1, signal: null });
    expect(performance.now() - second).toBeLessThan(1_000);
    expect(gateway.said()).toContain('SIGTERM again: ending at once');
  },
);
