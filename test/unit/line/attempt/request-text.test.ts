/** The head of a request to a receiver: whatever is in it, it has one reading. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { createRequestText, UnsafeRequest } from '../../../../src/line/attempt/client/request-text.js';

const write = createRequestText('POST', 'receiver.example:8080');

it('has its method, target, host and length', () => {
  expect(write('/a?b', ['X-A', 'b', 'X-C', ''], 7)).toBe(
    'POST /a?b HTTP/1.1\r\nhost: receiver.example:8080\r\nconnection: keep-alive\r\nX-A: b\r\nX-C: \r\ncontent-length: 7\r\n\r\n',
  );
});

it('begins with the headers that each request has, which its list has too', () => {
  const fixed = ['X-A', 'b', 'X-C', 'd'];
  const writeWith = createRequestText('POST', 'receiver.example:8080', fixed);
  for (const more of [[], ['X-E', 'f'], ['X-A', 'g']])
    expect(writeWith('/', [...fixed, ...more], 7)).toBe(write('/', [...fixed, ...more], 7));
  expect(() => createRequestText('POST', 'x', ['X-A', 'b\n'])('/', ['X-A', 'b\n'], 0)).toThrow(UnsafeRequest);
});

test.each([
  ['POST', true],
  ['PUT', true],
  ['PATCH', true],
  ['GET', false],
  ['DELETE', false],
])('%s without a body says its length: %s', (method, says) => {
  expect(createRequestText(method, 'x')('/', [], 0).includes('content-length: 0')).toBe(says);
  expect(createRequestText(method, 'x')('/', [], 1)).toContain('content-length: 1\r\n');
});

describe('is not written', () => {
  test.each([
    ['a\r\nX-B: c'],
    ['a\rb'],
    ['a\nb'],
    ['a\0b'],
    ['a\x7fb'],
    ['a\x0bb'],
    // Beyond latin1: written byte by byte it could become any of these.
    ['\u010a'],
    ['\u2028'],
  ])('with a value like %j', (value) => {
    expect(() => write('/', ['X-A', value], 0)).toThrow(UnsafeRequest);
  });

  test.each(['', ' ', 'X A', 'X:A', 'X-A\r\n', 'X-\u00fc', 'Host', 'CONNECTION', 'Content-Length', 'te'])(
    'with a header named %j',
    (name) => {
      expect(() => write('/', [name, 'a'], 0)).toThrow(UnsafeRequest);
    },
  );

  test.each(['', 'a', '/a b', '/a\r\nX: y', '/\u010a', '*', 'http://evil.example/'])(
    'for the target %j',
    (target) => {
      expect(() => write(target, [], 0)).toThrow(UnsafeRequest);
    },
  );

  it('and the fault says nothing of what was in it', () => {
    expect(() => write('/', ['X-A', 'canary\n'], 0)).toThrow(/^(?!.*canary)/s);
  });
});

it('has as many lines as it was given headers, whatever these are', () => {
  const pair = fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }));
  const mostly = fc.tuple(
    fc.constantFrom('X-A', 'X_b', "!#$%&'*+.^_`|~0z"),
    fc.string({ unit: 'grapheme-ascii' }),
  );
  fc.assert(
    fc.property(fc.array(fc.oneof({ weight: 5, arbitrary: mostly }, pair), { maxLength: 5 }), (pairs) => {
      let head: string;
      try {
        head = write('/', pairs.flat(), 3);
      } catch (error) {
        expect(error).toBeInstanceOf(UnsafeRequest);
        return;
      }
      const lines = Buffer.from(head, 'latin1').toString('latin1').split('\r\n');
      expect(lines.slice(3, -3)).toEqual(pairs.map(([name, value]) => `${name}: ${value}`));
      expect(head).not.toMatch(/[^\r]\n|\r[^\n]/);
    }),
  );
});
