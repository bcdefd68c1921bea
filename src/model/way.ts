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
const PLACES = Object.fromEntries(STEP_NAMES.map((step, i) => [step, i])) as Readonly<Record<Step, number>>;

/** A step between two moments. */
export interface Passed {
  readonly step: Step;
  readonly from: MonotonicMs;
  readonly to: MonotonicMs;
}

export class Way {
  readonly #now: MonotonicClock;
  /**
   * Without the receipt, which has begun from the start: of each step its place among all, and when it began. Numbers
   * alone, because every delivery has a way, and an array of them is one piece of memory.
   */
  readonly #begun: number[];
  #endedAt: MonotonicMs | undefined;

  constructor(now: MonotonicClock, begun: number[] = []) {
    this.#now = now;
    this.#begun = begun;
  }

  /** This step begins, and the one before it has ended. */
  begin(step: Step, at: MonotonicMs = this.#now()): void {
    this.#begun.push(PLACES[step], at);
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
    const begun = this.#begun;
    for (let i = 0; i < begun.length; i += 2) if (begun[i] === PLACES[step]) return begun[i + 1];
    return undefined;
  }

  passed(startedAt: MonotonicMs, endedAt: MonotonicMs): readonly Passed[] {
    const all: Passed[] = [];
    this.each(startedAt, endedAt, (step, from, to) => all.push({ step, from, to }));
    return all;
  }

  /** The same, one by one. */
  each(
    startedAt: MonotonicMs,
    endedAt: MonotonicMs,
    tell: (step: Step, from: MonotonicMs, to: MonotonicMs) => void,
  ): void {
    const begun = this.#begun;
    let step: Step = 'receive';
    let from = startedAt;
    for (let i = 0; i < begun.length; i += 2) {
      const to = begun[i + 1] ?? endedAt;
      tell(step, from, to);
      step = STEP_NAMES[begun[i] ?? 0] ?? step;
      from = to;
    }
    tell(step, from, endedAt);
  }
}
