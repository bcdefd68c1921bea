/** What a tail has told so far. It tells its page once a frame at the most, however much comes. */
import type { ApiProblem } from '../../api/problem.js';
import type { TailListener } from '../../api/tail-listener.js';
import type { Delivery, Scope } from '../../api/types.js';
import { NewestFirst } from './newest-first.js';
import type { Row } from './row.js';

/** `away`: it ended, and is asked for again. */
export type TailState = 'asking' | 'following' | 'away' | 'refused';

export interface TailSeen {
  readonly rows: readonly Row[];
  readonly state: TailState;
  /** This replica, as it says. */
  readonly scope: Scope | undefined;
  /** Deliveries that the gateway left out because the page was slow. */
  readonly missed: number;
  /** A time that nobody watched, in epoch milliseconds; the last one. */
  readonly hole: { readonly from: number; readonly until: number | undefined } | undefined;
  readonly refused: ApiProblem | undefined;
}

export const NOTHING_SEEN: TailSeen = {
  ...{ rows: [], state: 'asking', scope: undefined, missed: 0, hole: undefined, refused: undefined },
};

export class TailFeed implements TailListener {
  readonly #newest: NewestFirst;
  readonly #most: number;
  readonly #changed: () => void;
  readonly #now: () => number;
  #waiting: Delivery[] = [];
  #seen = NOTHING_SEEN;

  /**
   * @param most rows that are kept
   * @param changed told each time something came
   * @param now epoch milliseconds
   */
  constructor(most: number, changed: () => void, now: () => number) {
    this.#newest = new NewestFirst(most);
    this.#most = most;
    this.#changed = changed;
    this.#now = now;
  }

  /** Takes in all that came since it was asked last. */
  look(): TailSeen {
    this.#newest.add(this.#waiting);
    this.#waiting = [];
    this.#seen = { ...this.#seen, rows: this.#newest.rows };
    return this.#seen;
  }

  readonly started = (scope: Scope): void => {
    const { hole } = this.#seen;
    const closed = hole && { from: hole.from, until: hole.until ?? this.#now() };
    this.#see({ state: 'following', scope, hole: closed, refused: undefined });
  };

  readonly delivery = (delivery: Delivery): void => {
    this.#waiting.push(delivery);
    // Nobody looks while the page is hidden.
    if (this.#waiting.length >= 2 * this.#most) this.#waiting = this.#waiting.slice(-this.#most);
    this.#changed();
  };

  readonly gap = (missed: number): void => {
    this.#see({ missed: this.#seen.missed + missed });
  };

  readonly ended = (): void => {
    const { hole, state } = this.#seen;
    const open = { from: this.#now(), until: undefined };
    this.#see({ state: 'away', hole: state === 'following' ? open : hole });
  };

  readonly refused = (problem: ApiProblem): void => {
    this.#see({ state: 'refused', refused: problem });
  };

  #see(more: Partial<TailSeen>): void {
    this.#seen = { ...this.#seen, ...more };
    this.#changed();
  }
}
