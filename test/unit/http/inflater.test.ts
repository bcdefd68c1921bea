/** In which order bodies are inflated before anybody has verified them. */
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { Inflater } from '../../../src/http/inflater.js';
import { Uploads } from '../../../src/http/uploads.js';
import type { Route } from '../../../src/line/route.js';

const REQUEST = { rawHeaders: ['Content-Encoding', 'gzip'] } as never;
const ROUTE = { name: 'a', maxBodySize: 1024 * 1024, source: { contentEncoding: 'signed-plain' } } as Route;

test('a short one waits for no thread, so no stranger’s long ones stand before it', async () => {
  const budget = { max: 64 * 1024 * 1024, used: 0 };
  const uploads = new Uploads(
    () => ({ maxBufferedBytes: budget.max, maxUploads: 100 }),
    () => 0,
  );
  const inflater = new Inflater(budget, uploads);
  const ended: number[] = [];
  const long = Array.from({ length: 8 }, () => randomBytes(400_000).toString('hex'));
  await Promise.all(
    [...long, '{"n":1}'].map(async (plain) => {
      const opened = await inflater.open(ROUTE, REQUEST, gzipSync(plain), undefined);
      expect('body' in opened && opened.body.equals(Buffer.from(plain))).toBe(true);
      ended.push(plain.length);
    }),
  );
  expect(ended[0]).toBe(7);
});
