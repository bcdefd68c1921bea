import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { inflate, inflateSync, openGzip, type GzipFault } from '../../src/schemes/engine/gzip.js';
import { costsLess } from './cost.js';

const MOST = 1024 * 1024;
const TEXT = Buffer.from('{"a":"some text that is worth it, some text that is worth it"}');
const WHOLE = gzipSync(TEXT);

async function read(body: Buffer, most = MOST): Promise<string> {
  const opened = openGzip(body, most);
  if (!opened) return 'gzip_unreadable';
  const [here, elsewhere] = [inflateSync(opened), await inflate(opened)];
  expect(elsewhere).toEqual(here);
  return here.toString();
}

/** A member with a header of our own. */
function member(flags: number, behind: Buffer, plain = TEXT): Buffer {
  const usual = gzipSync(plain);
  return Buffer.concat([
    Buffer.from([0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3]),
    behind,
    deflateRawSync(plain),
    usual.subarray(-8),
  ]);
}

describe('a gzip body is inflated', () => {
  test.each<[string, Buffer]>([
    ['as zlib writes it', WHOLE],
    ['without compression', gzipSync(TEXT, { level: 0 })],
    ['with a name', member(8, Buffer.from('body.json\0'))],
    ['with a name and a comment', member(24, Buffer.from('a\0b\0'))],
    ['with an extra field', member(4, Buffer.from([2, 0, 1, 2]))],
    ['with a checksum of its header', member(2, Buffer.from([1, 2]))],
  ])('%s', async (_how, body) => {
    expect(await read(body)).toBe(TEXT.toString());
  });

  test('and may be empty', async () => {
    expect(await read(gzipSync(''))).toBe('');
  });

  test('up to the limit, and a hundred times its own size', async () => {
    const plain = Array.from({ length: 10_000 }, (_, i) => `${i},`).join('');
    expect(await read(gzipSync(plain), plain.length)).toBe(plain);
    expect(await read(gzipSync(plain), plain.length - 1)).toBe('inflated');
    expect(await read(gzipSync(Buffer.alloc(MOST)), 2 * MOST)).toBe('inflated');
  });
});

describe('a body that is not one gzip member alone is refused', () => {
  const wrongSize = Buffer.from(WHOLE);
  wrongSize.writeUInt32LE(TEXT.length - 1, WHOLE.length - 4);
  const tooShort = Buffer.from(WHOLE);
  tooShort.writeUInt32LE(TEXT.length + 1, WHOLE.length - 4);
  const wrongSum = Buffer.from(WHOLE);
  wrongSum.writeUInt32LE(1, WHOLE.length - 8);

  test.each<[string, Buffer]>([
    ['plain text', TEXT],
    ['nothing', Buffer.alloc(0)],
    ['a beginning', WHOLE.subarray(0, 12)],
    ['all but its last byte', WHOLE.subarray(0, -1)],
    ['two members', Buffer.concat([WHOLE, WHOLE])],
    ['an empty second member', Buffer.concat([WHOLE, gzipSync('')])],
    ['bytes behind it', Buffer.concat([WHOLE, Buffer.from('x')])],
    ['zeros behind it', Buffer.concat([WHOLE, Buffer.alloc(8)])],
    ['a wrong checksum', wrongSum],
    ['more than it says', wrongSize],
    ['less than it says', tooShort],
    ['another method', Buffer.concat([Buffer.from([0x1f, 0x8b, 7]), WHOLE.subarray(3)])],
    ['a reserved flag', Buffer.concat([WHOLE.subarray(0, 3), Buffer.from([0x20]), WHOLE.subarray(4)])],
    ['a name without an end', member(8, Buffer.from('x')).subarray(0, 20)],
    ['an extra field beyond its end', member(4, Buffer.from([255, 255]))],
  ])('%s', async (_what, body) => {
    expect(await read(body)).toBe('gzip_unreadable' satisfies GzipFault);
  });

  test('a bomb that lies about its size ends at the size it told', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    bomb.writeUInt32LE(1_000, bomb.length - 4);
    expect(await read(bomb)).toBe('gzip_unreadable');
    const opened = openGzip(bomb, MOST) ?? expect.fail();
    await costsLess(() => inflateSync(opened), 20);
    await costsLess(() => inflate(opened), 20);
  });
});
