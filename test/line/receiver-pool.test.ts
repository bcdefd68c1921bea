/** Connections to a receiver: which are used again, which are closed, and what becomes of the exchanges on them. */
import { once } from 'node:events';
import { createServer as createSecure } from 'node:https';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createConnect } from '../../src/line/attempt/client/connect.js';
import { createForwarder, type Forwarder, type ForwardOptions } from '../../src/line/attempt/forward.js';
import { reasonOf } from '../../src/line/attempt/reasons.js';
import type { Failure } from '../../src/model/delivery.js';
import type { ReceiverAnswer } from '../../src/model/outcome.js';
import { createAuthority } from '../helpers/certificates.js';
import {
  OK,
  startRawReceiver,
  type RawReceiver,
  type RawReply,
  type RawRequest,
} from '../helpers/raw-receiver.js';

type End = ReceiverAnswer | Failure;

interface Pair {
  readonly up: RawReceiver;
  readonly to: Forwarder;
  readonly send: (body?: Buffer) => Promise<End>;
}

function forwarderTo(
  url: string,
  more: Partial<ForwardOptions> = {},
  now = (): number => performance.now(),
): Forwarder {
  const options = { url, timeout: 5_000, resend: false, tls: undefined, proxy: undefined, ...more };
  const to = createForwarder(options, now);
  onTestFinished(() => to.destroy());
  return to;
}

function sendTo(to: Forwarder, body: Buffer = Buffer.from('{}'), headers = ['X-A', 'b']): Promise<End> {
  return new Promise((resolve) => to.forward(headers, body, undefined, resolve));
}

async function pair(reply: RawReply, more: Partial<ForwardOptions> = {}, now?: () => number): Promise<Pair> {
  const up = await startRawReceiver(reply);
  onTestFinished(() => up.close());
  const to = forwarderTo(up.url, more, now);
  return { up, to, send: (body) => sendTo(to, body) };
}

/** An event of the loop's next turn, past its reading of sockets. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const ANSWERED = { status: 200, body: Buffer.from('ok') };

/** Answers none before `answer` is called. */
function holding(): { reply: RawReply; held: RawRequest[]; all: (count: number) => Promise<void> } {
  const held: RawRequest[] = [];
  const all = (count: number): Promise<void> =>
    vi.waitUntil(() => held.length === count).then(() => undefined);
  return { held, all, reply: (request) => void held.push(request) };
}

describe('a connection is used again', () => {
  test('by the next exchange, and there are as many as exchanges at a time', async () => {
    const { held, reply, all } = holding();
    const { up, to, send } = await pair(reply);
    for (const count of [3, 3, 5]) {
      const ends = Array.from({ length: count }, () => send());
      await all(count);
      expect(to.running).toBe(count);
      for (const { connection } of held.splice(0)) connection.write(OK);
      for (const end of await Promise.all(ends)) expect(end).toMatchObject(ANSWERED);
      expect(to.running).toBe(0);
    }
    expect(up.connections()).toBe(5);
  });

  test('the one used last first, so that those nobody needs grow old', async () => {
    const { held, reply, all } = holding();
    const { to, send } = await pair(reply);
    const ends = [send(), send(), send()];
    await all(3);
    const used = held.splice(0).map(({ connection }) => connection);
    for (const [i, connection] of used.entries()) {
      connection.write(OK);
      await ends[i];
    }
    for (let n = 0; n < 2; n++) {
      const end = send();
      await all(1);
      expect(held[0]?.connection).toBe(used[2]);
      held.splice(0)[0]?.connection.write(OK);
      await end;
    }
    expect(to.running).toBe(0);
  });

  test('where its exchange was given up before it stood', async () => {
    const { up, to, send } = await pair(OK);
    const given = new Promise<End>((resolve) => {
      to.forward([], Buffer.from('given up'), undefined, resolve).abort();
    });
    expect(await given).toEqual({ kind: 'timeout', reason: 'given_up' });
    await vi.waitUntil(() => up.connections() === 1);
    await turn();
    expect(await send()).toMatchObject(ANSWERED);
    expect([up.connections(), up.requests.map(({ body }) => String(body))]).toEqual([1, ['{}']]);
  });
});

