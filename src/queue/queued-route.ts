/** A route as its queue needs it: the live parts and the rules, swapped whole at a reload. */
import type { Deliver } from '../line/attempt/attempt.js';
import type { RetryPolicy } from '../policy/retry.js';
import type { Keeping } from './message-store.js';
import type { Rate } from '../policy/rate.js';

export interface QueuedRoute {
  readonly name: string;
  readonly destination: string;
  readonly deliver: Deliver;
  /** Milliseconds an attempt may take. */
  readonly timeout: number;
  readonly policy: RetryPolicy;
  readonly keeping: Keeping;
  /** Milliseconds an acceptance is remembered; undefined where the route does not dedupe. */
  readonly window: number | undefined;
  /** Attempts at a time in this process. */
  readonly concurrency: number;
  /** Attempts over all replicas. */
  readonly rate: Rate | undefined;
  /** Whether a status means that the receiver wants nothing any more. */
  readonly disables: (status: number) => boolean;
}
