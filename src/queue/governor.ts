/**
 * Decides how many messages a route's worker takes at a time. It takes none while the route is paused, the process ends
 * or the breaker is open, and for a while after the store refused it. It takes one while the breaker is half-open, and
 * fewer while the receiver asks for less.
 */
import { createBreaker, type Breaker } from '../policy/breaker.js';
import type { AttemptResult } from '../line/attempt/attempt.js';
import { createPace, type Pace } from '../policy/pace.js';
import type { BreakerState } from '../model/trail.js';
import { isThrottled } from '../policy/retry.js';
import type { MonotonicClock } from '../model/time.js';

/** What is governed. */
export interface Governed {
  concurrency: number;
  isPaused(): boolean;
  pause(doNotWaitActive: boolean): Promise<void>;
  resume(): unknown;
}

/** A probe that has not reported back this long after its own end is given up. */
const PROBE_MARGIN_MS = 5_000;
/** As often as an idle worker asks, in the mean. */
const REST_MS = 1_000;

interface Parts {
  readonly concurrency: number;
  /** Milliseconds an attempt may take. */
  readonly timeout: number;
  readonly paused: () => boolean;
  /** Monotonic milliseconds. */
  readonly now: MonotonicClock;
  readonly onBreaker: (state: BreakerState) => void;
}

export class Governor {
  readonly #parts: Parts;
  readonly #breaker: Breaker;
  #pace: Pace;
  #worker: Governed | undefined;
  #stopping = false;
  #timer: NodeJS.Timeout | undefined;
  #rest: NodeJS.Timeout | undefined;
  #told: BreakerState = 'closed';

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#breaker = createBreaker({ probeFor: parts.timeout + PROBE_MARGIN_MS });
    this.#pace = createPace(parts.concurrency);
  }

  get breaker(): BreakerState {
    return this.#breaker.state(this.#parts.now());
  }

  /** Whether the worker takes messages. */
  get runs(): boolean {
    return !this.#stopping && !this.#parts.paused() && this.breaker !== 'open';
  }

  /** Whether an attempt is worth it; leaves the half-open breaker's probe to whoever makes it. */
  get reachable(): boolean {
    return !this.#stopping && !this.#parts.paused() && this.breaker === 'closed';
  }

  /** Whether this attempt may begin now; then it must. */
  allow(): boolean {
    return this.#breaker.allow(this.#parts.now());
  }

  govern(worker: Governed): void {
    this.#worker = worker;
    this.apply();
  }

  /** After a reload. */
  setConcurrency(concurrency: number): void {
    this.#pace = createPace(concurrency);
    this.apply();
  }

  attempted(result: AttemptResult): void {
    const now = this.#parts.now();
    if ('failure' in result) {
      if (result.failure.answered) this.#breaker.undecided(now);
      else this.#breaker.failed(now);
      if (this.breaker !== 'closed') this.#pace.restart();
    } else {
      this.#breaker.succeeded(now);
      if (isThrottled(result.answer.status)) this.#pace.throttled();
      else this.#pace.succeeded();
    }
    this.apply();
  }

  /** An operator says that it is worth a try. */
  tryNow(): void {
    this.#breaker.tryNow(this.#parts.now());
    this.apply();
  }

  /**
   * What the worker asked for was refused. By itself it would ask again at once, without end. One that rests already
   * does not rest longer: a connection that never comes about must not keep it from what another one gives.
   */
  refused(): void {
    if (this.#rest !== undefined || this.#stopping) return;
    this.#rest = setTimeout(() => {
      this.#rest = undefined;
      this.apply();
    }, REST_MS);
    this.#rest.unref();
    this.apply();
  }

  /** Takes no further messages. */
  stop(): void {
    this.#stopping = true;
    this.apply();
    clearTimeout(this.#timer);
    clearTimeout(this.#rest);
  }

  /** After anything it depends on has changed. */
  apply(): void {
    const { breaker } = this;
    if (breaker !== this.#told) {
      this.#told = breaker;
      this.#parts.onBreaker(breaker);
    }
    this.#wakeWhenItReopens();
    const worker = this.#worker;
    if (!worker) return;
    worker.concurrency = this.#pace.concurrency;
    const runs = this.runs && this.#rest === undefined;
    if (runs && worker.isPaused()) void worker.resume();
    else if (!runs && !worker.isPaused()) void worker.pause(true);
  }

  #wakeWhenItReopens(): void {
    clearTimeout(this.#timer);
    const { reopensAt } = this.#breaker;
    if (reopensAt === undefined || this.#stopping) return;
    this.#timer = setTimeout(
      () => {
        this.apply();
      },
      Math.max(1, reopensAt - this.#parts.now() + 1),
    );
    this.#timer.unref();
  }
}
