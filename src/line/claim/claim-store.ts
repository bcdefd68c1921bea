/**
 * The dedupe protocol's promises (docs/guarantees.md). Both stores keep them, and one suite tests both.
 *
 * Each delivery has one record, the same in all delivery modes. It is a **claim** (`C`: someone handles the delivery
 * now, under a lease), **queued** (`Q`: stored durably, the queue delivers it), **dead** (`X`: a dead letter, which the
 * provider's next retry may claim anew) or **done** (`D`: a receiver accepted it). Only success makes it `D`, and `D`
 * absorbs: only the window's end or an operator's `forget` takes it away.
 *
 * Where a route has several destinations, each has a record of its own beside the delivery's, under a key made of both.
 * That one is never claimed. It is **refused** (`F`: its receiver said a final no) while another destination is owed.
 */
import type { Outcome } from '../../model/outcome.js';

/** The right to handle one delivery. Whoever holds it must end it: `accepted`, `queued` or `release`. */
export interface Claim {
  /** The record's key; of a route without dedupe one that no other delivery has. */
  readonly key: string;
  /** The delivery's record, where `key` is that of one destination of several. */
  readonly delivery?: string | undefined;
  /** In whose name it is held. */
  readonly owner: string;
  /** The receiver accepted: remembered before the source hears of it, as far as the store lets us. */
  accepted(receiverStatus: number): Promise<void>;
  /** The message is stored durably: from here on the queue answers for it. `windowMs` is how long the record stands. */
  queued(windowMs: number): Promise<void>;
  /**
   * Not accepted: the next attempt finds the way free. Twins that waited in this process hear `outcome` too.
   * @param taken a destination of several has it all the same
   */
  release(outcome: Outcome, taken?: boolean): Promise<void>;
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
  /** It is stored, and the queue delivers it. */
  | { readonly state: 'queued' }
  /** A receiver accepted it within the window. */
  | { readonly state: 'done'; readonly status: number };

/** How a record stands, for those who only look. */
export type RecordState =
  | { readonly state: 'absent' | 'queued' | 'dead' | 'done' | 'refused' }
  | { readonly state: 'claimed'; readonly owner: string };

/** What became of a commit: `late` if the claim had expired or was another's by then. */
export type CommitAnswer = 'committed' | 'late';

/** The longest time for a question to the store, its wait in a queue of our own included. */
export const CALL_TIMEOUT_MS = 500;

/**
 * Every method rejects with a StoreUnavailable when the store cannot answer, after CALL_TIMEOUT_MS at the latest. That
 * means neither "new" nor "duplicate". Keys are hashes. Each attempt to handle a delivery has an owner of its own.
 */
export interface ClaimStore {
  /** Takes the record if nobody has it: absent or dead → `C:owner` with a lease. */
  claim(key: string, owner: string): Promise<ClaimAnswer>;
  /** Prolongs the lease, only while the record is `C:owner`. */
  renew(key: string, owner: string): Promise<boolean>;
  /** Makes the record `D`, whatever it was; one that is `D` stays as it is. `windowMs` is how long it is remembered. */
  commit(key: string, owner: string, status: number, windowMs: number): Promise<CommitAnswer>;
  /** Removes the record, only while it is `C:owner`. */
  release(key: string, owner: string): Promise<boolean>;
  /** Makes the record `Q`, whatever it was, unless it is `D` or `X`. @returns whether it is `Q` now. */
  queue(key: string, windowMs: number): Promise<boolean>;
  /** Makes the record `X`, whatever it was, unless it is `D`. @returns whether it is `X` now. */
  bury(key: string, reason: string, windowMs: number): Promise<boolean>;
  look(key: string): Promise<RecordState>;
  /** Makes the record `F`, unless it is `D`: its receiver is not asked again until `reopen`. */
  refuse(key: string, windowMs: number): Promise<boolean>;
  /** Removes a record that is `F`. */
  reopen(key: string): Promise<boolean>;
  /**
   * Remembers which destinations a delivery has, from its first claim on.
   * @returns those that are known: the ones given where nobody gave any before
   */
  destinationsOf(key: string, names: readonly string[], windowMs: number): Promise<readonly string[]>;
  /** Removes a `D` or `X` on an operator's word, so that a replay passes. True if there was one. */
  forget(key: string): Promise<boolean>;
  /**
   * Remembers which record (and so which body) came with a message id, the first one for `windowMs`.
   * @returns whether the id came with another one before.
   */
  noteBody(key: string, record: string, windowMs: number): Promise<boolean>;
  /** The record noted first; undefined if there is none. */
  noted(key: string): Promise<string | undefined>;
  /** Whether the store answered last time it was asked. */
  readonly up: boolean;
  /** Why it did not, as one word; undefined while it does, or if nobody knows. */
  readonly trouble?: string | undefined;
  /** Called with every change of `up`. */
  onChange(listener: (up: boolean) => void): void;
  /** Resolves at the store's first answer, or after `ms` without one; never rejects. */
  ready(ms: number): Promise<boolean>;
  close(): Promise<void>;
}

/** What is asked of a claim store, as metrics name it. */
export const CLAIM_OPERATIONS = [
  'claim',
  'renew',
  'commit',
  'release',
  'queue',
  'bury',
  'look',
  'forget',
  'note_body',
  'refuse',
  'reopen',
  'destinations',
] as const;
export type ClaimOperation = (typeof CLAIM_OPERATIONS)[number];

/** The reason where a value has a version that this gateway does not know: asking again soon is of no use. */
export const UNKNOWN_VERSION = 'unknown_version';

/** Where it did answer. */
const SENTENCES: Readonly<Record<string, string>> = {
  [UNKNOWN_VERSION]: 'what the store holds was written by another version of the gateway',
  store_full: 'the dedupe store is full',
};

/** The store could not answer: down, hung, read-only, loading, out of memory, wrong type, unknown version. */
export class StoreUnavailable extends Error {
  /** A word for logs and metrics: `timeout`, `disconnected`, `refused` … */
  readonly reason: string;

  constructor(reason: string, cause?: unknown) {
    super(`${SENTENCES[reason] ?? 'the dedupe store does not answer'} (${reason})`, { cause });
    this.name = 'StoreUnavailable';
    this.reason = reason;
  }
}

/** Whether the store met a value of a version that this gateway does not know. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof StoreUnavailable && error.reason === UNKNOWN_VERSION;
}
