import type { Outcome } from './outcome.js';

/** What asking for the claim gave; the label of `webhook_gateway_claims_total`. */
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
  /** An operator dropped it. */
  'cancelled',
] as const;
export type DeadReason = (typeof DEAD_REASONS)[number];

/** One attempt at the receiver. */
export interface AttemptRecord {
  /** From 1. */
  readonly number: number;
  /** The receiver's status, where it answered. */
  readonly status: number | undefined;
  readonly result: 'accepted' | 'retry' | 'final' | 'timeout' | 'unreachable';
  readonly durationMs: number;
}

/**
 * What the line notes down while a delivery passes. Steps write it, observe/ reads it once at the end and makes one
 * log line and all counts of it, so no step logs or counts by itself. Never holds a secret, a signature or a body.
 */
export interface DeliveryRecord {
  /** The route's name, or `_unmatched`. */
  readonly route: string;
  readonly destination: string | undefined;
  /** performance.now() at receipt and, where the upload took time, at its end. */
  readonly startedAt: number;
  bodyReadAt: number;
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
  /** Age of the signed time at receipt, in seconds; negative where it lies ahead. */
  timestampAge: number | undefined;
  /** The unsigned event header contradicts the signed body (the body counts). */
  eventMismatch: boolean;
  /** What each asking gave, in order. */
  readonly claims: ClaimResult[];
  attempt: AttemptRecord | undefined;
  /** The store failed and the route goes on without (`onStoreOutage: forward`). */
  withoutDedupe: boolean;
  outcome: Outcome | undefined;
  /** The status the source was told. */
  status: number | undefined;
}

/** What observe/ offers to the line; injected by build.ts. */
export interface Reporter {
  /** Once for every request on the public port, when its answer is decided. */
  delivery(record: DeliveryRecord): void;
  /** An attempt that outlived its answer (detached) has ended. */
  late(record: DeliveryRecord, attempt: AttemptRecord, remembered: boolean): void;
  /** A claim changed hands, seen when the commit came late. */
  takeover(route: string): void;
  queueAttempt(e: any): void;
  dead(e: any): void;
  breaker(r: string, s: string): void;
  paused(r: string, p: boolean): void;
  crashed(r: string): void;
  /** A fault of our own that a request ran into. */
  fault(error: unknown): void;
}
