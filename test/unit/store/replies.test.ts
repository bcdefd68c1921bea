/** What the lean connection reads of Redis: one reading however the bytes come, and nothing that no script of ours answers. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ReplyError, ReplyReader, type Reply } from '../../../src/store/redis/lean/replies.js';

function read(bytes: Buffer, cuts: readonly number[] = []): readonly Reply[] {
  const replies: Reply[] = [];
  const reader = new ReplyReader((reply) => {
    replies.push(reply);
  });
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    reader.read(bytes.subarray(from, Math.max(cut, from)));
    from = Math.max(cut, from);
  }
  reader.read(bytes.subarray(from));
  return replies;
}

const written = (reply: Reply): string => {
  if (reply === null) return '$-1\r\n';
  if (typeof reply === 'number') return `:${reply}\r\n`;
  if (reply instanceof ReplyError) return `-${reply.message}\r\n`;
  return `$${Buffer.byteLength(reply)}\r\n${reply}\r\n`;
};

const line = fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => !/[\r\n]/.test(text));
const anyReply: fc.Arbitrary<Reply> = fc.oneof(
  fc.constant(null),
  fc.integer({ min: -999_999_999, max: 999_999_999 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  line.map((text) => new ReplyError(text)),
);

describe('replies', () => {
  test('are read the same, however they are cut', () => {
    fc.assert(
      fc.property(fc.array(anyReply, { maxLength: 20 }), fc.infiniteStream(fc.nat()), (replies, numbers) => {
        const bytes = Buffer.from(replies.map(written).join(''));
        const cuts = [...numbers.take(8)].map((number) => number % (bytes.length + 1));
        expect(read(bytes, cuts)).toEqual(replies);
      }),
    );
  });

  test('of one word are a text', () => {
    expect(read(Buffer.from('+OK\r\n'))).toEqual(['OK']);
  });

  test.each([
    ['*1\r\n:1\r\n', 'a list'],
    [':\r\n', 'no number'],
    [':1x\r\n', 'no number'],
    [':--1\r\n', 'no number'],
    ['$-2\r\n', 'a length below nothing'],
    ['$70000\r\n', 'a text longer than any of ours'],
    ['$2\r\nabc\r\n', 'a text that goes on behind its length'],
    ['+OK\rx', 'a line without its end'],
    ['HTTP/1.1 400 Bad Request\r\n', 'another protocol'],
    [`+${'x'.repeat(70_000)}`, 'a line without an end'],
  ])('%j: %s is none, and ends the reading', (text) => {
    expect(() => read(Buffer.from(text))).toThrow();
  });
});