describe('a connection is not used again', () => {
  test.each([
    ['that the receiver closes', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok'],
    ['of HTTP/1.0', OK.replace('1.1', '1.0')],
    ['with bytes behind an answer', `${OK}!`],
    ['with a second answer behind an answer', OK + OK.replace('200', '500')],
    [
      'that is kept for two seconds, ours before theirs',
      OK.replace('\r\n\r\n', '\r\nKeep-Alive: timeout=2\r\n\r\n'),
    ],
  ])('%s', async (_, bytes) => {
    const { up, send } = await pair(bytes);
    for (const n of [1, 2]) expect(await send(), String(n)).toMatchObject(ANSWERED);
    expect(up.connections()).toBe(2);
    expect(up.requests.map(({ number }) => number)).toEqual([1, 1]);
  });

  test('whose answer ended with it', async () => {
    const { up, send } = await pair(({ connection }) => connection.end('HTTP/1.1 200 OK\r\n\r\nok'));
    for (const n of [1, 2]) expect(await send(), String(n)).toMatchObject(ANSWERED);
    expect(up.connections()).toBe(2);
  });

  test.each([
    ['four seconds where the receiver says nothing of it', '', 4_000],
    ['two seconds less than the receiver says', 'Keep-Alive: max=9, timeout=60\r\n', 58_000],
    ['ten minutes where it says more, or the age of a minute', 'Keep-Alive: timeout=9999\r\n', 60_001],
  ])('that has been idle for %s', async (_, line, after) => {
    let now = 0;
    const { up, send } = await pair(OK.replace('\r\n\r\n', `\r\n${line}\r\n`), {}, () => now);
    await send();
    now += after - 1;
    await send();
    expect(up.connections()).toBe(1);
    now += after;
    await send();
    expect(up.connections()).toBe(2);
  });

  test('and is closed a second later at the most', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    let now = 0;
    const { up, send } = await pair(OK, {}, () => now);
    await send();
    const socket = up.requests[0]?.connection;
    now = 5_000;
    const closed = socket && once(socket, 'close');
    vi.advanceTimersByTime(1_000);
    await closed;
    // The one that watches over exchanges runs out by itself.
    vi.advanceTimersByTime(5_000);
    expect(vi.getTimerCount(), 'nothing is left to look after').toBe(0);
  });
});

describe('a receiver that speaks before it is asked', () => {
  const STRAY = OK.replace('ok', 'no');

  test('loses its connection, and what it said is nobody’s answer', async () => {
    const { up, send } = await pair(OK);
    await send();
    const socket = up.requests[0]?.connection;
    const closed = socket && once(socket, 'close');
    socket?.write(STRAY);
    await closed;
    expect(await send()).toMatchObject(ANSWERED);
    expect(up.connections()).toBe(2);
  });

  test('even where its words lie there unread when the next exchange begins', async () => {
    const { up, send } = await pair(OK);
    await send();
    // Past a timer the loop reads sockets before it comes to what it was to do at once.
    await new Promise((resolve) => setTimeout(resolve, 1));
    up.requests[0]?.connection.write(STRAY);
    expect(await send()).toMatchObject(ANSWERED);
    expect([up.connections(), up.requests.length]).toEqual([2, 2]);
  });
});

