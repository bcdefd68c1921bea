import type { Outcome, OutcomeCode } from './outcome.js';
import type { EpochMs, MonotonicMs } from './time.js';
import type { Way } from './way.js';

/** The result of one request for the claim; the label of `webhook_gateway_claims_total`. */
export type ClaimResult = 'new' | 'busy' | 'done' | 'takeover' | 'id_reuse';

/** Why a message is a dead letter (or was cancelled). */
export const DEAD_REASONS = [
  /** The schedule's last attempt failed. */
  'exhausted',
  /** The receiver refused it for good. */
  'final',
  /** Older than the route's `maxAge`. */
  'expired',
  /** Its attempts killed their worker too often. */
  'poison',
  /** Redis does not have its body any more (evicted, or deleted by hand). */
  'lost',
  /** No attempt could be signed. */
  'untranslatable',
  /** Its destination is not configured any more. */
  'removed',
  /** An operator dropped it. */
  'cancelled',
] as const;
export type DeadReason = (typeof DEAD_REASONS)[number];
/** Those that the list of dead letters may have: what an operator dropped is none any more. */
export const DEAD_LETTER_REASONS = DEAD_REASONS.filter((reason) => reason !== 'cancelled');

/** One attempt at the receiver. */
export interface AttemptNote {
  /** From 1. */
  readonly number: number;
  /** The receiver's status, if it answered. */
  readonly status: number | undefined;
  readonly result: 'accepted' | 'retry' | 'final' | 'timeout' | 'unreachable';
  /** Why, as one word of a closed list, if the result alone does not say. */
  readonly reason?: string | undefined;
  readonly durationMs: number;
}

/**
 * What the line notes down while a delivery passes. The steps write it. At the end observe/ reads it once and makes one
 * log line and all counts of it, so no step logs or counts by itself. It never holds a secret, a signature or a body.
 */
export interface Trail {
  /** The route's name, or `_unmatched`. */
  readonly route: string;
  /** The only one's name; of several, the one whose verdict was told. */
  destination: string | undefined;
  /** Epoch milliseconds at receipt. */
  readonly receivedAt: EpochMs;
  /** performance.now() at receipt and, where the upload took time, at its end. */
  readonly startedAt: MonotonicMs;
  bodyReadAt: MonotonicMs;
  /** Its steps from then on. */
  readonly way: Way;
  /** The source's address. */
  readonly client: string;
  bodyBytes: number;
  /** The claim record's key, once it is known. */
  key: string | undefined;
  messageId: string | undefined;
  sourceId: string | undefined;
  event: string | undefined;
  /** Name of the secret that matched. */
  secret: string | undefined;
  /** The scheme under which it verified; of several that the route takes, the one it came under. */
  scheme: string | undefined;
  /** Age of the signed time at receipt, in seconds; negative if it lies ahead. */
  timestampAge: number | undefined;
  /** The unsigned event header contradicts the signed body (the body counts). */
  eventMismatch: boolean;
  /** Names of headers that should have gone on to the receiver and could not, separated by commas. */
  droppedHeaders: string | undefined;
  /** The result of each request for the claim, in order. */
  readonly claims: ClaimResult[];
  attempt: AttemptNote | undefined;
  /** The store failed and the route goes on without (`onStoreOutage: forward`). */
  withoutDedupe: boolean;
  outcome: Outcome | undefined;
  /** How it would have ended, if it went on although it does not verify. */
  unverified?: OutcomeCode | undefined;
  /** The status the source was told. */
  status: number | undefined;
  /** For a request that no route has: where it went, and the route that was meant, looked for when asked. */
  readonly unmatched?: Unmatched | undefined;
  /** For what was refused before and is taken now: its id in the list. Nobody waits for its answer. */
  readonly takenFrom?: string | undefined;
  /** Undefined if nobody asked for traces. */
  trace: DeliveryTrace | undefined;
  /** What came of each destination that was asked, where a route has several: each has its own key and attempt. */
  parts?: readonly Trail[] | undefined;
}

