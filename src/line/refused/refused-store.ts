/**
 * Where refused deliveries lie: bounded, by route. Anybody can send them, so whoever sends many pushes out his own
 * first. Both stores keep the same rules; a suite holds them to it.
 */
import type { EpochMs } from '../../model/time.js';
import type { RefusedAnswer, RefusedEntry, RefusedHead } from './refused-entry.js';

/** What a route may hold. */
export interface RefusedBounds {
  readonly maxCount: number;
  readonly maxBytes: number;
  /** Milliseconds from receipt. */
  readonly maxAge: number;
}

/** Of a route's entries and bytes, for one client. */
export const CLIENT_SHARE = 1 / 4;

/** What an entry takes beside its headers and its body: its head and its places in the indexes, about. */
export const ENTRY_BYTES = 1_024;

export interface NewRefused {
  readonly entry: RefusedEntry;
  /** Whose share it counts for: an address, of IPv6 its /64. */
  readonly holder: string;
  /** How often the same came since the last time. */
  readonly times: number;
  /** Bytes it takes, all in all. */
  readonly size: number;
}

/** A place in the order of receipt. */
export interface Place {
  readonly time: EpochMs;
  readonly id: string;
}

export interface RefusedQuery {
  readonly order: 'newest' | 'oldest';
  /** Epoch milliseconds, inclusive. */
  readonly since: EpochMs | undefined;
  readonly until: EpochMs | undefined;
  /** Behind this place, in the order asked for. */
  readonly after: Place | undefined;
  readonly limit: number;
  readonly outcome: string | undefined;
  readonly reason: string | undefined;
  readonly client: string | undefined;
}

export interface RefusedPage {
  readonly data: readonly RefusedHead[];
  /** As far as was looked; undefined where nothing comes behind it. A page may be short, even empty, and have one. */
  readonly next: Place | undefined;
}

/** What is asked of it, as metrics know it. */
export const REFUSED_OPERATIONS = ['refused'] as const;

/** Every method rejects with a StoreUnavailable when the store cannot answer. */
export interface RefusedStore {
  /**
   * Keeps them, or counts those that are there already. Whatever is over a bound goes: without a signature of the
   * scheme's shape first, the oldest first; over a client's share, of the reason that it has most of.
   * @returns how many were pushed out
   */
  add(route: string, entries: readonly NewRefused[], bounds: RefusedBounds): Promise<number>;
  list(route: string, query: RefusedQuery): Promise<RefusedPage>;
  /** In the order of the ids; undefined for those that are not there. */
  get(route: string, ids: readonly string[]): Promise<readonly (RefusedEntry | undefined)[]>;
  /** @returns false if it was not there */
  remove(route: string, id: string): Promise<boolean>;
  /** Notes what came of a try to take it. */
  answered(route: string, id: string, answer: RefusedAnswer): Promise<void>;
  /** Drops what is older than it may be. */
  trim(route: string, bounds: RefusedBounds): Promise<void>;
}
