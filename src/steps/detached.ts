import type { Attempt } from '../deliver.js';

/** Attempts that go on after their source was answered: each holds memory and a socket, so they are bounded. */
export class DetachedAttempts {
  readonly #max: number;
  readonly #running = new Set<Attempt>();

  constructor(max: number) {
    this.#max = max;
  }

  get count(): number {
    return this.#running.size;
  }

  /** @returns false where there are too many; the caller gives that attempt up. */
  add(attempt: Attempt, settled: Promise<unknown>): boolean {
    if (this.#running.size >= this.#max) return false;
    this.#running.add(attempt);
    void settled.finally(() => this.#running.delete(attempt));
    return true;
  }

  abortAll(): void {
    for (const attempt of this.#running) attempt.abort();
  }
}
