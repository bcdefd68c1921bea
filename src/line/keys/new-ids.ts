/**
 * How many keys strangers can make us ask for. Whoever sends a delivery names the id of its key, so each new one costs a
 * question to somebody else; what is in hand, or was asked before, counts nothing.
 */
import type { MonotonicMs } from '../../model/time.js';

const SPAN_MS = 60_000;
const OF_A_CLIENT = 4;
const IN_ALL = 60;

export class NewIds {
  /** When each was asked, the oldest first; of one route. */
  #asked: { readonly at: MonotonicMs; readonly client: string }[] = [];

  /** Counts one more, or says that it may not be asked now. */
  take(client: string, now: MonotonicMs): boolean {
    this.#asked = this.#asked.filter(({ at }) => now - at < SPAN_MS);
    if (this.#asked.length >= IN_ALL) return false;
    if (this.#asked.filter((one) => one.client === client).length >= OF_A_CLIENT) return false;
    this.#asked.push({ at: now, client });
    return true;
  }
}
