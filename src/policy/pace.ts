/**
 * How many attempts at one receiver may run at a time: at most as many as configured, fewer while the receiver asks for
 * less. A throttled answer halves the number, and each round of other answers adds one (as TCP does). So it stays near
 * what the receiver can take. Each process has its own; pure.
 */

export interface Pace {
  /** Whole, from 1 to what is configured. */
  readonly concurrency: number;
  /** The receiver asked for less. */
  throttled(): void;
  /** The receiver answered without asking for less. */
  succeeded(): void;
  /** One at a time, and up again from there: the receiver could not be reached for a while. */
  restart(): void;
}

/** @param most the configured concurrency. */
export function createPace(most: number): Pace {
  let limit = most;
  /** Answers still to come from attempts begun before the last change: they were too many already then. */
  let outdated = 0;

  return {
    get concurrency() {
      return Math.floor(limit);
    },
    throttled() {
      if (outdated > 0) {
        outdated -= 1;
        return;
      }
      outdated = Math.floor(limit) - 1;
      limit = Math.max(1, limit / 2);
    },
    succeeded() {
      if (outdated > 0) outdated -= 1;
      limit = Math.min(most, limit + 1 / limit);
    },
    restart() {
      outdated = 0;
      limit = 1;
    },
  };
}
