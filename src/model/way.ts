/**
 * The way of a delivery from its receipt to its source's answer: steps that follow each other without a gap, so that
 * together they are the time its source waited. The line says when a step begins; the last one lasts until the answer.
 */
import type { MonotonicClock, MonotonicMs } from './time.js';

/** In the order in which a delivery passes them; none passes all. Texts for readers of the API and the pages. */
export const STEPS = {
  receive: 'its body comes in',
  verify: 'signature and freshness are checked, its ids and its event are read',
  claim: 'the store is asked whether it is new, with the wait for a twin',
  translate: 'body and headers are made for the receiver',
  attempt: 'the receiver is waited for; the attempt itself may go on behind the answer',
  store: 'the message is written into the queue',
  settle: 'what it came to is remembered, and its source is answered',
  others: 'the other destinations of the delivery are waited for',
} as const;

export type Step = keyof typeof STEPS;
export const STEP_NAMES = Object.keys(STEPS) as readonly Step[];

interface Begun {
  readonly step: Step;
  readonly at: MonotonicMs;
}

/** A step between two moments. */
export interface Passed {
  readonly step: Step;
  readonly from: MonotonicMs;
  readonly to: MonotonicMs;
}

export class Way {
  readonly #now: MonotonicClock;
  /** Without the receipt, which has begun from the start. */
  readonly #begun: Begun[];
  #endedAt: MonotonicMs | undefined;

  constructor(now: MonotonicClock, begun: Begun[] = []) {
    this.#now = now;
    this.#begun = begun;
  }

  /** Its steps behind the receipt, so far. */
  get begun(): readonly Begun[] {
    return this.#begun;
  }

  /** This step begins, and the one before it has ended. */
  begin(step: Step, at: MonotonicMs = this.#now()): void {
    this.#begun.push({ step, at });
  }

  /** The source has its answer, or would have it if anybody waited. */
  end(at: MonotonicMs = this.#now()): MonotonicMs {
    this.#endedAt = at;
    return at;
  }

  /** Undefined until then. */
  get endedAt(): MonotonicMs | undefined {
    return this.#endedAt;
  }

  /** For one destination of several, with all that was before it. */
  branch(): Way {
    return new Way(this.#now, [...this.#begun]);
  }

  /** When a step began; undefined if it did not. */
  beginOf(step: Step): MonotonicMs | undefined {
    return this.#begun.find((begun) => begun.step === step)?.at;
  }

  passed(startedAt: MonotonicMs, endedAt: MonotonicMs): readonly Passed[] {
    const all: readonly Begun[] = [{ step: 'receive', at: startedAt }, ...this.#begun];
    return all.map(({ step, at }, i) => ({ step, from: at, to: all[i + 1]?.at ?? endedAt }));
  }
}
