/**
 * Wrong tokens are answered late, so that nobody guesses fast. Each client may be wrong a few times a minute. Then its
 * further wrong tokens wait, longer with each one. A right token never comes here, so it is never slowed.
 */
import type { MonotonicClock, MonotonicMs } from '../../model/time.js';
import { clientOf } from '../../model/addresses.js';
import { Problem } from './problem.js';

/** Wrong tokens in a minute that are answered at once. */
const FREE = 5;
const MINUTE_MS = 60_000;
const FIRST_DELAY_MS = 125;
const LONGEST_DELAY_MS = 2_000;
/** Answers that wait at the same time, over all clients: each holds a connection. */
const MAX_WAITING = 64;
/** Clients remembered; one that is forgotten begins anew. */
const MAX_CLIENTS = 10_000;
/** With so many the delay has grown to its longest, and a further one tells nothing. */
const REMEMBERED = FREE + 1 + Math.log2(LONGEST_DELAY_MS / FIRST_DELAY_MS);

interface Parts {
  readonly now: MonotonicClock;
  /** Resolves after so many milliseconds, or rejects when the signal says that nobody waits any more. */
  readonly wait: (ms: number, gone: AbortSignal) => Promise<void>;
  /** Hears of each wrong token. @param slowed whether it is one of too many */
  readonly told: (client: string, slowed: boolean) => void;
}

export class Guesses {
  /** When a client's latest wrong tokens came; clients in the order of their latest. */
  readonly #times = new Map<string, readonly MonotonicMs[]>();
  readonly #parts: Parts;
  #waiting = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * A wrong token came. Resolves when it may be answered.
   * @param address the client's
   * @param gone says that the client went away
   * @throws Problem `too_many_guesses` (rejects) if too many wait already
   */
  async wrong(address: string, gone: AbortSignal): Promise<void> {
    const delay = this.#delayOf(clientOf(address));
    this.#parts.told(address, delay > 0);
    if (delay === 0) return;
    if (this.#waiting >= MAX_WAITING) throw tooManyGuesses();
    this.#waiting += 1;
    try {
      await this.#parts.wait(delay, gone);
    } catch {
      // Nobody waits for the answer any more.
    } finally {
      this.#waiting -= 1;
    }
  }

  #delayOf(client: string): number {
    const now = this.#parts.now();
    const before = this.#times.get(client) ?? [];
    const times = [...before.filter((time) => now - time < MINUTE_MS), now].slice(-REMEMBERED);
    this.#times.delete(client);
    this.#times.set(client, times);
    const [oldest] = this.#times.keys();
    if (this.#times.size > MAX_CLIENTS && oldest !== undefined) this.#times.delete(oldest);
    if (times.length <= FREE) return 0;
    return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (times.length - FREE - 1));
  }
}

export function tooManyGuesses(): Problem {
  return new Problem('too_many_guesses', 'try again later', {
    headers: ['Retry-After', String(LONGEST_DELAY_MS / 1_000)],
  });
}
