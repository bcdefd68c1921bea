/**
 * Whether Redis refuses a route's worker, though it takes messages: a user may not give one of the scheduler's commands,
 * say. Then what is acknowledged would wait for nobody. A connection that is lost is no refusal.
 */
import type { StoreUnavailable } from '../line/claim/claim-store.js';
import type { MonotonicClock, MonotonicMs } from '../model/time.js';

/** A worker asks at least this often: its longest wait for a message, and its rest. Then silence says nothing any more. */
const STANDS_MS = 15_000;
const REFUSALS: ReadonlySet<string> = new Set(['auth', 'refused_command', 'database']);

interface Parts {
  /** What an error of the worker means. */
  readonly unavailable: (error: unknown) => StoreUnavailable;
  /** Whether the store answers; what refuses everything is told by its own state. */
  readonly up: () => boolean;
  /** Gets the reason of each refusal, and undefined for each message that is taken. */
  readonly tell: (reason: string | undefined) => void;
  readonly now: MonotonicClock;
}

export class RefusedWorker {
  readonly #parts: Parts;
  #refusal: StoreUnavailable | undefined;
  #at: MonotonicMs = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  met(error: unknown): void {
    const { unavailable, up, tell, now } = this.#parts;
    const failure = unavailable(error);
    if (!REFUSALS.has(failure.reason) || !up()) return;
    this.#refusal = failure;
    this.#at = now();
    tell(failure.reason);
  }

  /** The worker was given a message. */
  took(): void {
    if (!this.#refusal) return;
    this.#refusal = undefined;
    this.#parts.tell(undefined);
  }

  /** @throws StoreUnavailable while the worker is refused */
  check(): void {
    if (this.#refusal && this.#parts.now() - this.#at < STANDS_MS) throw this.#refusal;
  }
}
