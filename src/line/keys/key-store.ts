/**
 * The keys that were fetched, and every rule of when to fetch: one question at a time to an address, before what is held
 * runs out, and no more often than its host can be asked for the sake of strangers. What is held goes on serving while the
 * host is away; what was never held is nobody's fault, and is told apart from what the host has none of.
 */
import type { EpochMs, MonotonicClock, MonotonicMs } from '../../model/time.js';
import type { Key } from '../../schemes/engine/keys.js';
import type { RefusalReason } from '../../schemes/engine/presentation.js';
import type { AskedKey } from '../../schemes/keys/asked.js';
import { lifetimeOf, pickKeys, readHeld, type Held, type ReadingRules } from './held-key.js';
import type { KeyAnswer } from './key-fetch.js';
import type { NewIds } from './new-ids.js';

/** What came of a question, for the counts. */
export const KEY_RESULTS = ['fetched', 'none', 'away', 'unreadable', 'limited'] as const;
export type KeyResult = (typeof KEY_RESULTS)[number];

/** Why a key cannot be had now. */
export type Unavailable = 'key_host_away' | 'key_unreadable' | 'key_limit';

export class KeyUnavailable {
  readonly reason: Unavailable;
  constructor(reason: Unavailable) {
    this.reason = reason;
  }
}

export type FoundKeys = readonly Key[] | RefusalReason | KeyUnavailable;

/** Who asks: a route, on whose account strangers are counted. */
export interface Asker {
  readonly rules: ReadingRules;
  /** Asks the host. Never rejects. */
  readonly ask: (asked: AskedKey) => Promise<KeyAnswer | undefined>;
  readonly newIds: NewIds;
  /** Deliveries that wait for a key now. */
  waiting: number;
  readonly note: (result: KeyResult) => void;
  /** What else tells its keys from those of others at the same address. */
  readonly scope: string;
}

interface Entry {
  held: Held | undefined;
  refreshAt: MonotonicMs;
  staleAt: MonotonicMs;
  /** When an id that is not held was last asked for, and the host answered. */
  unknownAt: MonotonicMs;
  /** In a row; and when the next question may go out. */
  failures: number;
  notBefore: MonotonicMs;
  failed: Exclude<Unavailable, 'key_limit'>;
  running: Promise<void> | undefined;
}

/** An unknown id of a set makes for one question in this time. */
const UNKNOWN_EVERY_MS = 30_000;
/** Refreshed when so much of its lifetime is over, so that nobody waits. */
const REFRESH_AT = 0.8;
const MAX_WAITING = 16;
/** A host that failed is asked again at once, then ever later. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
/** Addresses that are remembered; the ones used longest ago go first. */
const MAX_ENTRIES = 2_048;

export class KeyStore {
  readonly #entries = new Map<string, Entry>();
  readonly #now: MonotonicClock;

  /** @param now monotonic milliseconds */
  constructor(now: MonotonicClock) {
    this.#now = now;
  }

  /**
   * @param client on whose account a new id goes
   * @param at when the delivery came, for the dates of certificates
   * @returns a promise only if something has to be fetched first
   */
  find(asked: AskedKey, asker: Asker, client: string, at: EpochMs): FoundKeys | Promise<FoundKeys> {
    const name = `${asker.scope}\0${asked.kind}\0${asked.address}\0${asked.isNamed ? (asked.id ?? '') : ''}`;
    const known = this.#entries.get(name);
    const entry = known ?? (this.#mayAsk(asked, asker, client) ? this.#enter(name) : undefined);
    if (!entry) return new KeyUnavailable('key_limit');
    if (known) this.#touch(name, known);
    const now = this.#now();
    const { held } = entry;
    if (!held || now >= entry.staleAt) return this.#await(entry, asked, asker, at);
    const found = pickKeys(held, asked.id, at);
    if (typeof found !== 'string') {
      if (now >= entry.refreshAt && this.#isFree(entry)) void this.#ask(entry, asked, asker);
      return found;
    }
    if (held.kind !== 'set' || now - entry.unknownAt < UNKNOWN_EVERY_MS) return found;
    return this.#await(entry, asked, asker, at);
  }

  #mayAsk({ isNamed }: AskedKey, { newIds, note }: Asker, client: string): boolean {
    if (!isNamed || newIds.take(client, this.#now())) return true;
    note('limited');
    return false;
  }

  #enter(name: string): Entry {
    const entry: Entry = {
      ...{ held: undefined, refreshAt: 0, staleAt: 0, unknownAt: -Infinity },
      ...{ failures: 0, notBefore: 0, failed: 'key_host_away', running: undefined },
    };
    this.#entries.set(name, entry);
    for (const [oldest, { running }] of this.#entries) {
      if (this.#entries.size <= MAX_ENTRIES) break;
      if (!running) this.#entries.delete(oldest);
    }
    return entry;
  }

  /** To the end of the line of those that are forgotten. */
  #touch(name: string, entry: Entry): void {
    this.#entries.delete(name);
    this.#entries.set(name, entry);
  }

  #isFree({ running, notBefore }: Entry): boolean {
    return running === undefined && this.#now() >= notBefore;
  }

  async #await(entry: Entry, asked: AskedKey, asker: Asker, at: EpochMs): Promise<FoundKeys> {
    if (entry.running || this.#isFree(entry)) {
      if (asker.waiting >= MAX_WAITING) return this.#without(entry, asked, at, 'key_limit');
      asker.waiting++;
      try {
        await (entry.running ?? this.#ask(entry, asked, asker));
      } finally {
        asker.waiting--;
      }
    }
    const { held, failures, failed } = entry;
    if (!held || failures > 0) return this.#without(entry, asked, at, failed);
    return pickKeys(held, asked.id, at);
  }

  /** What is held goes on serving; what is not held may be there all the same. */
  #without({ held }: Entry, { id }: AskedKey, at: EpochMs, reason: Unavailable): FoundKeys {
    const found = held && pickKeys(held, id, at);
    return found === undefined || typeof found === 'string' ? new KeyUnavailable(reason) : found;
  }

  #ask(entry: Entry, asked: AskedKey, asker: Asker): Promise<void> {
    entry.running = this.#fetch(entry, asked, asker).finally(() => {
      entry.running = undefined;
    });
    return entry.running;
  }

  async #fetch(entry: Entry, asked: AskedKey, { ask, rules, note }: Asker): Promise<void> {
    const answer = await ask(asked);
    const now = this.#now();
    const read = readHeld(asked, answer, rules);
    if (typeof read === 'string') {
      note(read);
      entry.failed = read === 'away' ? 'key_host_away' : 'key_unreadable';
      const pause = entry.failures === 0 ? 0 : FIRST_PAUSE_MS * 2 ** Math.min(entry.failures - 1, 8);
      entry.notBefore = now + Math.min(pause, LONGEST_PAUSE_MS);
      entry.failures++;
      return;
    }
    const lifetime = lifetimeOf(read, answer?.maxAge);
    const isMissing = read.kind === 'set' && asked.id !== undefined && !read.set.byId.has(asked.id);
    if (isMissing) entry.unknownAt = now;
    note(read.kind === 'none' || isMissing ? 'none' : 'fetched');
    entry.held = read;
    entry.failures = 0;
    entry.notBefore = 0;
    entry.staleAt = now + lifetime;
    entry.refreshAt = now + lifetime * REFRESH_AT;
  }
}
