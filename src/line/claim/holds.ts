/** Keys that this process handles now: twins wait here for the end of the first one, instead of asking the store. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Outcome } from '../../model/outcome.js';

export class Holds {
  readonly #byKey = new Map<string, Hold>();

  of(key: string): Hold | undefined {
    return this.#byKey.get(key);
  }

  begin(key: string): Hold {
    const hold = new Hold();
    this.#byKey.set(key, hold);
    return hold;
  }

  /** @param outcome what the twins hear */
  end(key: string, hold: Hold, outcome: Outcome): void {
    // Once ended, the key may be another request's.
    if (this.#byKey.get(key) === hold) this.#byKey.delete(key);
    hold.end(outcome);
  }
}

export class Hold {
  #waiting: ((outcome: Outcome) => void)[] | undefined;

  end(outcome: Outcome): void {
    if (this.#waiting) for (const tell of this.#waiting) tell(outcome);
  }

  /**
   * How a twin ends, by what the first one came to.
   * @param patience milliseconds
   */
  async outcomeForTwin(patience: number): Promise<Outcome> {
    const timeUp = new AbortController();
    const first = await Promise.race([
      this.#ended(),
      sleep(patience, undefined, { signal: timeUp.signal }).catch(() => undefined),
    ]);
    timeUp.abort();
    if (!first) return new Outcome('in_flight', { reason: 'still_held' });
    return first.code === 'accepted' || first.code === 'queued' ? new Outcome('duplicate') : first;
  }

  #ended(): Promise<Outcome> {
    return new Promise((resolve) => {
      this.#waiting ??= [];
      this.#waiting.push(resolve);
    });
  }
}
