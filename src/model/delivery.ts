/**
 * The nouns. A **source** (a provider) sends a **delivery** to a **route**. The gateway verifies it under the source's
 * **scheme** (only schemes/engine/verify.ts can make a **Verified**). It takes a **claim** on it (the right to handle
 * it: owner and lease) and translates it into a **message**. It hands the message to the **receiver** behind the
 * **destination** in an **attempt**. The receiver's answer is read as a **verdict**. The delivery ends in an
 * **outcome** (outcome.ts).
 */
import type { EpochMs } from './time.js';

/** Names and values in turn, as `rawHeaders` of node:http has them: a repeated header stays visible. */
export type RawHeaders = readonly string[];

/** A request as it arrived: bytes and headers, nothing trusted yet. */
export interface Delivery {
  readonly method: string;
  /** Path and query as received. */
  readonly target: string;
  /** What the path has behind the route's own, where that ends in `/*`: empty, or begins with `/`. */
  readonly rest?: string | undefined;
  readonly rawHeaders: RawHeaders;
  readonly body: Buffer;
  /** Epoch milliseconds when its first bytes had come: its headers, before the body. */
  readonly receivedAt: EpochMs;
}

/** The message for the receiver, unsigned: each attempt signs it, with that moment's time and secrets. */
export interface Message {
  /** The same for every retry on every replica, so a receiver's own idempotency works. */
  readonly id: string;
  /** As the receiver knows it. */
  readonly event: string | undefined;
  /** The source's name for the event, if the receiver has another one. */
  readonly sourceEvent?: string | undefined;
  /** The provider's own id, if it has one. */
  readonly sourceId: string | undefined;
  readonly body: Buffer;
  readonly contentType: string | undefined;
  /** Further headers for the receiver, names and values in turn; already filtered. */
  readonly headers: readonly string[];
  /** What goes behind the destination's own path, as sent; undefined: nothing. */
  readonly pathRest?: string | undefined;
  /** What goes into its query, as sent; undefined: nothing. */
  readonly query?: string | undefined;
  /** The trace that its attempts belong to, as the text of a `traceparent` header; undefined if it has none of ours. */
  readonly trace?: string | undefined;
}

/** How the gateway understands the receiver's answer: done, try again, or never try again. */
export type Verdict = 'accepted' | 'retry' | 'final';

/** Why the receiver gave no answer. */
export interface Failure {
  readonly kind: 'timeout' | 'unreachable';
  /** A word for the log. */
  readonly reason: string;
  /** The receiver is there, and only its answer could not be read. */
  readonly answered?: true;
}

/** A secret that came with a provider's question, from the provider or from a stranger. */
export interface HandedSecret {
  readonly value: string;
  /** The address it came from. */
  readonly client: string;
  /** Epoch milliseconds. */
  readonly receivedAt: EpochMs;
}
