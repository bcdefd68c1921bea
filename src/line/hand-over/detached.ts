import type { Attempt } from '../attempt/attempt.js';

/** Attempts that go on after their source was answered. Each holds memory and a socket, so their number has a limit. */
export class DetachedAttempts {
  readonly #max: number;
  readonly #maxBytes: () => number;
  readonly #running = new Set<Attempt>();
  #bytes = 0;

  /** @param maxBytes of bodies held, over all of them */
  constructor(max: number, maxBytes: () => number) {
    this.#max = max;
    this.#maxBytes = maxBytes;
  }

  get count(): number {
    return this.#running.size;
  }

  /** @returns false if there are too many; the caller gives that attempt up. */
  add(attempt: Attempt, bytes: number, settled: Promise<unknown>): boolean {
    if (this.#running.size >= this.#max || this.#bytes + bytes > this.#maxBytes()) return false;
    this.#running.add(attempt);
    this.#bytes += bytes;
    const gone = (): void => {
      this.#running.delete(attempt);
      this.#bytes -= bytes;
    };
    settled.then(gone, gone);
    return true;
  }

  abortAll(): void {
    for (const attempt of this.#running) attempt.abort();
  }
}
