/**
 * What the replicas of one gateway tell each other through the store: that they live, and what passed through each of
 * them. Everything expires by itself.
 */
import type { EpochMs } from './time.js';

/** A replica that told of itself in the last half minute. */
export interface Living {
  readonly id: string;
  /** What it said of itself; JSON of `About`. */
  readonly about: string;
}

/** How long a replica counts as living after it told so, in milliseconds. */
export const LIVES_MS = 30_000;
/** How long a minute's counts stay, in milliseconds. */
export const MINUTE_STAYS_MS = 2 * 3_600_000;

/** Every method rejects with a StoreUnavailable if the store does not answer. */
export interface ReplicaNotes {
  /**
   * Tells that a replica lives.
   * @returns all that live, this one among them, and the store's clock
   */
  beat(id: string, about: string): Promise<{ readonly living: readonly Living[]; readonly at: EpochMs }>;
  /** It lives no more. */
  leave(id: string): Promise<void>;
  /**
   * Keeps what a replica counted in a minute; later counts of the same minute replace the earlier.
   * @param minute epoch milliseconds divided by 60,000, whole
   */
  keepMinute(minute: number, id: string, counts: string): Promise<void>;
  /** What each replica counted, in the order of the minutes asked for. */
  minutes(minutes: readonly number[]): Promise<readonly ReadonlyMap<string, string>[]>;
  /** Notes that these routes had their first delivery. */
  keepFirst(routes: readonly string[]): Promise<void>;
  /** Routes that ever had a delivery. */
  firsts(): Promise<ReadonlySet<string>>;
}
