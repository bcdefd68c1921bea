/** Ends exchanges that take too long. All may take equally long, so the oldest is due first: one timer serves them all. */
import { Chain, type Linked } from '../../model/chain.js';
import type { MonotonicClock, MonotonicMs } from '../../model/time.js';

export interface Timed extends Linked<Timed> {
  /** Set when it begins. */
  dueAt: MonotonicMs;
  /** Its time is up: it ends within this call. */
  timeUp(): void;
}

export class Deadlines {
  readonly #timeout: number;
  readonly #now: MonotonicClock;
  readonly #chain = new Chain<Timed>();
  /** For the one that was the oldest when it was set; keeps the process alive as long as any runs. */
  #timer: NodeJS.Timeout | undefined;

  /** @param timeout milliseconds that each may take */
  constructor(timeout: number, now: MonotonicClock) {
    this.#timeout = timeout;
    this.#now = now;
  }

  get running(): number {
    return this.#chain.size;
  }

  begin(one: Timed): void {
    one.dueAt = this.#now() + this.#timeout;
    this.#chain.add(one);
    this.#timer ??= setTimeout(this.#endDue, this.#timeout);
    if (this.running === 1) this.#timer.ref();
  }

  end(one: Timed): void {
    this.#chain.delete(one);
    if (this.running === 0) this.#timer?.unref();
  }

  readonly #endDue = (): void => {
    this.#timer = undefined;
    for (let one = this.#chain.first; one; one = this.#chain.first) {
      const left = one.dueAt - this.#now();
      // Timers may be early by a part of a millisecond.
      if (left >= 1) {
        // One that began meanwhile has set its own, which is later.
        clearTimeout(this.#timer);
        this.#timer = setTimeout(this.#endDue, left);
        return;
      }
      one.timeUp();
    }
  };
}
