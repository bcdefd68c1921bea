/**
 * A route's durable queue, as the line knows it. gateway/build-routes.ts gives one to each route that delivers later.
 */
import type { AttemptResult } from '../attempt/attempt.js';
import type { NewMessage } from './new-message.js';
import type { Seat } from './together.js';
import type { EpochMs, MonotonicMs } from '../../model/time.js';

export interface Queue {
  /**
   * Resolves when the message is written as durably as the store is asked to: from then on it is delivered or becomes
   * a dead letter.
   * @returns when its schedule began, in epoch milliseconds by the store's clock
   * @param seat it is written in one write with the other messages of its delivery
   * @throws StoreUnavailable (rejects); it may then still be delivered, as after any 503
   */
  put(message: NewMessage, seat?: Seat): Promise<EpochMs>;
  /** Stores a message that cannot be translated, dead from the start. @throws StoreUnavailable (rejects) */
  bury(message: NewMessage): Promise<void>;
  /** Milliseconds to the attempt after this first one, or undefined if the schedule has none. */
  delayAfterFirst(result: AttemptResult, receivedAt: MonotonicMs): number | undefined;
  /** An attempt of the line itself ended: the breaker learns from it as from the queue's own. */
  attempted(result: AttemptResult): void;
  /** Whether an attempt by the line is worth it: not while the breaker is open or the route is paused. */
  readonly reachable: boolean;
  /**
   * An attempt ended, and its message had been stored meanwhile. Never rejects for the store: the queue's own attempt
   * comes.
   * @param armedAt as `put` gave it
   */
  endedLate(key: string, armedAt: EpochMs, result: AttemptResult): Promise<void>;
}