describe('an answer that comes before the whole request is sent', () => {
  const LARGE = Buffer.alloc(8 * 1024 * 1024, 'x');

  /** Reads nothing until it is told to. */
  async function reluctant(): Promise<{ url: string; sockets: Socket[]; bytes: () => number }> {
    const sockets: Socket[] = [];
    let bytes = 0;
    const server = createServer({ pauseOnConnect: true }, (socket) => {
      sockets.push(socket.on('error', () => undefined).on('data', (chunk) => (bytes += chunk.length)));
      socket.pause();
      socket.write(OK);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets, bytes: () => bytes };
  }

  test('is the answer, and the rest of the request is sent to whoever still reads it', async () => {
    const { url, sockets, bytes } = await reluctant();
    const to = forwarderTo(url);
    expect(await sendTo(to, LARGE)).toMatchObject(ANSWERED);
    expect(bytes()).toBe(0);
    expect(await sendTo(to)).toMatchObject(ANSWERED);
    expect(sockets.length, 'the first one is not free yet').toBe(2);
    sockets[0]?.resume();
    await vi.waitUntil(() => bytes() > LARGE.length);
  });

  test('and closes is the answer, too', async () => {
    const { up, send } = await pair(({ connection }) => connection.end('HTTP/1.1 413 No\r\n\r\n'));
    expect(await send(Buffer.alloc(300_000))).toMatchObject({ status: 413 });
    expect(up.requests.length).toBe(1);
  });
});

test('long bodies come whole, and of long answers the first 64 KiB', async () => {
  const large = Buffer.alloc(400_000, 'abcdefg');
  const long = Buffer.alloc(70_000, 'hijklmnop');
  const head = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${long.length}\r\n\r\n`);
  const { up, send } = await pair(Buffer.concat([head, long]));
  for (const end of await Promise.all([send(large), send(large)]))
    expect('body' in end && end.body.equals(long.subarray(0, 65_536))).toBe(true);
  expect(up.requests.map(({ body }) => body.equals(large))).toEqual([true, true]);
});

describe('a request that could be read as another', () => {
  test.each([
    [['X-A', 'b\r\nX-B: c']],
    [['X-A\r\n', 'b']],
    [['Transfer-Encoding', 'chunked']],
    [['Content-Length', '3']],
  ])('is not sent: %j', async (headers) => {
    const { up, to } = await pair(OK);
    expect(await sendTo(to, undefined, headers)).toEqual({ kind: 'unreachable', reason: 'broken' });
    expect([up.connections(), to.running]).toEqual([0, 0]);
  });
});

describe('once it is closed', () => {
  test('what runs ends by itself, and nothing begins', async () => {
    const { held, reply, all } = holding();
    const { to, send } = await pair(reply);
    const end = send();
    await all(1);
    const closed = to.close();
    expect(await send()).toEqual({ kind: 'unreachable', reason: 'closing' });
    const socket = held[0]?.connection;
    const gone = socket && once(socket, 'close');
    socket?.write(OK);
    expect(await end).toMatchObject(ANSWERED);
    await closed;
    await gone;
  });

  test.each(['idle', 'on the way', 'carrying'])('at once, a connection that is %s is gone', async (state) => {
    const { held, reply, all } = holding();
    const { up, to, send } = await pair(state === 'idle' ? OK : reply, { resend: true });
    const end = send();
    if (state === 'idle') await end;
    if (state === 'carrying') await all(1);
    await to.destroy();
    if (state !== 'idle') expect(await end).toEqual({ kind: 'unreachable', reason: 'closing' });
    expect(await send()).toEqual({ kind: 'unreachable', reason: 'closing' });
    expect(to.running).toBe(0);
    expect(up.requests.length + held.length).toBe(state === 'on the way' ? 0 : state === 'idle' ? 1 : 2);
  });
});

describe('over TLS', () => {
  test('a connection begins with the session of one before it', async () => {
    const authority = createAuthority();
    const server = createSecure(authority.issue({ names: 'DNS:localhost' }), (request, response) => {
      request.resume().on('end', () => response.setHeader('Connection', 'close').end('ok'));
    });
    const resumed: boolean[] = [];
    const protocols: unknown[] = [];
    server.on('secureConnection', (socket: TLSSocket) => {
      resumed.push(socket.isSessionReused());
      protocols.push(socket.alpnProtocol);
    });
    await new Promise<void>((resolve) => server.listen(0, resolve));
    onTestFinished(() => {
      authority.close();
      server.close();
    });
    const url = `https://localhost:${(server.address() as AddressInfo).port}`;
    const to = forwarderTo(url, { tls: { ca: authority.cert } });
    for (const n of [1, 2, 3]) expect(await sendTo(to), String(n)).toMatchObject(ANSWERED);
    expect(resumed).toEqual([false, true, true]);
    expect(protocols).toEqual(Array(3).fill('http/1.1'));
  });

  test('a certificate that is none is a failure of the exchange and no fault of ours', async () => {
    const to = forwarderTo('https://127.0.0.1:1', { tls: { cert: 'none' } });
    expect(await sendTo(to)).toEqual({ kind: 'unreachable', reason: 'broken' });
  });

  test('a receiver that never shakes hands is given up with reason connect_timeout', async () => {
    const up = await startRawReceiver('');
    onTestFinished(() => up.close());
    const place = { url: `https://127.0.0.1:${up.port}`, socketPath: undefined };
    const connect = createConnect(place, undefined, undefined, 100);
    const opened = await new Promise<Socket | Error>((resolve) => {
      connect(() => undefined, resolve);
    });
    expect(opened instanceof Error && reasonOf(opened)).toBe('connect_timeout');
  });
});
