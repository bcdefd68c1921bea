/** Ends exchanges that take too long. All may take equally long, so the oldest is due first: one timer serves them all. */
import type { MonotonicClock, MonotonicMs } from '../../model/time.js';

export interface Timed {
  /** Set when it begins. */
  dueAt: MonotonicMs;
  /** Its time is up: it ends now. */
  timeUp(): void;
}

export class Deadlines {
  readonly #timeout: number;
  readonly #now: MonotonicClock;
  /** The oldest first. */
  readonly #running = new Set<Timed>();
  /** For the one that was the oldest when it was set; keeps the process alive as long as any runs. */
  #timer: NodeJS.Timeout | undefined;

  /** @param timeout milliseconds that each may take */
  constructor(timeout: number, now: MonotonicClock) {
    this.#timeout = timeout;
    this.#now = now;
  }

  get running(): number {
    return this.#running.size;
  }

  begin(one: Timed): void {
    one.dueAt = this.#now() + this.#timeout;
    this.#running.add(one);
    if (this.#running.size > 1) return;
    if (this.#timer) this.#timer.ref();
    else this.#timer = setTimeout(this.#endDue, this.#timeout);
  }

  end(one: Timed): void {
    this.#running.delete(one);
    if (this.#running.size === 0) this.#timer?.unref();
  }

  readonly #endDue = (): void => {
    this.#timer = undefined;
    for (const one of this.#running) {
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
