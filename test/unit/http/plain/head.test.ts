/** What the plain path takes, and what it leaves to Node's parser. What it takes is read as Node reads it: ../../../fuzz. */
import { describe, expect, test } from 'vitest';
import { FOREIGN, INCOMPLETE, MAX_HEAD, readHead } from '../../../../src/http/plain/head.js';

const HOST = 'Host: x';
const LENGTH = 'Content-Length: 2';

function head(lines: readonly string[], { start = 'POST /a HTTP/1.1', end = '\r\n' } = {}): Buffer {
  return Buffer.from([start, ...lines, ''].join('\r\n') + end, 'latin1');
}

test('a plain head is read, and the body’s place in the bytes', () => {
  const bytes = head(['hOsT: x:80', 'X-A:  b c  ', 'X-Empty:', 'Content-Length: 12', 'X-A:d'], {
    start: 'POST /a/%2F?b=c HTTP/1.1',
  });
  expect(readHead(Buffer.concat([bytes, Buffer.from('body')]))).toEqual({
    target: '/a/%2F?b=c',
    rawHeaders: ['hOsT', 'x:80', 'X-A', 'b c', 'X-Empty', '', 'Content-Length', '12', 'X-A', 'd'],
    keepAlive: true,
    bodyStart: bytes.length,
    length: 12,
  });
});

test.each([
  ['keep-alive', true],
  ['Keep-Alive', true],
  ['close', false],
  ['CLOSE', false],
])('Connection: %s', (value, keepAlive) => {
  expect(readHead(head([HOST, LENGTH, `Connection: ${value}`]))).toMatchObject({ keepAlive });
});

test('every beginning of a head could become one', () => {
  const bytes = head([HOST, LENGTH, 'X-A: b%'], { start: 'POST /%41 HTTP/1.1' });
  for (let length = 0; length < bytes.length; length++)
    expect(readHead(bytes.subarray(0, length)), `${length} bytes`).toBe(INCOMPLETE);
});

describe('is left to Node’s parser', () => {
  test.each([
    ...[
      'GET /a HTTP/1.1',
      'PUT /a HTTP/1.1',
      'post /a HTTP/1.1',
      'POST  /a HTTP/1.1',
      '\r\nPOST /a HTTP/1.1',
    ],
    ...[
      'POST a HTTP/1.1',
      'POST * HTTP/1.1',
      'POST http://x/a HTTP/1.1',
      'POST /a b HTTP/1.1',
      'POST /a#b HTTP/1.1',
    ],
    ...[
      'POST /%4 HTTP/1.1',
      'POST /%zz HTTP/1.1',
      'POST /"a HTTP/1.1',
      'POST /a\\ HTTP/1.1',
      'POST /\xe4 HTTP/1.1',
    ],
    ...[
      'POST /a',
      'POST /a HTTP/1.0',
      'POST /a HTTP/2.0',
      'POST /a http/1.1',
      'POST /a HTTP/1.1 ',
      'POST /a\tHTTP/1.1',
    ],
  ])('a first line %j', (start) => {
    expect(readHead(head([HOST, LENGTH], { start }))).toBe(FOREIGN);
  });

  test.each([
    ...['Transfer-Encoding: chunked', 'TRANSFER-ENCODING:identity', 'Expect: 100-continue', 'Upgrade: h2c'],
    ...[
      'Proxy-Connection: close',
      'Connection: upgrade',
      'Connection: close, te',
      'Connection:',
      HOST,
      LENGTH,
    ],
    ...[
      'X-A : b',
      ' X-A: b',
      'X-A: b\r\n c',
      'X-A',
      ': b',
      'X A: b',
      'X-A\x80: b',
      'X-A: \xe4',
      'X-A: b\tc',
      'X-A: b\0',
    ],
    ...['X-A: b\rc', 'X-A: b\nX-B: c', 'X-A: \x7f', 'X(A): b'],
  ])('a line %j', (line) => {
    expect(readHead(head([HOST, LENGTH, line]))).toBe(FOREIGN);
    expect(readHead(head([line, HOST, LENGTH]))).toBe(FOREIGN);
  });

  test.each(['', '-1', '+1', '1,1', '1 1', '0x1', '1.0', '1e1', '9'.repeat(16)])('a length %j', (length) => {
    expect(readHead(head([HOST, `Content-Length: ${length}`]))).toBe(FOREIGN);
  });

  test.each(['', 'a b', 'a/b', 'a@b', 'a,b', '"a"'])('a host %j', (host) => {
    expect(readHead(head([`Host: ${host}`, LENGTH]))).toBe(FOREIGN);
  });

  test.each([[[HOST]], [[LENGTH]], [[]]])('what lacks a host or a length: %j', (lines) => {
    expect(readHead(head(lines))).toBe(FOREIGN);
  });

  test('bare line feeds, also at the end', () => {
    expect(readHead(Buffer.from(head([HOST, LENGTH]).toString().replaceAll('\r\n', '\n')))).toBe(FOREIGN);
    expect(readHead(head([HOST, LENGTH], { end: '\n' }))).toBe(FOREIGN);
    expect(readHead(head([HOST, LENGTH], { end: '\rX' }))).toBe(FOREIGN);
  });

  test('more than a hundred headers', () => {
    const many = (count: number): string[] => Array.from({ length: count }, (_, i) => `X-${i}: a`);
    expect(readHead(head([HOST, LENGTH, ...many(98)]))).toMatchObject({ length: 2 });
    expect(readHead(head([HOST, LENGTH, ...many(99)]))).toBe(FOREIGN);
  });

  test('a head longer than 16 KB, as soon as it is longer', () => {
    const long = (length: number): Buffer => {
      const rest = head([HOST, LENGTH, 'X-A: ']).length;
      return head([HOST, LENGTH, `X-A: ${'a'.repeat(length - rest)}`]);
    };
    expect(readHead(long(MAX_HEAD))).toMatchObject({ bodyStart: MAX_HEAD });
    expect(readHead(long(MAX_HEAD + 1))).toBe(FOREIGN);
    expect(readHead(long(2 * MAX_HEAD).subarray(0, MAX_HEAD - 1))).toBe(INCOMPLETE);
    expect(readHead(long(2 * MAX_HEAD).subarray(0, MAX_HEAD))).toBe(FOREIGN);
  });
});

test('names that share a place among those at hand are not taken for each other', () => {
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 5_000; i++) {
      const name = `X-${i.toString(36)}`;
      expect(readHead(head([HOST, LENGTH, `${name}: a`]))).toMatchObject({
        rawHeaders: ['Host', 'x', 'Content-Length', '2', name, 'a'],
      });
    }
  }
});

test('each head has its own values, though most repeat those of the one before', () => {
  for (const [host, agent] of [
    ['x', 'a/1'],
    ['x', 'a/2'],
    ['y', 'a/2'],
    ['y', ''],
    ['y', 'a'.repeat(200)],
    ['y', 'a/2'],
  ] as const) {
    expect(readHead(head([`Host: ${host}`, LENGTH, `User-Agent: ${agent}`, `user-agent: b`]))).toMatchObject({
      rawHeaders: ['Host', host, 'Content-Length', '2', 'User-Agent', agent, 'user-agent', 'b'],
    });
  }
});
