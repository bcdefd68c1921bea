/**
 * Keeps the locks of the jobs in hand, so that no other worker begins them. Goes by timers alone: the scheduler's own
 * renewal compares wall clocks, and leaves locks to run out when a clock goes back.
 */
export class JobLocks {
  readonly #renew: (ids: string[], tokens: string[]) => Promise<unknown>;
  readonly #everyMs: number;
  /** Tokens by job. */
  readonly #held = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  /** @param renew may reject: then the next time comes */
  constructor(everyMs: number, renew: (ids: string[], tokens: string[]) => Promise<unknown>) {
    this.#everyMs = everyMs;
    this.#renew = renew;
  }

  hold(id: string, token: string): void {
    this.#held.set(id, token);
    this.#timer ??= setInterval(() => {
      this.#renew([...this.#held.keys()], [...this.#held.values()]).catch(() => undefined);
    }, this.#everyMs).unref();
  }

  letGo(id: string): void {
    this.#held.delete(id);
    if (this.#held.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
