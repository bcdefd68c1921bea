/** Ends exchanges that take too long. All may take equally long, so the oldest is due first: one timer serves them all. */
import type { MonotonicClock, MonotonicMs } from '../../model/time.js';

export interface Timed {
  /** These three are set when it begins. */
  dueAt: MonotonicMs;
  older: Timed | undefined;
  younger: Timed | undefined;
  /** Its time is up: it ends within this call. */
  timeUp(): void;
}

export class Deadlines {
  readonly #timeout: number;
  readonly #now: MonotonicClock;
  /**
   * A chain of those that run. In a `Set` each would stay in tables that the set has outgrown, and these keep each other
   * from the quick kind of garbage collection.
   */
  #oldest: Timed | undefined;
  #youngest: Timed | undefined;
  #running = 0;
  /** For the one that was the oldest when it was set; keeps the process alive as long as any runs. */
  #timer: NodeJS.Timeout | undefined;

  /** @param timeout milliseconds that each may take */
  constructor(timeout: number, now: MonotonicClock) {
    this.#timeout = timeout;
    this.#now = now;
  }

  get running(): number {
    return this.#running;
  }

  begin(one: Timed): void {
    one.dueAt = this.#now() + this.#timeout;
    one.older = this.#youngest;
    if (this.#youngest) this.#youngest.younger = one;
    else this.#oldest = one;
    this.#youngest = one;
    this.#running += 1;
    if (this.#running > 1) return;
    if (this.#timer) this.#timer.ref();
    else this.#timer = setTimeout(this.#endDue, this.#timeout);
  }

  /** To be called once for each that has begun. */
  end(one: Timed): void {
    const { older, younger } = one;
    if (older) older.younger = younger;
    else this.#oldest = younger;
    if (younger) younger.older = older;
    else this.#youngest = older;
    one.older = undefined;
    one.younger = undefined;
    this.#running -= 1;
    if (this.#running === 0) this.#timer?.unref();
  }

  readonly #endDue = (): void => {
    this.#timer = undefined;
    for (let one = this.#oldest; one; one = this.#oldest) {
      const left = one.dueAt - this.#now();
      // Timers may be early by a part of a millisecond.
      if (left >= 1) {
        this.#timer ??= setTimeout(this.#endDue, left);
        return;
      }
      one.timeUp();
    }
  };
}
