/** A steady rate, in batches so small that nobody notices them. */
import type { MonotonicMs } from '../../model/time.js';

const BATCHES_A_SECOND = 20;
/** What was missed is made up for so far back; after an outage a receiver gets no burst. */
const MAKE_UP_MS = 100;

/** Items that are acted on at once. */
export function batchOf(rate: number): number {
  return Math.max(1, Math.ceil(rate / BATCHES_A_SECOND));
}

export class JobPace {
  readonly #rate: number;
  #due: MonotonicMs;

  constructor(rate: number, now: MonotonicMs) {
    this.#rate = rate;
    this.#due = now;
  }

  /** @returns milliseconds until `count` more may be acted on; they are taken as acted on then */
  next(count: number, now: MonotonicMs): number {
    const due = Math.max(this.#due, now - MAKE_UP_MS);
    this.#due = due + (count * 1_000) / this.#rate;
    return Math.max(0, due - now);
  }
}
