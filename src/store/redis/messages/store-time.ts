/**
 * What time it is for Redis, asked of the server that holds a route's messages: the servers of a Cluster have clocks of
 * their own. What was heard is carried on by the monotonic clock, so a replica's own wall clock never counts.
 */
import { script, TAKE_TIME } from '../script.js';
import type { EpochClock, EpochMs, MonotonicMs } from '../../../model/time.js';

/** Another server may have taken over, or somebody may have set its clock. */
const HOLDS_MS = 2_000;

/** KEYS any key of the route. Answer: epoch milliseconds. */
export const time = script(`
${TAKE_TIME}
return now
`);

interface Heard {
  readonly clock: EpochClock;
  readonly at: MonotonicMs;
}

export class StoreTime {
  readonly #ask: (lane: string) => Promise<number>;
  readonly #heard = new Map<string, Heard>();

  /** @param ask rejects with StoreUnavailable */
  constructor(ask: (lane: string) => Promise<number>) {
    this.#ask = ask;
  }

  /** Never ahead of Redis, and behind by an answer's way back at the most. @throws StoreUnavailable (rejects) */
  async of(lane: string): Promise<EpochMs> {
    const known = this.#heard.get(lane);
    if (known && performance.now() - known.at < HOLDS_MS) return known.clock();
    return this.heard(lane, await this.#ask(lane))();
  }

  /**
   * Any answer that says the time counts from then on.
   * @returns Redis's time from now on, as that answer has it
   */
  heard(lane: string, said: EpochMs): EpochClock {
    const at: MonotonicMs = performance.now();
    const clock: EpochClock = () => Math.floor(said + performance.now() - at);
    this.#heard.set(lane, { clock, at });
    return clock;
  }
}
