/**
 * The dedupe protocol's promises (docs/guarantees.md). Both stores keep them; one suite tests both.
 *
 * One record a delivery. It is a **claim** (`C`: someone handles it now, under a lease) or **done** (`D`: a receiver
 * accepted it). Only success makes it `D`, and `D` absorbs: nothing but the window's end or an operator's `forget`
 * takes it away.
 */
import type { Outcome } from '../outcome.js';

/** The right to handle one delivery. Whoever holds it must end it: `accepted` or `release`. */
export interface Claim {
  /** The receiver accepted: remembered before the source hears of it, as far as the store lets us. */
  accepted(receiverStatus: number): Promise<void>;
  /** Not accepted: the next attempt finds the way free. Twins that waited in this process hear `outcome` too. */
  release(outcome: Outcome): Promise<void>;
}

/** The lease of a claim. An orphan must be gone before a provider's next attempt (a minute at the soonest). */
export const LEASE_MS = 15_000;
/** How often a live claim's lease is renewed. */
export const HEARTBEAT_MS = 5_000;

export type ClaimAnswer =
  /** The record is ours now (or was already: asking again with the same owner is harmless). */
  | { readonly state: 'own' }
  /** Someone else holds it. */
  | { readonly state: 'busy'; readonly owner: string }
  /** A receiver accepted it within the window. */
  | { readonly state: 'done'; readonly status: number };

/** What became of a commit: `late` where the claim had expired or was another's by then. */
export type CommitAnswer = 'committed' | 'late';

/**
 * Every method rejects with a StoreUnavailable when the store cannot answer; that means neither "new" nor "duplicate".
 * Keys are hashes; owners are unique to an attempt to handle a delivery.
 */
export interface ClaimStore {
  /** Takes the record if nobody has it: absent → `C:owner` with a lease. */
  claim(key: string, owner: string): Promise<ClaimAnswer>;
  /** Prolongs the lease, only while the record is `C:owner`. */
  renew(key: string, owner: string): Promise<boolean>;
  /** Makes the record `D`, whatever it was; one that is `D` stays as it is. `windowMs` is how long it is remembered. */
  commit(key: string, owner: string, status: number, windowMs: number): Promise<CommitAnswer>;
  /** Removes the record, only while it is `C:owner`. */
  release(key: string, owner: string): Promise<boolean>;
  /** Removes a `D` on an operator's word, so that a replay passes. True where there was one. */
  forget(key: string): Promise<boolean>;
  /**
   * Remembers the body that came with a message id, the first one for `windowMs`.
   * @returns whether the id came with another body before.
   */
  noteBody(key: string, bodyHash: string, windowMs: number): Promise<boolean>;
  /** Whether the store answered last time it was asked. */
  readonly up: boolean;
  /** Called with every change of `up`. */
  onChange(listener: (up: boolean) => void): void;
  /** Resolves at the store's first answer, or after `ms` without one; never rejects. */
  ready(ms: number): Promise<boolean>;
  close(): Promise<void>;
}

/** The store could not answer: down, hung, read-only, loading, out of memory, wrong type. */
export class StoreUnavailable extends Error {
  /** A word for logs and metrics: `timeout`, `disconnected`, `refused` … */
  readonly reason: string;

  constructor(reason: string, cause?: unknown) {
    super(`the dedupe store does not answer (${reason})`, { cause });
    this.name = 'StoreUnavailable';
    this.reason = reason;
  }
}
