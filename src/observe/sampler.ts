/** How many lines a second one route and outcome may write. */
export const LINES_PER_SECOND = 10;
const WINDOW_MS = 1_000;

interface Tally {
  readonly route: string;
  readonly outcome: string;
  passed: number;
  held: number;
}

/**
 * Lets the first lines of a second through and counts the rest, per route and outcome (both closed lists, so the
 * number of tallies is bounded): a flood of forgeries can neither fill a disk nor hide another route's trouble.
 */
export class Sampler {
  readonly #tallies = new Map<string, Tally>();
  readonly #report: (route: string, outcome: string, held: number) => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param report called at the end of a second in which lines were held back, once per route and outcome. */
  constructor(report: (route: string, outcome: string, held: number) => void) {
    this.#report = report;
  }

  /** Whether this line may be written. */
  passes(route: string, outcome: string): boolean {
    const key = `${outcome} ${route}`;
    let tally = this.#tallies.get(key);
    if (!tally) this.#tallies.set(key, (tally = { route, outcome, passed: 0, held: 0 }));
    // The first line opens the second; without refusals no timer runs. It never keeps the process alive.
    this.#timer ??= setTimeout(() => {
      this.close();
    }, WINDOW_MS).unref();
    if (tally.passed < LINES_PER_SECOND) {
      tally.passed += 1;
      return true;
    }
    tally.held += 1;
    return false;
  }

  /** Ends the running second: reports what was held back and starts afresh. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const tallies = [...this.#tallies.values()];
    this.#tallies.clear();
    for (const { route, outcome, held } of tallies) if (held > 0) this.#report(route, outcome, held);
  }
}
