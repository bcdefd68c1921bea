/**
 * What operators may see and do. http/api offers it behind the admin port, build.ts joins it from the queue, the
 * delivery log and the routes. Every method may reject with a StoreUnavailable.
 */
import type { OutcomeCode } from '../model/outcome.js';
import type { AttemptRecord, BreakerState, DeadReason } from '../model/record.js';

/** An attempt as the log keeps it. */
export interface LoggedAttempt extends AttemptRecord {
  /** Epoch milliseconds at which it began. */
  readonly at: number;
  /** The first bytes of the receiver's answer, as text; undefined where there was none. */
  readonly answer: string | undefined;
}

/** One delivery of the log. */
export interface DeliveryEntry {
  /** The message id; empty where the delivery was refused before it had one. */
  readonly id: string;
  readonly route: string;
  readonly destination: string;
  /** The provider's own id. */
  readonly sourceId: string | undefined;
  readonly event: string | undefined;
  /** `queued` while it waits; what its last attempt came to where it is dead. */
  readonly outcome: OutcomeCode;
  readonly reason: string | undefined;
  /** Why it is a dead letter, where it is one. */
  readonly dead: DeadReason | undefined;
  /** Epoch milliseconds, here and below. */
  readonly receivedAt: number;
  readonly endedAt: number | undefined;
  readonly nextAttemptAt: number | undefined;
  readonly attempts: readonly LoggedAttempt[];
  /** Size of the message's body. */
  readonly bytes: number;
  readonly bodyKept: boolean;
}

export interface DeliveryDetail extends DeliveryEntry {
  /** Undefined where it is not kept. */
  readonly body: Buffer | undefined;
}

export interface DeliveryQuery {
  readonly route?: string;
  /** An outcome, or `dead` for every dead letter. */
  readonly outcome?: OutcomeCode | 'dead';
  readonly event?: string;
  /** The message id or the provider's. */
  readonly id?: string;
  /** Epoch milliseconds of receipt, both inclusive. */
  readonly since?: number;
  readonly until?: number;
  readonly cursor?: string;
  /** 1 to 500. */
  readonly limit: number;
}

/** The newest first. */
export interface Page<T> {
  readonly data: readonly T[];
  /** Asks for the rest; undefined where there is none. A page may be short, even empty, and still have a next one. */
  readonly next: string | undefined;
}

export interface RouteState {
  readonly name: string;
  readonly path: string | undefined;
  readonly mode: 'direct' | 'queued' | 'spill';
  readonly source: { readonly scheme: string };
  /** The URL without its query, which may hold a token. */
  readonly destination: { readonly name: string; readonly url: string; readonly scheme: string };
  /** Who paused it, or undefined: `operator`, or `gone` where the receiver answered 410. */
  readonly paused: 'operator' | 'gone' | undefined;
  /** Only where the route queues. */
  readonly queue: QueueState | undefined;
}

/** A queue at one moment; the same for all replicas, which share it. */
export interface QueueSample {
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
  readonly dead: number;
  /** Epoch milliseconds at which the oldest pending message was received. */
  readonly oldest: number | undefined;
}

export interface QueueState extends QueueSample {
  /** As this process sees the receiver. */
  readonly breaker: BreakerState;
}

export interface DeadSelection {
  readonly route?: string;
  /** Message ids; without any, every dead letter of the route, or of all routes. */
  readonly ids?: readonly string[];
  /** Messages a second, so that a receiver just back is not flooded. */
  readonly rate: number;
}

export interface Operations {
  routes(): Promise<readonly RouteState[]>;
  /** @throws RangeError for a cursor this gateway did not make. */
  deliveries(query: DeliveryQuery): Promise<Page<DeliveryEntry>>;
  /** @param id the message id or the provider's; of several deliveries with it, the latest. */
  delivery(id: string): Promise<DeliveryDetail | undefined>;
  /** Delivers it again under its message id, past dedupe; what waits for its next attempt is attempted now. */
  replay(id: string): Promise<'replayed' | 'body_not_kept' | 'not_found'>;
  /** Dedupe forgets the delivery, so that the provider's own retry or replay passes. */
  forget(id: string): Promise<boolean>;
  dead(query: Pick<DeliveryQuery, 'route' | 'cursor' | 'limit'>): Promise<Page<DeliveryEntry>>;
  /** @returns how many are on their way again. */
  replayDead(selection: DeadSelection): Promise<number>;
  /** Sends a test event to the route's receiver, once. @returns undefined where there is no such route. */
  test(route: string): Promise<{ readonly id: string; readonly attempt: LoggedAttempt } | undefined>;
  /** @returns false where there is no such route. */
  pause(route: string): Promise<boolean>;
  resume(route: string): Promise<boolean>;
  /** Drops what is pending. @returns how many, or undefined where there is no such route. */
  cancel(route: string): Promise<number | undefined>;
  /** Reads the configuration again. @returns what is wrong with it; empty where it is in force. */
  reload(): Promise<readonly { readonly path: string; readonly message: string }[]>;
}
