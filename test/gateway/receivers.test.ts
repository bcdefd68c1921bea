/** What receivers send besides a plain answer: interim answers, long headers, bytes that break off, connections that close. */
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { startTestGateway, type TestGateway } from '../helpers/gateway.js';
import { OK, startRawReceiver, type RawReceiver, type RawReply } from '../helpers/raw-receiver.js';
import { until } from '../helpers/servers.js';
import { startUpstream } from '../helpers/upstream.js';
import { entry, queuePair } from './queue.js';
import { configText, deliver, route, type Members } from './setup.js';

interface RawPair {
  readonly gw: TestGateway;
  readonly up: RawReceiver;
}

async function rawPair(reply: RawReply, destination: Members = {}, more: Members = {}): Promise<RawPair> {
  const up = await startRawReceiver(reply);
  const gw = await startTestGateway(configText([route(up.url, { destination, more })]));
  onTestFinished(async () => {
    await gw.stop();
    await up.close();
  });
  return { gw, up };
}

function reasons(gw: TestGateway): unknown[] {
  return gw.lines().flatMap(({ msg, reason }) => (msg === 'delivery' ? [reason] : []));
}

/** Writes the pieces one after the other, each in a packet of its own. */
function inPieces(...pieces: readonly string[]): RawReply {
  return ({ connection }) => {
    pieces.forEach((piece, i) => {
      setTimeout(() => connection.write(piece), 20 * i);
    });
  };
}

const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';
const HINTS = 'HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n';

describe('interim answers that nobody asked for are skipped', () => {
  test.each([
    ['100', [CONTINUE + OK]],
    ['100, in a packet of its own', [CONTINUE, OK]],
    ['100, byte by byte', Array.from(CONTINUE + OK)],
    ['103', [HINTS + OK]],
    ['100, behind empty lines', ['\r\n\r\n' + CONTINUE + '\r\n' + OK]],
    ['100, behind an empty line, byte by byte', Array.from('\r\n' + CONTINUE + '\r\n' + OK)],
    ['102, 103 and 100', ['HTTP/1.1 102 Processing\r\n\r\n', HINTS, CONTINUE, OK]],
    ['103 and 100 in one packet', [HINTS + CONTINUE + OK]],
  ])('%s', async (_, pieces) => {
    const { gw, up } = await rawPair(inPieces(...pieces));
    for (const n of [1, 2]) {
      const answer = await deliver(gw);
      expect(answer, String(n)).toMatchObject({ outcome: 'accepted', status: 200, body: Buffer.from('ok') });
    }
    expect(up.requests.length).toBe(2);
    expect(up.connections(), 'they cost no connection').toBe(1);
  });

  test.each([
    'HTTP/1.1 100 Continue\n\n',
    'HTTP/1.1 103 Early Hints\nLink: </x>\n\n',
    'HTTP/1.1 100 Continue\n\r\n',
  ])('one with bare line feeds is an answer that cannot be read, told at once: %j', async (interim) => {
    const { gw } = await rawPair(inPieces(interim), { timeout: '10s' });
    const startedAt = performance.now();
    expect(await deliver(gw)).toMatchObject({ outcome: 'unreachable', status: 502 });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(reasons(gw)).toEqual(['answer_unreadable']);
  });

  test('an answer whose body begins as an interim answer does is left alone', async () => {
    const { gw } = await rawPair(
      inPieces(`HTTP/1.1 200 OK\r\nContent-Length: ${CONTINUE.length}\r\n\r\n`, CONTINUE),
    );
    expect((await deliver(gw)).body.toString()).toBe(CONTINUE);
  });
});

describe('headers of an answer are read up to 64 KB', () => {
  test.each([17, 60])('%i KB pass', async (kilobytes) => {
    const lines = Array.from({ length: kilobytes }, (_, i) => `X-${i}: ${'v'.repeat(1016)}\r\n`).join('');
    const { gw } = await rawPair(`HTTP/1.1 200 OK\r\n${lines}Content-Length: 2\r\n\r\nok`);
    expect(await deliver(gw)).toMatchObject({ outcome: 'accepted', body: Buffer.from('ok') });
  });

  test('more are an answer that cannot be read', async () => {
    const lines = Array.from({ length: 70 }, (_, i) => `X-${i}: ${'v'.repeat(1016)}\r\n`).join('');
    const { gw } = await rawPair(`HTTP/1.1 200 OK\r\n${lines}Content-Length: 2\r\n\r\nok`);
    expect(await deliver(gw)).toMatchObject({ outcome: 'unreachable', status: 502 });
    expect(reasons(gw)).toEqual(['answer_unreadable']);
  });
});

