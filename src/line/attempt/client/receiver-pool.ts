/** The connections to one receiver: as many as there are exchanges at a time, each used again for the next one. */
import type { MonotonicClock } from '../../../model/time.js';
import type { Connect } from './connect.js';
import { ReceiverConnection, type Carried, type Keeper } from './receiver-connection.js';

/**
 * No connection takes a new exchange at this age, in milliseconds: the next one asks DNS again, so that a receiver that
 * moved is found while its old host still answers.
 */
const MAX_AGE_MS = 60_000;

/** How often is looked for those that have been idle for too long. */
const SWEEP_MS = 1_000;

/** We are ending. */
export class PoolClosed extends Error {
  readonly code = 'POOL_CLOSED';
}

export class ReceiverPool implements Keeper {
  readonly #connect: Connect;
  readonly #now: MonotonicClock;
  readonly #all = new Set<ReceiverConnection>();
  /** The one used last stands last and is taken first, so that those nobody needs grow old. */
  readonly #idle: ReceiverConnection[] = [];
  /** Those with a seat taken, which carry it once this turn of the loop has shown that nothing came over them. */
  #taken: ReceiverConnection[] = [];
  #sweep: NodeJS.Timeout | undefined;
  #isClosed = false;
  #isDestroyed = false;

  constructor(connect: Connect, now: MonotonicClock) {
    this.#connect = connect;
    this.#now = now;
  }

  send(carried: Carried): void {
    if (this.#isClosed) {
      carried.onError(new PoolClosed());
      return;
    }
    const connection = this.#takeIdle();
    if (!connection) {
      this.sendFresh(carried);
      return;
    }
    connection.seat = carried;
    this.#taken.push(connection);
    if (this.#taken.length === 1) setImmediate(this.#carryTaken);
  }

  /** Over a connection that nobody has used. */
  sendFresh(carried: Carried): void {
    if (this.#isDestroyed) {
      carried.onError(new PoolClosed());
      return;
    }
    const connection = new ReceiverConnection(this.#connect, this, this.#now);
    connection.seat = carried;
    this.#all.add(connection);
  }

  /** Takes no more exchanges, and closes what is idle. */
  close(): void {
    this.#isClosed = true;
    for (const connection of this.#idle.splice(0)) connection.drop();
  }

  /** Closes all connections at once, and so ends what they carry. */
  async destroy(): Promise<void> {
    this.close();
    this.#isDestroyed = true;
    clearTimeout(this.#sweep);
    await Promise.all(Array.from(this.#all, (connection) => connection.destroy(new PoolClosed())));
  }

  onFree(connection: ReceiverConnection): void {
    const carried = this.#unseat(connection);
    if (carried && !carried.isOver) connection.carry(carried);
    else this.#keep(connection);
  }

  onGone(connection: ReceiverConnection, error: Error | undefined): void {
    this.#all.delete(connection);
    const at = this.#idle.indexOf(connection);
    if (at >= 0) this.#idle.splice(at, 1);
    // Who has a seat in one that stood gets a fresh one in `#carryTaken`.
    if (error) this.#unseat(connection)?.onError(error);
  }

  #unseat(connection: ReceiverConnection): Carried | undefined {
    const { seat } = connection;
    connection.seat = undefined;
    return seat;
  }

  #keep(connection: ReceiverConnection): void {
    if (this.#isClosed) {
      connection.drop();
      return;
    }
    this.#idle.push(connection);
    this.#sweep ??= setTimeout(this.#closeStale, SWEEP_MS).unref();
  }

  #takeIdle(): ReceiverConnection | undefined {
    for (let last = this.#idle.pop(); last; last = this.#idle.pop()) {
      if (last.isGood(this.#now(), MAX_AGE_MS)) return last;
      last.drop();
    }
    return undefined;
  }

  readonly #carryTaken = (): void => {
    const taken = this.#taken;
    this.#taken = [];
    for (const connection of taken) {
      const carried = this.#unseat(connection);
      if (!carried || carried.isOver) {
        if (!connection.isGone) this.#keep(connection);
      } else if (connection.isGone) this.sendFresh(carried);
      else connection.carry(carried);
    }
  };

  readonly #closeStale = (): void => {
    const now = this.#now();
    for (const connection of [...this.#idle]) if (!connection.isGood(now, MAX_AGE_MS)) connection.drop();
    this.#sweep = this.#idle.length > 0 ? setTimeout(this.#closeStale, SWEEP_MS).unref() : undefined;
  };
}
