/**
 * What operators may see and do. http/api offers it behind the admin port. gateway/build-routes.ts makes it from the
 * queue, the delivery log and the routes. Every method may reject with a StoreUnavailable.
 */
import type { OutcomeCode } from '../model/outcome.js';
import type { BreakerState, DeadReason, PausedBy } from '../model/trail.js';
import {
  type LoggedAttempt,
  type DeliveryEntry,
  type DeliveryDetail,
  type Page,
  type QueueSample,
} from '../model/log-entry.js';
import type { Deliver } from '../line/attempt/attempt.js';
import type { HandedSecret } from '../model/delivery.js';
import type { EpochMs } from '../model/time.js';
import type { AuditOperations } from './audit-operations.js';
import type { JobOperations } from './jobs/job-operations.js';
import type { Acted, Meant } from './meant.js';
import type { QueueOperations } from './queue-operations.js';
import type { RefusedOperations } from './refused/refused-operations.js';
import type { ConfigurationOperations } from './configuration.js';
import type { DeliveryConfig, LogPlace } from '../config/config.js';
import type { FirstDelivery } from './overview/overview.js';
import type { OverviewOperations } from './overview/overview-operations.js';
import type { TranslateOperations } from './translations.js';

export interface DeliveryQuery {
  readonly route?: string;
  readonly destination?: string;
  /** An outcome, or `dead` for every dead letter. */
  readonly outcome?: OutcomeCode | 'dead';
  readonly event?: string;
  /** The message id or the provider's. */
  readonly id?: string;
  /** Epoch milliseconds of receipt, both inclusive. */
  readonly since?: EpochMs;
  readonly until?: EpochMs;
  readonly cursor?: string;
  /** 1 to 500. */
  readonly limit: number;
}

export type PendingQuery = Pick<DeliveryQuery, 'route' | 'destination' | 'cursor' | 'limit'>;

export interface DeadQuery extends PendingQuery {
  /** Why they are dead letters. */
  readonly reason?: DeadReason;
}

export interface DeliveryPage extends Page<DeliveryEntry> {
  /** Whether all of it lies in the store, or a part in this process's memory. */
  readonly shared: boolean;
  /** What a reader should know: why it is empty, or what is left out. */
  readonly note: string | undefined;
}

export interface RouteState {
  readonly name: string;
  readonly path: string | undefined;
  readonly mode: DeliveryConfig['mode'];
  readonly source: { readonly scheme: string };
  /** In the order of the file; at least one. */
  readonly destinations: readonly DestinationState[];
  /** Who paused the whole of it, or undefined: `operator`, or `gone` if the only receiver answered 410. */
  readonly paused: PausedBy | undefined;
}

export interface DestinationState {
  readonly name: string;
  /** Without its query, which may hold a token. */
  readonly url: string;
  readonly scheme: string;
  /** Further schemes that sign the same request. */
  readonly alsoSign: readonly string[];
  readonly mode: DeliveryConfig['mode'];
  /** Who paused it or its route. */
  readonly paused: PausedBy | undefined;
  /** Only if it queues. */
  readonly queue: QueueState | undefined;
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

export interface Tested {
  readonly destination: string;
  /** The message id. */
  readonly id: string;
  readonly attempt: LoggedAttempt;
}

export interface Revealed {
  /** The earliest first. A stranger may have sent some of them. */
  readonly secrets: readonly HandedSecret[];
  /** How many had to go because too many came. */
  readonly pushedOut: number;
}

export interface Operations
  extends
    AuditOperations,
    JobOperations,
    ConfigurationOperations,
    OverviewOperations,
    TranslateOperations,
    QueueOperations {
  readonly refused: RefusedOperations;
  routes(): Promise<readonly RouteState[]>;
  /** @throws RangeError for a cursor this gateway did not make. */
  deliveries(query: DeliveryQuery): Promise<DeliveryPage>;
  /** Of several deliveries with the id, the latest. */
  delivery(meant: Meant): Promise<DeliveryDetail | undefined>;
  /** Delivers it again under its message id, past dedupe. If it waits for its next attempt, it is attempted now. */
  replay(meant: Meant): Promise<Acted<'replayed' | 'body_not_kept'>>;
  /** Dedupe forgets the delivery, so that the provider's own retry or replay passes. */
  forget(meant: Meant): Promise<Acted<'forgotten'>>;
  /** A delivery that ended as `event_reuse` passes when it comes next. The id is the message id. */
  allow(meant: Meant): Promise<Acted<'allowed'>>;
  dead(query: DeadQuery): Promise<Page<DeliveryEntry>>;
  /** What is stored and has not ended; the latest receipt first. */
  pending(query: PendingQuery): Promise<Page<DeliveryEntry>>;
  /**
   * @param by the name of the token that asks
   * @returns how many are on their way again, or will be
   * @throws JobRefused (rejects)
   */
  replayDead(selection: DeadSelection, by: string): Promise<number>;
  /**
   * Sends a test event to the route's receivers, once each.
   * @param destination to this one alone
   * @returns undefined if there is no such route or destination
   */
  test(route: string, destination?: string): Promise<readonly Tested[] | undefined>;
  /**
   * @param destination this one alone; left out: the whole route
   * @returns false if there is no such route or destination
   */
  pause(route: string, destination?: string): Promise<boolean>;
  /** Without a destination all of the route's run again. */
  resume(route: string, destination?: string): Promise<boolean>;
  /**
   * Drops what is pending.
   * @param by the name of the token that asks
   * @param destination what is pending for this one alone
   * @returns how many, or undefined if there is no such route or destination
   * @throws JobRefused (rejects)
   */
  cancel(route: string, by: string, destination?: string): Promise<number | undefined>;
  /**
   * The secrets that came in the route's handshakes to this process, for the only time.
   * @returns undefined if there is no such route.
   */
  handshake(route: string): Promise<Revealed | undefined>;
}

/** A destination as operators see it, and what sends its test event. */
export interface OperatedDestination extends Pick<
  DestinationState,
  'name' | 'url' | 'scheme' | 'alsoSign' | 'mode'
> {
  readonly lane: string;
  readonly deliver: Deliver;
}

/** A route as operators see it. */
export interface OperatedRoute extends Pick<RouteState, 'name' | 'path' | 'mode' | 'source'> {
  readonly destinations: readonly OperatedDestination[];
  /** Whether they stand in a list: then each has a record of its own beside the delivery's. */
  readonly several: boolean;
  /** Milliseconds an allowance stands; undefined if nothing of this route can end as `event_reuse`. */
  readonly allowance: number | undefined;
  /** How it is reached before anybody has. @param from where the configuration came from, as it says itself */
  readonly firstDelivery: (from: string) => FirstDelivery;
  /** Where its deliveries are noted. */
  readonly log: LogPlace;
  /** Until when what does not verify goes on; undefined if it never does. */
  readonly reportOnlyUntil: EpochMs | undefined;
}
