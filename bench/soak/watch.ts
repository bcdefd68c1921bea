/** What the gateway and its Redis hold while the load goes on, and whether that grows. */
import type { BenchRedis } from '../rig/redis.js';
import { sum, type Gateway } from './gateway.js';
import type { Receiver } from './receiver.js';
import type { Sources } from './sources.js';

interface Sample {
  readonly residentMb: number;
  readonly heapMb: number;
  readonly descriptors: number;
  readonly keys: number;
  readonly redisMb: number;
}

/**
 * By how much the last third may be above the middle third: a share, and an amount. Of each third the lower quarter is
 * taken: a machine that is busy with other things has more in hand for a while, and a leak does not come back.
 */
const MAY_GROW: Readonly<Record<keyof Sample, readonly [share: number, amount: number]>> = {
  residentMb: [0.1, 15],
  heapMb: [0.15, 10],
  descriptors: [0.1, 20],
  keys: [0.1, 500],
  redisMb: [0.1, 3],
};
/** With fewer, windows have not gone by, and compiled code is still being made. */
const ENOUGH = 60;
const MB = 2 ** 20;

export interface Watched {
  readonly gateway: Gateway;
  readonly redis: BenchRedis;
  readonly sources: Sources;
  readonly receiver: Receiver;
}

export class Watch {
  readonly #watched: Watched;
  readonly #samples: Sample[] = [];

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  async look(): Promise<void> {
    const { gateway, redis } = this.#watched;
    const series = await gateway.scrape();
    this.#samples.push({
      residentMb: gateway.residentMb,
      heapMb: sum(series, 'nodejs_heap_size_used_bytes') / MB,
      descriptors: gateway.descriptors,
      keys: await redis.client.dbsize(),
      redisMb: (await redis.memoryBytes()) / MB,
    });
  }

  line(): string {
    const { sources, receiver } = this.#watched;
    const last = this.#samples.at(-1);
    const held = Object.entries(last ?? {}).map(([name, value]) => `${name} ${(value as number).toFixed(0)}`);
    const heard = [
      'accepted',
      'queued',
      'duplicate',
      'rejected',
      'invalid_signature',
      'failed',
      'unreachable',
    ]
      .map((outcome) => `${outcome} ${sources.heardOf(outcome)}`)
      .join(', ');
    const counts = `sent ${sources.sent} (open ${sources.open}), taken ${receiver.taken.size}`;
    return `${new Date().toISOString()} ${held.join(', ')}; ${counts}; ${heard}`;
  }

  /** @returns a sentence for each thing that grew */
  faults(): string[] {
    if (this.#samples.length < ENOUGH) return [];
    const third = Math.floor(this.#samples.length / 3);
    const names = Object.keys(MAY_GROW) as (keyof Sample)[];
    return names.flatMap((name) => {
      const middle = low(this.#samples.slice(third, 2 * third).map((sample) => sample[name]));
      const last = low(this.#samples.slice(2 * third).map((sample) => sample[name]));
      const [share, amount] = MAY_GROW[name];
      console.log(`${name}: ${middle.toFixed(1)} in the middle third, ${last.toFixed(1)} in the last`);
      return last > middle * (1 + share) + amount ? [`${name} grew from ${middle} to ${last}`] : [];
    });
  }
}

function low(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 4)] ?? NaN;
}