/** What the log and the counts have of a delivery: each destination that was asked, or the delivery itself. */
export function partsOf(trail: Trail): readonly Trail[] {
  return trail.parts && trail.parts.length > 0 ? trail.parts : [trail];
}

export interface Unmatched {
  /** Without its query. */
  readonly path: string;
  readonly nearest: () => string | undefined;
}

/**
 * The way of a delivery ends, and of each of its destinations.
 * @param status that the source was told; undefined if nobody waits for an answer
 */
export function answered(trail: Trail, status: number | undefined): void {
  trail.status = status;
  const at = trail.way.end();
  for (const part of trail.parts ?? []) {
    part.status = status;
    part.way.end(at);
  }
}

/** A delivery's trace while the line works on it; all it shows is read off the trail. */
export interface DeliveryTrace {
  /** What makes attempts at the message a part of this trace: the text of a `traceparent` header. */
  parent(trail: Trail): string;
  /** The delivery's answer is decided. Called once. */
  end(trail: Trail): void;
}

/** One attempt made by the queue. */
export interface QueueAttempt {
  readonly route: string;
  readonly destination: string;
  readonly messageId: string;
  readonly sourceId: string | undefined;
  readonly event: string | undefined;
  readonly attempt: AttemptNote;
  /** Milliseconds from receipt to now. */
  readonly age: number;
  /** What follows from it, in epoch milliseconds by the store's clock; undefined if it was accepted. */
  readonly next: { readonly at: EpochMs } | { readonly dead: DeadReason } | undefined;
}

/** A message that died without a further attempt. */
export interface DeadLetter {
  readonly route: string;
  readonly destination: string;
  readonly messageId: string;
  readonly sourceId: string | undefined;
  readonly event: string | undefined;
  readonly reason: DeadReason;
  /** How many were made. */
  readonly attempts: number;
}

/** Who paused a route; `gone`: the receiver answered that it wants nothing any more (410). */
export type PausedBy = 'operator' | 'gone';

export type BreakerState = 'closed' | 'half_open' | 'open';

/** What observe/ offers to the line and to the queue; injected by gateway/build-routes.ts. */
export interface Reporter {
  /** Once for every request on the public port, when its answer is decided. */
  delivery(trail: Trail): void;
  /** An attempt that outlived its answer (detached) has ended. */
  late(trail: Trail, attempt: AttemptNote, remembered: boolean): void;
  /** A claim changed hands, seen when the commit came late. */
  takeover(route: string): void;
  /** A fault of our own that a request ran into. */
  fault(error: unknown): void;

  /** Once for every attempt the queue made, when its end is written down. */
  queueAttempt(entry: QueueAttempt): void;
  /** For a message that dies without an attempt. If its last attempt failed, `queueAttempt` has told of its death. */
  dead(letter: DeadLetter): void;
  /** An attempt of the queue that never reported back: its worker died, or lost its hold on the message. */
  crashed(route: string): void;
  /** Why the store refuses a lane's worker, undefined once that takes a message; told again and again. */
  refused(lane: string, reason: string | undefined): void;
  /** The state of the breaker before a receiver; may be told again and again. */
  breaker(route: string, destination: string, state: BreakerState): void;
  /** Who paused a route or one of its lanes, undefined if it runs; may be told again and again. */
  paused(lane: string, by: PausedBy | undefined): void;
}

/**
 * Hears what ended, together with the counts of it: a little later than it happened, and many at a time. Moments are
 * epoch milliseconds of the end. None of its methods may throw.
 */
export interface EndListener {
  /** @param oursMs the gateway's own part, without the upload and the receiver */
  delivery(trail: Trail, at: EpochMs, oursMs: number): void;
  /** An attempt that outlived its answer. */
  late(trail: Trail, attempt: AttemptNote, at: EpochMs): void;
  queueAttempt(entry: QueueAttempt, at: EpochMs): void;
}
