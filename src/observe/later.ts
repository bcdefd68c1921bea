/**
 * Does together, a little later, what need not be done at once. Code that runs for the second time in a row costs a
 * third of code that has gone cold, and counts and line are a part of every delivery's cost (docs/performance.md).
 */

/** So many at a time (a delivery has one): few enough that no delivery is held up by a long row of them. */
const MOST = 32;
/** Milliseconds that the first of them waits. */
const PATIENCE_MS = 25;

export class Later {
  #waiting: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** @param work must not throw. */
  add(work: () => void): void {
    if (this.#waiting.push(work) >= MOST) this.catchUp();
    else
      this.#timer ??= setTimeout(() => {
        this.catchUp();
      }, PATIENCE_MS).unref();
  }

  /** Does all that waits, in the order in which it came. */
  catchUp(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    for (const work of waiting) work();
  }
}
