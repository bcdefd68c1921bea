/**
 * Waiting for jobs: many queues over one connection. A queue has a marker while there is something for its worker; one
 * command waits for the markers of all queues whose workers wait. It also waits for a key of the connection's own, whose
 * marker ends it when a worker of another queue begins to wait, so that this one is asked for too.
 */
import { randomUUID } from 'node:crypto';
import { StoreUnavailable } from '../line/claim/claim-store.js';
import type { MonotonicClock } from '../model/time.js';

/** Enough that a thousand queues need sixteen connections, few enough that one command stays cheap. */
const QUEUES = 64;
/** Shorter than the silence after which a connection is given up. */
const BLOCK_S = 5;
/** After a refusal or a lost connection, before it is asked again. */
const REST_MS = 1_000;
/** A wake that nobody is there for any more goes by itself. */
const WAKE_LIVES_MS = 10_000;

/** A connection for waiting alone. */
export interface WaitingClient {
  /** @returns the key, its marker and the marker's score; null after so many seconds (the last argument) */
  bzpopmin(...keysAndSeconds: (string | number)[]): Promise<[string, string, string] | null>;
  /** For good. */
  close(): void;
}

export interface SharedWaitsParts {
  readonly prefix: string;
  readonly open: () => WaitingClient;
  /** Sets a marker, over a connection that does not wait; it goes after so many milliseconds, 0: never. */
  readonly mark: (key: string, livesMs: number) => Promise<unknown>;
  /** Monotonic milliseconds. */
  readonly now: MonotonicClock;
}

interface Waiter {
  readonly end: (found: boolean) => void;
  readonly fail: (error: unknown) => void;
}

/** The queues of one connection. */
class SharedWait {
  readonly #parts: SharedWaitsParts;
  readonly #client: WaitingClient;
  readonly #wakeKey: string;
  readonly #waiting = new Map<string, Waiter>();
  #members = 0;
  /** What the command that runs asks for; undefined if none runs. */
  #asked: ReadonlySet<string> | undefined;
  #loops = false;
  #woken = false;

  constructor(parts: SharedWaitsParts) {
    this.#parts = parts;
    this.#client = parts.open();
    this.#wakeKey = `${parts.prefix}:wake:${randomUUID()}`;
  }

  get hasRoom(): boolean {
    return this.#members < QUEUES;
  }

  join(): void {
    this.#members += 1;
  }

  /** @returns whether others are left; if not, the connection is closed. */
  leave(): boolean {
    this.#members -= 1;
    if (this.#members > 0) return true;
    this.#client.close();
    return false;
  }

  /** @returns whether there is something; false after so many seconds, or when it is cancelled */
  wait(marker: string, seconds: number): Promise<boolean> {
    this.cancel(marker);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiter.end(false);
      }, seconds * 1_000);
      const over = (): void => {
        clearTimeout(timer);
        if (this.#waiting.get(marker) === waiter) this.#waiting.delete(marker);
      };
      const waiter: Waiter = {
        end(found) {
          over();
          resolve(found);
        },
        fail(error) {
          over();
          // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- it is the client's
          reject(error);
        },
      };
      this.#waiting.set(marker, waiter);
      this.#ask(marker);
    });
  }

  cancel(marker: string): void {
    this.#waiting.get(marker)?.end(false);
  }

  #ask(marker: string): void {
    if (!this.#loops) void this.#loop();
    else if (this.#asked && !this.#asked.has(marker)) this.#wake();
  }

  /** Once for each command. If it is lost, the command ends by itself soon. */
  #wake(): void {
    if (this.#woken) return;
    this.#woken = true;
    this.#parts.mark(this.#wakeKey, WAKE_LIVES_MS).catch(() => undefined);
  }

  async #loop(): Promise<void> {
    this.#loops = true;
    // Those who begin to wait in the same turn are asked for together.
    await Promise.resolve();
    while (this.#waiting.size > 0 && this.#members > 0) {
      if (!(await this.#round())) await new Promise((resolve) => setTimeout(resolve, REST_MS).unref());
    }
    this.#loops = false;
  }

  /** @returns false if it must not be asked again at once */
  async #round(): Promise<boolean> {
    const { now } = this.#parts;
    const asked = [...this.#waiting.keys()];
    this.#asked = new Set(asked);
    this.#woken = false;
    const startedAt = now();
    try {
      // The own key comes last: a marker that is there is not kept from its worker by one who begins to wait.
      const answer: unknown = await this.#client.bzpopmin(...asked, this.#wakeKey, BLOCK_S);
      // Nothing, and at once: whoever says that does not know how to wait.
      if (answer === null) return now() - startedAt >= REST_MS;
      this.#found(answer);
      return true;
    } catch (error) {
      for (const marker of asked) this.#waiting.get(marker)?.fail(error);
      return false;
    } finally {
      this.#asked = undefined;
    }
  }

  /** @throws StoreUnavailable if this is no answer */
  #found(answer: unknown): void {
    const [key] = Array.isArray(answer) ? (answer as readonly unknown[]) : [];
    if (typeof key !== 'string' || (key !== this.#wakeKey && this.#asked?.has(key) !== true)) {
      throw new StoreUnavailable('corrupt');
    }
    if (key === this.#wakeKey) return;
    const waiter = this.#waiting.get(key);
    if (waiter) waiter.end(true);
    // Its worker waits no longer. It is for the next one, in whatever process.
    else this.#parts.mark(key, 0).catch(() => undefined);
  }
}

/** One queue's place on a connection. */
export interface Place {
  /** @returns whether there is something; false after so many seconds, or when it is cancelled */
  wait(seconds: number): Promise<boolean>;
  cancel(): void;
  leave(): void;
}

export class SharedWaits {
  readonly #parts: SharedWaitsParts;
  readonly #shared = new Set<SharedWait>();

  constructor(parts: SharedWaitsParts) {
    this.#parts = parts;
  }

  join(marker: string): Place {
    const shared = [...this.#shared].find(({ hasRoom }) => hasRoom) ?? new SharedWait(this.#parts);
    this.#shared.add(shared);
    shared.join();
    let left = false;
    return {
      wait: (seconds) => shared.wait(marker, seconds),
      cancel: () => {
        shared.cancel(marker);
      },
      leave: () => {
        if (left) return;
        left = true;
        shared.cancel(marker);
        if (!shared.leave()) this.#shared.delete(shared);
      },
    };
  }
}
