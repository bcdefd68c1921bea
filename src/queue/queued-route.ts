/** A route's way to one destination, as its queue needs it: live parts and rules. A reload swaps it as a whole. */
import type { Deliver } from '../line/attempt/attempt.js';
import type { RetryPolicy } from '../policy/retry.js';
import type { Keeping } from './message-store.js';
import type { Rate } from '../policy/rate.js';

export interface QueuedRoute {
  /** The route's. */
  readonly name: string;
  readonly destination: string;
  /** Where its messages lie. */
  readonly lane: string;
  /**
   * For a lane that no destination has any more: who delivers what was stored there, by the name it was stored for;
   * undefined where that one is not configured any more either. Left out: this one delivers all.
   */
  readonly heir?: (destination: string) => QueuedRoute | undefined;
  readonly deliver: Deliver;
  /** Milliseconds an attempt may take. */
  readonly timeout: number;
  readonly policy: RetryPolicy;
  readonly keeping: Keeping;
  /** Milliseconds an acceptance is remembered; undefined if the route does not dedupe. */
  readonly window: number | undefined;
  /** Attempts at a time in this process. */
  readonly concurrency: number;
  /** Attempts over all replicas. */
  readonly rate: Rate | undefined;
  /** Whether a status means that the receiver wants nothing any more. */
  readonly disables: (status: number) => boolean;
}
