/**
 * The nouns. A **source** (a provider) sends a **delivery** to a **route**; the gateway verifies it under the
 * source's **scheme** (schemes/engine/verify.ts makes the only **Verified**), **claims** it (the right to handle it: owner
 * and lease), translates it into a **message** and hands that to the **receiver** behind the **destination** in an
 * **attempt**. The receiver's answer is read as a **verdict**; the delivery ends in an **outcome** (outcome.ts).
 */

/** Names and values in turn, as `rawHeaders` of node:http has them: a repeated header stays visible. */
export type RawHeaders = readonly string[];

/** What arrived: bytes and headers, nothing trusted yet. */
export interface Delivery {
  readonly method: string;
  /** Path and query as received. */
  readonly target: string;
  readonly rawHeaders: RawHeaders;
  readonly body: Buffer;
  /** Epoch milliseconds when its first bytes had come: its headers, before the body. */
  readonly receivedAt: number;
}

/** What goes to the receiver, unsigned: signing happens in each attempt, with that moment's time and secrets. */
export interface Message {
  /** The same for every retry on every replica, so a receiver's own idempotency works. */
  readonly id: string;
  readonly event: string | undefined;
  /** The provider's own id, where it has one. */
  readonly sourceId: string | undefined;
  readonly body: Buffer;
  readonly contentType: string | undefined;
  /** Further headers for the receiver, names and values in turn; already filtered. */
  readonly headers: readonly string[];
}

/** How the receiver's answer is to be understood: done, try again, or never try again. */
export type Verdict = 'accepted' | 'retry' | 'final';

/** Why the receiver gave no answer. */
export interface Failure {
  readonly kind: 'timeout' | 'unreachable';
  /** A word for the log. */
  readonly reason: string;
}
