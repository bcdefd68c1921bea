/** Receivers that hang, drip, flood and babble: each costs bounded time and memory, and ends in the right outcome. */
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../../helpers/gateway.js';
import { freePort, until } from '../../helpers/servers.js';
import { configText, deliver, freshBody, route } from '../setup.js';

interface Babbler {
  readonly gw: TestGateway;
  /** Requests that came in, over all connections. */
  readonly requests: () => number;
  readonly connections: () => number;
}

/** @param talk called with each request, the first being 1 */
async function babbler(talk: (socket: Socket, request: number) => void, timeout = '2s'): Promise<Babbler> {
  let requests = 0;
  let connections = 0;
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    connections++;
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => undefined);
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const head = text.indexOf('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1]);
      if (head < 0 || text.length < head + 4 + length) return;
      text = text.slice(head + 4 + length);
      talk(socket, ++requests);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const gw = await startTestGateway(
    configText([route(`http://127.0.0.1:${port}`, { destination: { timeout } })]),
  );
  onTestFinished(async () => {
    await gw.stop();
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { gw, requests: () => requests, connections: () => connections };
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

describe('an answer that is none: unreachable, and the retry is forwarded', () => {
  test.each([
    ['garbage', 'hello\r\n\r\n'],
    ['nothing but the end', ''],
    ['half a head', 'HTTP/1.1 200 OK\r\nContent-'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok'],
    [
      'length and chunks',
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a header that never ends', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(1024 * 1024)}`],
    [
      'a protocol nobody asked for',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
    ],
    ['100 Continue and nothing behind it', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n'],
  ])('%s', async (_, answer) => {
    const { gw, requests } = await babbler((socket, request) => {
      socket.end(request === 1 ? answer : OK);
    });
    const body = freshBody();
    expect(await deliver(gw, { body })).toMatchObject({ outcome: 'unreachable', status: 502 });
    // Not sent again by ourselves: nobody knows what became of it.
    expect(requests()).toBe(1);
    expect((await deliver(gw, { body })).outcome).toBe('accepted');
  });

  test('a reset', async () => {
    const { gw } = await babbler((socket, request) => {
      if (request === 1) socket.resetAndDestroy();
      else socket.end(OK);
    });
    const body = freshBody();
    expect((await deliver(gw, { body })).outcome).toBe('unreachable');
    expect(gw.lines()).toContainEqual(expect.objectContaining({ outcome: 'unreachable', reason: 'reset' }));
    expect((await deliver(gw, { body })).outcome).toBe('accepted');
  });
});

describe('an answer that comes in an odd way is one', () => {
  test.each([
    ['early hints before it', `HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${OK}`],
    [
      'in chunks, with trailers',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-T: 1\r\n\r\n',
    ],
    ['until the connection ends', 'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok'],
    ['under HTTP/1.0', 'HTTP/1.0 200 OK\r\n\r\nok'],
    ['a status without words', 'HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok'],
  ])('%s', async (_, answer) => {
    const { gw } = await babbler((socket) => socket.end(answer));
    expect(await deliver(gw)).toMatchObject({ outcome: 'accepted', status: 200, body: Buffer.from('ok') });
  });

  test.each([
    [200, 'accepted'],
    [500, 'failed'],
  ])('one that breaks off behind its status counts by it (%i)', async (status, outcome) => {
    const { gw } = await babbler((socket) => {
      socket.end(`HTTP/1.1 ${status} X\r\nContent-Length: 100\r\n\r\nhalf`);
    });
    const answer = await deliver(gw);
    expect(answer).toMatchObject({ outcome, status, body: Buffer.from('half') });
    expect(answer.headers['content-length']).toBe('4');
  });
});

describe('time is bounded by `destination.timeout`, whatever comes', () => {
  test.each([
    ['nothing', () => undefined, 'timeout'],
    [
      'a head, byte by byte',
      (socket: Socket) => {
        drip(socket, 'HTTP/1.1 200 OK\r\nX: ');
      },
      'timeout',
    ],
    [
      '103 again and again',
      (socket: Socket) => {
        drip(socket, '', 'HTTP/1.1 103 Early Hints\r\n\r\n');
      },
      'timeout',
    ],
    [
      'a body, byte by byte',
      (socket: Socket) => {
        drip(socket, 'HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n');
      },
      'accepted',
    ],
  ])('%s', async (_, talk, outcome) => {
    const { gw } = await babbler(talk, '500ms');
    const started = performance.now();
    expect((await deliver(gw)).outcome).toBe(outcome);
    expect(performance.now() - started).toBeGreaterThan(400);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  function drip(socket: Socket, start: string, unit = 'x'): void {
    socket.write(start);
    const timer = setInterval(() => socket.write(unit), 20);
    socket.on('close', () => {
      clearInterval(timer);
    });
  }
});

test('an answer without end is cut off at 64 KiB, and its connection dropped', async () => {
  let sent = 0;
  let closed = false;
  const { gw } = await babbler((socket) => {
    socket.on('close', () => (closed = true));
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${10 * 1024 ** 3}\r\n\r\n`);
    const block = Buffer.alloc(64 * 1024, 'x');
    (function more() {
      while (!closed && sent < 10 * 1024 ** 3) {
        sent += block.length;
        if (!socket.write(block)) return void socket.once('drain', more);
      }
    })();
  });
  const answer = await deliver(gw);
  expect(answer).toMatchObject({ outcome: 'accepted', status: 200 });
  expect(answer.body.length).toBe(64 * 1024);
  await until('the connection to be dropped', () => closed);
  // What sockets buffer, not what was announced.
  expect(sent).toBeLessThan(64 * 1024 * 1024);
});

test('a connection that was kept and ends just as it is used again: sent once more, on a new one', async () => {
  const { gw, requests, connections } = await babbler((socket, request) => {
    if (request === 2) socket.destroy();
    else socket.write(OK);
  });
  const body = freshBody();
  expect((await deliver(gw)).outcome).toBe('accepted');
  expect(await deliver(gw, { body })).toMatchObject({ outcome: 'accepted', status: 200 });
  expect([requests(), connections()]).toEqual([3, 2]);
  expect((await deliver(gw, { body })).outcome).toBe('duplicate');
});

test.each([
  ['a port nobody listens on', async () => `http://127.0.0.1:${await freePort()}`, 'refused'],
  ['a name nobody has', () => Promise.resolve('http://no-such-host.invalid'), 'dns'],
])('%s: unreachable, with the reason in the log and not in the answer', async (_, url, reason) => {
  const gw = await startTestGateway(configText([route(await url())]));
  const answer = await deliver(gw);
  expect(answer).toMatchObject({ outcome: 'unreachable', status: 502 });
  expect(answer.body.toString()).not.toContain(reason);
  expect(gw.lines()).toContainEqual(expect.objectContaining({ outcome: 'unreachable', reason }));
  await gw.stop();
});
