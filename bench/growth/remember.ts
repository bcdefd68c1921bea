/** Fills the store with what a gateway that has run for days remembers: done records, each with its window. */
import { randomBytes } from 'node:crypto';
import type { BenchRedis } from '../rig/redis.js';

const BATCH = 10_000;
const WINDOW_MS = 4 * 24 * 3_600_000;

/** @param onProgress how many there are by now */
export async function remember(
  { client }: BenchRedis,
  count: number,
  onProgress?: (done: number) => void,
): Promise<void> {
  for (let done = 0; done < count;) {
    const pipeline = client.pipeline();
    const random = randomBytes(16 * BATCH);
    const batch = Math.min(BATCH, count - done);
    for (let i = 0; i < batch; i++) {
      const key = random.toString('hex', i * 16, (i + 1) * 16);
      // As if accepted at any moment of the window: they expire one by one.
      pipeline.set(`bench:d:${key}`, '1:D:200', 'PX', WINDOW_MS - Math.floor(Math.random() * 3_600_000 * 48));
    }
    await pipeline.exec();
    done += batch;
    onProgress?.(done);
  }
}
