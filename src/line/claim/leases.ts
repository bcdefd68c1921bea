/**
 * Our claims in the store. One heartbeat keeps all of them alive. A lease ends in a commit (the receiver accepted) or a
 * release. If the store does not take a commit in time, the commit goes on behind the answer (late-commits.ts).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CALL_TIMEOUT_MS,
  HEARTBEAT_MS,
  StoreUnavailable,
  type ClaimStore,
  type CommitAnswer,
} from './claim-store.js';
import { createLateCommits, type Acceptance, type LateCommits } from './late-commits.js';
import { Chain, type Linked } from '../../model/chain.js';
import { inTime } from './no-later-than.js';
import type { MonotonicClock, MonotonicMs } from '../../model/time.js';

/** Before the source is answered: this many tries, all of them within the time of one question to the store. */
const COMMIT_TRIES = 3;
/** Before the second one; before the third twice as long. */
const PAUSE_MS = 50;
/** How often is looked for leases to renew; one that could not be is tried again then. */
const LOOK_EVERY_MS = 1_000;

export class Leases {
  readonly #store: ClaimStore;
  readonly #now: MonotonicClock;
  readonly #lateCommits: LateCommits;
  readonly #granted = new Chain<Lease>();
  readonly #timer: NodeJS.Timeout;

  /** @param now monotonic milliseconds */
  constructor(store: ClaimStore, now: MonotonicClock) {
    this.#store = store;
    this.#now = now;
    this.#lateCommits = createLateCommits(store, now);
    this.#timer = setInterval(() => {
      this.#renewOld();
    }, LOOK_EVERY_MS);
    this.#timer.unref();
  }

  /** @param lease of a claim that was taken just now */
  grant(lease: Lease): void {
    lease.renewedAt = this.#now();
    this.#granted.add(lease);
  }

  /** @returns the store's answer, or `pending` if the commit goes on in the background; never rejects for the store. */
  async commit(lease: Lease, status: number, windowMs: number): Promise<CommitAnswer | 'pending'> {
    const since = this.#now();
    try {
      // The store ends this one in time by itself.
      return await this.#store.commit(lease.key, lease.owner, status, windowMs);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      return await this.#commitAgain({ key: lease.key, owner: lease.owner, status, windowMs, since });
    } finally {
      this.#granted.delete(lease);
    }
  }

  /** Hands the record to the queue. Best effort: a lease that runs out leaves the message to the queue as well. */
  async queue(lease: Lease, windowMs: number): Promise<void> {
    this.#granted.delete(lease);
    await this.#store.queue(lease.key, windowMs).catch(() => false);
  }

  /** Best effort: what cannot be released runs out by itself. */
  async release(lease: Lease): Promise<void> {
    this.#granted.delete(lease);
    await this.#store.release(lease.key, lease.owner).catch(() => false);
  }

  /** Stops the heartbeat and the late commits. */
  close(): void {
    clearInterval(this.#timer);
    this.#lateCommits.close();
  }

  async #commitAgain(acceptance: Acceptance): Promise<CommitAnswer | 'pending'> {
    const { key, owner, status, windowMs, since } = acceptance;
    const until = since + CALL_TIMEOUT_MS;
    for (let attempt = 2; attempt <= COMMIT_TRIES; attempt++) {
      const pause = PAUSE_MS * (attempt - 1);
      if (this.#now() + pause >= until) break;
      await sleep(pause);
      try {
        return await inTime(this.#store.commit(key, owner, status, windowMs), until - this.#now());
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
      }
    }
    this.#lateCommits.add(acceptance);
    return 'pending';
  }

  #renewOld(): void {
    const now = this.#now();
    for (const lease of this.#granted) if (now - lease.renewedAt >= HEARTBEAT_MS) void this.#renew(lease);
  }

  /** A lease that is no longer ours is not fought for: the forward goes on, the commit absorbs. */
  async #renew(lease: Lease): Promise<void> {
    const renewedBefore = lease.renewedAt;
    lease.renewedAt = this.#now();
    try {
      if (!(await this.#store.renew(lease.key, lease.owner))) this.#granted.delete(lease);
    } catch {
      lease.renewedAt = renewedBefore;
    }
  }
}

/** A claim of ours. It ends in exactly one of `commit`, `queue` and `release`. */
export interface Lease extends Linked<Lease> {
  readonly key: string;
  readonly owner: string;
  /** On the monotonic clock. */
  renewedAt: MonotonicMs;
}
