/** Answers of receivers, read byte by byte as RFC 9112 has them. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { broken, cut, readAnswer, wellFormed, type ReadAnswer } from '../../../helpers/answers.js';

function read(text: string): ReadAnswer {
  return readAnswer([Buffer.from(text, 'latin1')]);
}

const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';

describe('the pieces in which bytes come make no difference', () => {
  const places = fc.array(fc.nat(), { maxLength: 12 });
  const same = (bytes: Buffer, at: readonly number[]): void => {
    const whole = readAnswer([bytes]);
    const inPieces = readAnswer(cut(bytes, at));
    expect(inPieces).toEqual(whole);
    const byteByByte = Array.from(bytes, (_, i) => bytes.subarray(i, i + 1));
    expect(readAnswer(byteByByte)).toEqual(whole);
  };

  it('where they are an answer, which is read as it was meant', () => {
    fc.assert(
      fc.property(wellFormed, places, ({ bytes, status, body }, at) => {
        expect(readAnswer([bytes])).toMatchObject({ status, body, how: 'whole', stray: 0 });
        same(bytes, at);
      }),
      { numRuns: 300 },
    );
  });

  it('where they are none', () => {
    fc.assert(fc.property(broken, places, same), { numRuns: 1_000 });
  });
});

describe('how a body is framed', () => {
  test.each<[string, string, Partial<ReadAnswer>]>([
    ['by a length', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', { how: 'whole' }],
    ['by no length', 'HTTP/1.1 200 OK\r\n\r\nok', { how: 'whole', keepAlive: false }],
    ['by chunks', `${CHUNKED}1\r\no\r\n01;a=b;c="d;\\"";e\r\nk\r\n00\r\nX-T: 1\r\n\r\n`, { how: 'whole' }],
    [
      'by chunks within another coding, which is left as it is',
      CHUNKED.replace('chunked', 'gzip\r\nTransfer-Encoding: chunked') + '2\r\nok\r\n0\r\n\r\n',
      { how: 'whole' },
    ],
    [
      'by a coding that only closing ends',
      CHUNKED.replace('chunked', 'identity') + 'ok',
      { keepAlive: false },
    ],
    [
      'by chunks under HTTP/1.0, which has none',
      `${CHUNKED.replace('1.1', '1.0').replace('\r\n', '\r\nConnection: keep-alive\r\n')}2\r\nok\r\n0\r\n\r\n`,
      { how: 'whole', keepAlive: false },
    ],
  ])('%s', (_, text, expected) => {
    expect(read(text)).toMatchObject({ status: 200, body: Buffer.from('ok'), stray: 0, ...expected });
  });

  test.each([204, 304])('%i has none, whatever its headers say', (status) => {
    for (const line of ['', 'Content-Length: 2\r\n', 'Transfer-Encoding: chunked\r\n'])
      expect(read(`HTTP/1.1 ${status} x\r\n${line}\r\nok`)).toMatchObject({
        ...{ status, how: 'whole', stray: 2 },
        body: Buffer.alloc(0),
      });
  });

  it('counts what follows an answer as stray', () => {
    expect(read('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok!').stray).toBe(1);
    expect(read(`${CHUNKED}0\r\n\r\nHTTP/1.1 200`).stray).toBe(12);
  });
});

describe('whether the connection serves on', () => {
  test.each([
    ['HTTP/1.1', '', true],
    ['HTTP/1.1', 'Connection: close\r\n', false],
    ['HTTP/1.1', 'Connection: Keep-Alive, Close\r\n', false],
    ['HTTP/1.1', 'Connection: foo\r\nConnection: close\r\n', false],
    ['HTTP/1.0', '', false],
    ['HTTP/1.0', 'Connection: Keep-Alive\r\n', true],
    ['HTTP/1.0', 'Connection: keep-alive, close\r\n', false],
  ])('%s %j: %s', (version, line, keepAlive) => {
    expect(read(`${version} 200 OK\r\n${line}Content-Length: 0\r\n\r\n`)).toMatchObject({ keepAlive });
  });
});

describe('before its header block has ended it is unreadable', () => {
  test.each([
    ['another protocol', 'SSH-2.0-OpenSSH\r\n'],
    ['its beginning', 'SSH'],
    ['another version', 'HTTP/2.0 200 OK\r\n\r\n'],
    ['no version', 'HTTP/1.2 200 OK\r\n\r\n'],
    ['four digits', 'HTTP/1.1 2000 OK\r\n\r\n'],
    ['a status below 100', 'HTTP/1.1 099 OK\r\n\r\n'],
    ['two blanks', 'HTTP/1.1  200 OK\r\n\r\n'],
    ['an upgrade', 'HTTP/1.1 101 Switching\r\n\r\n'],
    ['a bare LF', 'HTTP/1.1 200 OK\n\n'],
    ['a bare CR', 'HTTP/1.1 200 OK\rX: y\r\n\r\n'],
    ['a NUL', 'HTTP/1.1 200 OK\r\nX: \0\r\n\r\n'],
    ['a folded header', 'HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n'],
    ['a blank before the colon', 'HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\n'],
    ['no colon', 'HTTP/1.1 200 OK\r\nX\r\n\r\n'],
    ['no name', 'HTTP/1.1 200 OK\r\n: x\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
    ['one length twice', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n'],
    ['a list of lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\n'],
    ['a length that is no number', 'HTTP/1.1 200 OK\r\nContent-Length: 0x2\r\n\r\n'],
    ['an empty length', 'HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n'],
    ['a length beyond any', `HTTP/1.1 200 OK\r\nContent-Length: ${2n ** 64n}\r\n\r\n`],
    ['length and chunks', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n'],
    ['chunks and length', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n'],
    ['chunks twice', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n'],
    ['chunks before another coding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n'],
    ['a tab behind chunked', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\t\r\n\r\n'],
    ['a tab behind a length', 'HTTP/1.1 200 OK\r\nContent-Length: 2\t\r\n\r\n'],
    ['64 KB of one line', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(65_536)}`],
    ['64 KB of empty lines', '\r\n'.repeat(32_769)],
  ])('%s', (_, text) => {
    expect(read(text)).toMatchObject({ status: 0, how: 'fault' });
  });
});

describe('behind its header block its status stands', () => {
  test.each([
    ['no size', 'zz\r\n', ''],
    ['a size with a sign', '+1\r\nx\r\n', ''],
    ['a size with a blank', '1 \r\nx\r\n', ''],
    ['a size beyond any', 'fffffffffffffff\r\n', ''],
    ['a chunk longer than its size', '1\r\nxy\r\n', 'x'],
    ['a bare LF behind a size', '1\nx\r\n', ''],
    ['a bare LF behind a chunk', '1\r\nx\n', 'x'],
    ['an extension without a name', '1;\r\nx\r\n', ''],
    ['a trailer that is none', '0\r\nx\r\n\r\n', ''],
    ['a trailer that frames', '0\r\nContent-Length: 3\r\n\r\n', ''],
    ['64 KB of trailers', `0\r\n${`X: ${'x'.repeat(1_020)}\r\n`.repeat(64)}`, ''],
  ])('%s', (_, chunks, body) => {
    expect(read(CHUNKED + chunks)).toMatchObject({ status: 200, how: 'fault', body: Buffer.from(body) });
  });

  test.each(['', '5', '5\r\n', '5\r\nab', '2\r\nok\r\n', '0\r\n', '0\r\n\r'])(
    'it breaks off at %j',
    (chunks) => {
      expect(read(CHUNKED + chunks)).toMatchObject({ status: 200, how: 'part' });
    },
  );
});

it('a type that is said twice says nothing; blanks around it are no part of it, other spaces are', () => {
  const typed = (lines: string): unknown => read(`HTTP/1.1 204 x\r\n${lines}\r\n`).contentType;
  expect(typed('Content-Type: \t a/b\t \r\n')).toBe('a/b');
  expect(typed('Content-Type: \xa0a/b\r\n')).toBe('\xa0a/b');
  expect(typed('Content-Type: a/b\r\ncontent-type: a/b\r\n')).toBeUndefined();
  expect(typed('Content-Type: a\r\nContent-Type: b\r\nContent-Type: c\r\n')).toBeUndefined();
});