describe('once the header block has ended the status decides', () => {
  const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
  test.each([
    ['a chunk without a size', `${chunked}zz\r\n`, false],
    ['a body that ends before its length', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab', true],
    ['a chunked body that breaks off', `${chunked}5\r\nab`, true],
  ])('%s: accepted, reason answer_framing, and the connection is closed', async (_, bytes, ends) => {
    const { gw, up } = await rawPair(({ connection }) => {
      if (ends) connection.end(bytes);
      else connection.write(bytes);
    });
    for (const n of [1, 2])
      expect(await deliver(gw), String(n)).toMatchObject({ outcome: 'accepted', status: 200 });
    expect(reasons(gw)).toEqual(['answer_framing', 'answer_framing']);
    expect(up.connections()).toBe(2);
  });

  test.each([
    ['no HTTP at all', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['a status that is none', 'HTTP/1.1 2000 OK\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nok'],
    ['an upgrade nobody asked for', 'HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'],
    ['half a header block', 'HTTP/1.1 200 OK\r\nContent-Le'],
  ])('before that it is unreachable with reason answer_unreadable: %s', async (_, bytes) => {
    const { gw } = await rawPair(({ connection }) => connection.end(bytes));
    expect(await deliver(gw)).toMatchObject({ outcome: 'unreachable', status: 502 });
    expect(reasons(gw)).toEqual(['answer_unreadable']);
  });
});

describe('a receiver that says 200 and never ends its body', () => {
  test.each([
    ['without a byte of it', '', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n'],
    ['with a part of it', 'par', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\npar\r\n'],
  ])('has accepted, and the source hears it at its deadline, %s', async (_, body, bytes) => {
    const up = await startRawReceiver(bytes);
    const gw = await startTestGateway(configText([route(up.url, { source: { deadline: '300ms' } })]));
    onTestFinished(async () => {
      await gw.stop();
      await up.close();
    });
    const startedAt = performance.now();
    expect(await deliver(gw)).toMatchObject({ outcome: 'accepted', status: 200, body: Buffer.from(body) });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(reasons(gw)).toEqual(['answer_unfinished']);
  });
});

const oneAnswer: RawReply = ({ number, connection }) => {
  if (number === 1) connection.write(OK);
  else connection.resetAndDestroy();
};

describe('a request that a reused connection swallows', () => {
  test('is sent once more on a fresh one, under the same message id, attempt and signature', async () => {
    const { gw, up } = await rawPair(oneAnswer);
    for (const n of [1, 2, 3, 4])
      expect(await deliver(gw), String(n)).toMatchObject({ outcome: 'accepted', status: 200 });
    const [, swallowed, again] = up.requests;
    expect(again?.body).toEqual(swallowed?.body);
    const sent = (head = ''): string[] =>
      head.split('\r\n').filter((line) => /^(?:svix|webhook)-/i.test(line));
    expect(sent(again?.head)).toEqual(sent(swallowed?.head));
    expect(sent(again?.head)).toContain('Webhook-Gateway-Attempt: 1');
    expect(await gw.metric('webhook_gateway_attempts_total', { route: 'a' })).toBe(4);
  });

  test('is not with `resend: off`', async () => {
    const { gw, up } = await rawPair(oneAnswer, { resend: 'off' });
    await deliver(gw);
    expect(await deliver(gw)).toMatchObject({ outcome: 'unreachable', status: 502 });
    expect(reasons(gw)).toEqual([undefined, 'reset']);
    expect(up.requests.length).toBe(2);
  });

  test('is sent once more and no more often', async () => {
    let requests = 0;
    const { gw, up } = await rawPair(({ connection }) => {
      requests += 1;
      if (requests === 1) connection.write(OK);
      else connection.resetAndDestroy();
    });
    await deliver(gw);
    expect((await deliver(gw)).outcome).toBe('unreachable');
    expect(up.requests.length).toBe(3);
  });

  test.each([
    ['a fresh connection', 1, '', 0],
    ['a byte of an answer has come', 2, 'H', 0],
    ['an interim answer has come', 2, CONTINUE, 0],
    ['the receiver had it for a second', 2, '', 1_100],
  ])('is not where %s', async (_, breaksAt, before, after) => {
    const { gw, up } = await rawPair(({ number, connection }) => {
      if (number < breaksAt) {
        connection.write(OK);
        return;
      }
      if (before) connection.write(before);
      setTimeout(() => connection.end(), before ? 50 : after);
    });
    for (let n = 1; n < breaksAt; n++) await deliver(gw);
    expect((await deliver(gw)).outcome).toBe('unreachable');
    expect(up.requests.length).toBe(breaksAt);
  });

  test('has no more time than the attempt', async () => {
    let requests = 0;
    const reply: RawReply = ({ connection }) => {
      requests += 1;
      if (requests === 1) connection.write(OK);
      else if (requests === 2) connection.resetAndDestroy();
    };
    const { gw } = await rawPair(reply, { timeout: '400ms' });
    await deliver(gw);
    const startedAt = performance.now();
    expect(await deliver(gw)).toMatchObject({ outcome: 'timeout', status: 504 });
    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });
});

describe('a queue keeps the reason of each attempt, in the log of deliveries and in its lines', () => {
  test.each([
    ['dns', 'http://no-such-host.invalid', undefined],
    ['tls', 'tls', undefined],
    ['refused', 'http://127.0.0.1:1', undefined],
    ['reset', undefined, undefined],
    ['answer_unreadable', undefined, 'nonsense\r\n'],
    ['receiver_refuses_us', undefined, 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n'],
    ['answer_framing', undefined, 'HTTP/1.1 500 Oh\r\nContent-Length: 9\r\n\r\nab'],
  ])('%s', async (reason, url, bytes) => {
    const up = await startRawReceiver(({ connection }) => {
      if (bytes === undefined) connection.resetAndDestroy();
      else connection.end(bytes);
    });
    const plain = await startUpstream();
    onTestFinished(async () => {
      await up.close();
      await plain.close();
    });
    const pair = await queuePair({
      destination: { url: url === 'tls' ? plain.url.replace('http:', 'https:') : (url ?? up.url) },
      delivery: { schedule: ['10ms'] },
    });
    const { id } = await deliver(pair.gw);
    await until('it is dead', async () => (await entry(pair, id)).dead === 'exhausted');
    expect((await entry(pair, id)).attempts.map((attempt) => attempt.reason)).toEqual([reason, reason]);
    const lines = pair.gw.lines().filter(({ msg }) => msg === 'attempt');
    expect(lines.map((line) => line['reason'])).toEqual([reason, reason]);
    const tested = (await pair.api('/routes/a/test', 'POST')).body;
    expect(tested).toMatchObject({ attempt: { reason } });
  });
});

test('a connection takes no delivery at the age of a minute: the next one asks DNS again', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const { gw, up } = await rawPair(OK.replace('\r\n\r\n', '\r\nKeep-Alive: timeout=600\r\n\r\n'));
  for (let n = 0; n < 3; n++) await deliver(gw);
  vi.advanceTimersByTime(59_000);
  await deliver(gw);
  expect(up.connections()).toBe(1);
  vi.advanceTimersByTime(2_000);
  for (let n = 0; n < 3; n++) expect((await deliver(gw)).outcome).toBe('accepted');
  expect(up.connections()).toBe(2);
});

describe('a compressed answer', () => {
  const zipped = gzipSync('{"ok":true}');
  const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n';
  const whole = Buffer.concat([Buffer.from(`${head}Content-Length: ${zipped.length}\r\n\r\n`), zipped]);

  test('is relayed under the name of its coding', async () => {
    const { gw } = await rawPair(whole);
    const answer = await deliver(gw);
    expect(answer.headers).toMatchObject({ 'content-encoding': 'gzip', 'content-type': 'application/json' });
    expect(answer.body).toEqual(zipped);
  });

  test('goes without coding and body with `relay: status`', async () => {
    const { gw } = await rawPair(whole, {}, { relay: 'status' });
    const answer = await deliver(gw);
    expect(answer.headers['content-encoding']).toBeUndefined();
    expect(answer.body.length).toBe(0);
  });

  test('that did not come whole is relayed without a body: nobody could read it', async () => {
    const cut = Buffer.concat([Buffer.from(`${head}Content-Length: 99\r\n\r\n`), zipped]);
    const { gw } = await rawPair(({ connection }) => connection.end(cut));
    const answer = await deliver(gw);
    expect(answer).toMatchObject({ outcome: 'accepted', status: 200, body: Buffer.alloc(0) });
    expect(answer.headers['content-encoding']).toBeUndefined();
  });
});
