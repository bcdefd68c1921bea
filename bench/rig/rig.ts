/** The processes every run shares: Redis, generator and receiver. */
import type { Load, LoadResult } from '../load/load.js';
import type { ReceiverAnswer, ReceiverQuestion } from '../receive/receiver.js';
import type { Cores } from './cores.js';
import { startHelper, type Helper } from './helper.js';
import { startBenchRedis, type BenchRedis } from './redis.js';

export interface Rig {
  readonly cores: Cores;
  readonly redis: BenchRedis;
  readonly generator: Helper<Load, LoadResult>;
  readonly receiver: Helper<ReceiverQuestion, ReceiverAnswer>;
}

/** @param appendonly whether Redis writes to disk */
export async function withRig<T>(
  cores: Cores,
  appendonly: boolean,
  act: (rig: Rig) => Promise<T>,
): Promise<T> {
  const redis = await startBenchRedis(appendonly);
  const generator = startHelper<Load, LoadResult>('../load/generator.ts');
  const receiver = startHelper<ReceiverQuestion, ReceiverAnswer>('../receive/receiver.ts');
  try {
    return await act({ cores, redis, generator, receiver });
  } finally {
    await Promise.all([generator.stop(), receiver.stop(), redis.stop()]);
  }
}
