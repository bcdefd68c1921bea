/**
 * The messages of one delivery that are stored in one write: all or none. Each destination that may store one has a
 * seat. The write begins once each of them has put its message or has left.
 */

/** A message that is ready to be written. */
export interface Storing {
  /** Writes it with others of its delivery. @throws StoreUnavailable (rejects) */
  writeAll(all: readonly Storing[]): Promise<void>;
}

export interface Seat {
  /** Resolves when all are written. @throws StoreUnavailable (rejects) */
  store(message: Storing): Promise<void>;
}

export class Together {
  readonly #messages: Storing[] = [];
  readonly #written: Promise<void>;
  #expected = 0;
  #write!: () => void;

  constructor() {
    this.#written = new Promise((resolve, reject) => {
      this.#write = () => {
        const [first] = this.#messages;
        if (first) first.writeAll(this.#messages).then(resolve, reject as (error: unknown) => void);
        else resolve();
      };
    });
    // Whoever has stored something hears of it.
    this.#written.catch(() => undefined);
  }

  /** To be taken by all before any of them stores. */
  seat(): Seat & { leave(): void } {
    this.#expected++;
    let taken = true;
    const give = (): void => {
      if (!taken) return;
      taken = false;
      this.#expected--;
      if (this.#expected === 0) this.#write();
    };
    return {
      store: (message) => {
        this.#messages.push(message);
        give();
        return this.#written;
      },
      leave: give,
    };
  }
}
