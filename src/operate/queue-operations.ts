/** What operators see of queues: what waits, what is due when, and why what is dead died. */
import type { EpochMs } from '../model/time.js';
import type { BreakerState, DeadReason, PausedBy } from '../model/trail.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Where each span ends in which messages are counted by the time of their next attempt, in milliseconds from now. */
export const DUE_SPANS_MS: readonly number[] = [
  ...[0, MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS],
  ...[HOUR_MS, 6 * HOUR_MS, 24 * HOUR_MS],
];
/** Dead letters that are looked at for their reasons. */
export const MOST_DEAD_READ = 1_000;

export interface QueueQuery {
  readonly route?: string;
  readonly destination?: string;
}

/** Messages whose next attempt lies in one span of time. */
export interface Due {
  /** The first span has what is due already, so it begins where it ends. */
  readonly from: EpochMs;
  /** Undefined: the last span has no end. */
  readonly until: EpochMs | undefined;
  readonly count: number;
}

export interface DestinationQueue {
  readonly route: string;
  readonly destination: string;
  /** What a destination left that is not configured any more, or queues no longer, is delivered as `queued`. */
  readonly mode: 'queued' | 'spill';
  readonly paused: PausedBy | undefined;
  /** As this process sees the receiver. */
  readonly breaker: BreakerState;
  readonly waiting: number;
  /** Waiting for the time of their next attempt. */
  readonly delayed: number;
  readonly active: number;
  readonly dead: number;
  /** When the oldest pending message was received. */
  readonly oldest: EpochMs | undefined;
  readonly due: readonly Due[];
  readonly deadBy: Readonly<Partial<Record<DeadReason, number>>>;
  /** Whether there are more dead letters than were looked at. */
  readonly deadByCut: boolean;
}

export interface QueueOperations {
  /**
   * Of each destination that queues.
   * @returns undefined if there is no such route or destination
   */
  queue(query: QueueQuery): Promise<readonly DestinationQueue[] | undefined>;
}
