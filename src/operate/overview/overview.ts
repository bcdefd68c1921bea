/** The whole at once: what passed in the last hour, what waits, and what needs an operator. */
import type { OutcomeCode } from '../../model/outcome.js';
import type { AttemptNote, BreakerState, PausedBy } from '../../model/trail.js';
import type { EpochMs } from '../../model/time.js';
import type { DeliveryConfig, LogPlace } from '../../config/config.js';
import type { Replica, Scope } from '../replicas.js';
import type { LetOnOverview } from './let-on-share.js';

/** Milliseconds; undefined if nothing was counted. */
export interface Latency {
  readonly p50: number | undefined;
  readonly p99: number | undefined;
}

export interface Minute {
  /** Epoch milliseconds at which it begins. */
  readonly t: EpochMs;
  /** What is 0 is left out. */
  readonly outcomes: Readonly<Partial<Record<OutcomeCode, number>>>;
  /** Attempts at the receiver by result, those of the queue too. */
  readonly attempts: Readonly<Partial<Record<AttemptNote['result'], number>>>;
}

export interface DestinationOverview {
  readonly name: string;
  readonly mode: DeliveryConfig['mode'];
  /** Without its query, which may hold a token. */
  readonly url: string;
  /** Sixty, the earliest first. */
  readonly minutes: readonly Minute[];
  /** The gateway's own part of a delivery, and an attempt at the receiver. */
  readonly ours: Latency;
  readonly receiver: Latency;
  /** Messages that wait or are being attempted, and dead letters; undefined if the route does not queue. */
  readonly backlog: number | undefined;
  readonly oldest: EpochMs | undefined;
  readonly dead: number | undefined;
  /** As this replica sees the receiver; undefined if the route does not queue. */
  readonly breaker: BreakerState | undefined;
  readonly paused: PausedBy | undefined;
  /** Within the hour; undefined if nothing was accepted. */
  readonly lastAccepted: EpochMs | undefined;
}

/** How a provider, or an operator in its place, reaches a route. */
export interface FirstDelivery {
  /** To give to the provider; where the host is not known, with `YOUR-HOST` in its place. */
  readonly url: string;
  /** A command that sends a genuine test event; undefined if the scheme cannot be signed here. */
  readonly sendLine: string | undefined;
}

export interface RouteOverview extends FirstDelivery {
  readonly name: string;
  readonly path: string | undefined;
  readonly mode: DeliveryConfig['mode'];
  readonly scheme: string;
  readonly log: LogPlace;
  /** No replica has seen a genuine delivery of it yet, as far as is known. */
  readonly waitingForFirst: boolean;
  /**
   * Deliveries that ended before one of several destinations was asked: refused ones, say, and duplicates. The earliest
   * first, without minutes that had none; empty if the route has one destination, which has all of them.
   */
  readonly askedNone: readonly Pick<Minute, 't' | 'outcomes'>[];
  /** Refused deliveries of the hour, by reason, or by outcome where that says all. */
  readonly refused: Readonly<Record<string, number>>;
  /** Undefined if the route enforces by its configuration. */
  readonly letOn: LetOnOverview | undefined;
  readonly destinations: readonly DestinationOverview[];
}

export interface Attention {
  readonly severity: 'critical' | 'warning' | 'info';
  readonly route: string | undefined;
  readonly says: string;
  /** Where it is written what to do. */
  readonly link: string;
}

export interface StoreState {
  readonly kind: 'memory' | 'redis';
  readonly up: boolean;
  /** Why it is not, as one word. */
  readonly reason: string | undefined;
}

export interface Overview {
  readonly scope: Scope;
  readonly version: string;
  /** Of this replica, in epoch milliseconds. */
  readonly startedAt: EpochMs;
  readonly draining: boolean;
  readonly store: StoreState;
  readonly replicas: readonly Replica[];
  readonly config: { readonly hash: string; readonly readAt: EpochMs };
  readonly routes: readonly RouteOverview[];
  readonly attention: readonly Attention[];
}
