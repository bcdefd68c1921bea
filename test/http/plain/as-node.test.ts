/**
 * The same bytes to the public port in both settings: the same deliveries and the same answers, byte for byte. Heads are
 * made and altered by a seed and come in pieces. More of them by hand (CONTRIBUTING.md).
 */
import { describe, expect, test } from 'vitest';
import { readHead } from '../../../src/http/plain/head.js';
import type { Delivery } from '../../../src/model/delivery.js';
import { Outcome } from '../../../src/model/outcome.js';
import { createPick, Heads, type Pick } from '../../fuzz/heads.js';
import { size, tell } from '../../helpers/larger-runs.js';
import { createTestPort, settled, TestConnection, type TestPort } from '../../helpers/public-port.js';

const CONNECTIONS = size('FUZZ_CONNECTIONS', 1_500);
const SEED = size('FUZZ_SEED', 11);

/** What is written at once, and what behind its answer. */
type Said = readonly (readonly string[])[];

function makeSaid(pick: Pick, heads: Heads): Said {
  return Array.from({ length: 1 + pick(3) }, () => {
    const head = heads.next().toString('latin1');
    const read = readHead(Buffer.from(head, 'latin1'));
    // Where a head is not taken, what is behind it is as good as anything.
    const whole = typeof read === 'string' ? head + 'x'.repeat(pick(8)) : wholeOf(head, read, pick);
    return piecesOf(whole, pick);
  });
}

function wholeOf(
  head: string,
  { bodyStart, length }: { bodyStart: number; length: number },
  pick: Pick,
): string {
  const cut = pick(20) === 0 ? pick(length + 1) : 0;
  return head.slice(0, bodyStart) + 'b'.repeat(Math.min(length, 5_000) - Math.min(cut, length, 5_000));
}

function piecesOf(text: string, pick: Pick): string[] {
  const pieces: string[] = [];
  let rest = text;
  for (let left = pick(4); left > 0 && rest !== ''; left--) {
    const at = 1 + pick(rest.length);
    pieces.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  return rest === '' ? pieces : [...pieces, rest];
}

const DATE = /Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r\n/g;

/**
 * What cannot be read behind a delivery whose answer is owed: Node's server hears of it at once and tells nobody, lest it
 * be taken for that answer. Behind a plain request it hears of it when the answer is out, and says so.
 */
const REFUSAL_BEHIND = /(?<=\})HTTP\/1\.1 400 Refused\r\n[^]*$/;

interface Heard {
  readonly answers: string;
  readonly ended: boolean;
  readonly deliveries: readonly Delivery[];
  readonly trails: readonly unknown[];
}

async function hear(port: TestPort, said: Said): Promise<Heard> {
  const connection = new TestConnection().comeTo(port);
  const [deliveries, trails] = [port.deliveries.length, port.trails.length];
  for (const pieces of said) {
    for (const piece of pieces) {
      if (connection.destroyed || connection.writableEnded) break;
      connection.say(piece);
      await settled();
    }
  }
  if (!connection.destroyed) connection.push(null);
  await settled();
  const ended = connection.writableEnded || connection.destroyed;
  connection.destroy();
  await settled();
  return {
    answers: connection.text.replace(DATE, 'Date: now\r\n').replace(REFUSAL_BEHIND, ''),
    ended,
    deliveries: port.deliveries.slice(deliveries).map((delivery) => ({ ...delivery, receivedAt: 0 })),
    trails: port.trails.slice(trails).map(({ route, outcome, status, client, bodyBytes }) => {
      return { route, outcome, status, client, bodyBytes };
    }),
  };
}

test('is told and delivered alike', { timeout: 3_600_000 }, async () => {
  const plain = createTestPort({ http: 'plain' });
  const node = createTestPort({ http: 'node' });
  const pick = createPick(SEED);
  const heads = new Heads(pick);
  for (let n = 0; n < CONNECTIONS; n++) {
    const said = makeSaid(pick, heads);
    const heard = await hear(plain, said);
    expect(heard, `seed ${SEED}, connection ${n}: ${JSON.stringify(said)}`).toEqual(await hear(node, said));
  }
  tell('connections', { CONNECTIONS, deliveries: plain.deliveries.length, byNode: plain.byNode() });
  // Most of it came by the plain path, and not all.
  expect(plain.deliveries.length).toBeGreaterThan(2 * plain.byNode());
  expect(plain.byNode()).toBeGreaterThan(CONNECTIONS / 50);
  expect([plain.faults, node.faults]).toEqual([[], []]);
  expect([plain.held(), node.held()]).toEqual([0, 0]);
  plain.server.close();
  node.server.close();
});

describe('an answer is written as Node writes it', () => {
  const POST = ['POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}'];
  const receiver = (body: Buffer, more = {}): object => {
    return { receiver: { status: 200, body, contentType: 'text/plain', ...more } };
  };

  test.each<readonly [string, object]>([
    ...[200, 201, 202, 204, 205, 226, 299, 304, 400, 404, 410, 500, 503, 599].map(
      (status) => [String(status), { status }] as const,
    ),
    ['a short body', { status: 200, ...receiver(Buffer.from('short')) }],
    ['bytes that are no text', { status: 200, ...receiver(Buffer.from([0, 127, 128, 255, 13, 10])) }],
    ['a body that goes out with its head', { status: 200, ...receiver(Buffer.alloc(2_048, 'x')) }],
    ['one that does not', { status: 200, ...receiver(Buffer.alloc(2_049, 'x')) }],
    ['a long one', { status: 200, ...receiver(Buffer.alloc(300_000, 0xe4)) }],
    ['none behind 204', { status: 204, ...receiver(Buffer.from('none may follow')) }],
    ['none behind 205', { status: 205, ...receiver(Buffer.from('none may follow')) }],
    ['a time to wait', { status: 502, ...receiver(Buffer.alloc(0), { retryAfter: '7' }) }],
    [
      'headers of a handshake',
      { reply: { status: 200, headers: ['X-A', 'abc', 'X', 'a\tb'], body: Buffer.from('ok') } },
    ],
    ['a value that is none', { reply: { status: 200, headers: ['X-Bad', 'a\nb'], body: Buffer.from('ok') } }],
    ['a name that is none', { reply: { status: 200, headers: ['X Bad', 'a'], body: Buffer.from('ok') } }],
    ['a status that is none', { status: 1_000 }],
  ])('%s', async (_, more) => {
    const ingest = (): Promise<Outcome> => Promise.resolve(new Outcome('accepted', more as never));
    const [plain, node] = (['plain', 'node'] as const).map((http) => createTestPort({ http, ingest }));
    if (!plain || !node) throw new Error('both are made');
    const heard = await hear(plain, [POST, POST]);
    const byNode = await hear(node, [POST, POST]);
    // Node keeps the words of a status that it did not get to send.
    expect(heard.answers).toBe(byNode.answers.replaceAll('503 OK', '503 Service Unavailable'));
    expect(heard.trails).toEqual(byNode.trails);
    expect(heard.answers.match(/HTTP\/1\.1 \d{3} /g)).toHaveLength(2);
    expect([plain.byNode(), node.byNode()]).toEqual([0, 2]);
    expect(plain.faults.length).toBe(node.faults.length);
  });
});
