/**
 * The claim store of one process without Redis. It keeps the promises of line/claim/claim-store.ts as long as the
 * process lives; a restart forgets everything, and a second process knows nothing of it.
 */
import {
  type ClaimAnswer,
  type ClaimOperation,
  type ClaimStore,
  type CommitAnswer,
  type RecordState,
  LEASE_MS,
  StoreUnavailable,
} from '../../line/claim/claim-store.js';
import { Expiring } from './expiring.js';
import type { MonotonicClock, MonotonicMs } from '../../model/time.js';

/** Deliveries remembered at most, about 330 bytes each (measured, Node 20). */
export const DEFAULT_MAX_RECORDS = 100_000;

export interface MemoryStoreOptions {
  /**
   * Claims and done records together. A full store drops its oldest done record for a new one; live claims are never
   * dropped, so as many as are in flight may exceed it. Body notes have as many places of their own.
   */
  readonly maxRecords?: number;
  /** Monotonic milliseconds. */
  readonly now?: MonotonicClock;
  /** Called after each operation; `error` is the reason where it failed. */
  readonly onOperation?: (operation: ClaimOperation, seconds: number, error?: string) => void;
  /** Called with the new total when a done record had to go before its window ended. */
  readonly onEvict?: (evicted: number) => void;
}

export interface MemoryStore extends ClaimStore {
  /** Done records dropped before their window ended: deliveries that would be forwarded again. */
  readonly evicted: number;
  /** Records held now, claims and done; ended ones that were not swept yet among them. */
  readonly size: number;
}

const OWN: ClaimAnswer = { state: 'own' };
const REFUSED = 'F';

export function createMemoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  return new Memory(options);
}

class Memory implements MemoryStore {
  readonly up = true;
  /** `C:owner`, `Q`, `F` or `X:reason`, as Redis has them. */
  readonly #claims = new Expiring<string>();
  readonly #done = new Expiring<number>();
  readonly #bodies = new Expiring<string>();
  readonly #destinations = new Expiring<readonly string[]>();
  readonly #maxRecords: number;
  readonly #now: MonotonicClock;
  readonly #onEvict: ((evicted: number) => void) | undefined;
  readonly #onOperation: MemoryStoreOptions['onOperation'];
  #evicted = 0;
  #closed = false;

  constructor(options: MemoryStoreOptions) {
    this.#maxRecords = options.maxRecords ?? DEFAULT_MAX_RECORDS;
    this.#now = options.now ?? (() => performance.now());
    this.#onEvict = options.onEvict;
    this.#onOperation = options.onOperation;
  }

  get evicted(): number {
    return this.#evicted;
  }

  get size(): number {
    return this.#claims.size + this.#done.size;
  }

  claim(key: string, owner: string): Promise<ClaimAnswer> {
    return this.#answer('claim', (now) => {
      const status = this.#done.get(key, now);
      if (status !== undefined) return { state: 'done', status };
      const record = this.#claims.get(key, now);
      if (record === 'Q') return { state: 'queued' };
      const holder = record?.startsWith('C:') ? record.slice(2) : undefined;
      if (holder !== undefined && holder !== owner) return { state: 'busy', owner: holder };
      if (record === undefined) this.#makeRoom(now);
      this.#claims.set(key, `C:${owner}`, now + LEASE_MS, now);
      return OWN;
    });
  }

  renew(key: string, owner: string): Promise<boolean> {
    return this.#answer('renew', (now) => {
      if (this.#claims.get(key, now) !== `C:${owner}`) return false;
      this.#claims.set(key, `C:${owner}`, now + LEASE_MS, now);
      return true;
    });
  }

  commit(key: string, owner: string, status: number, windowMs: number): Promise<CommitAnswer> {
    return this.#answer('commit', (now) => {
      if (this.#done.get(key, now) !== undefined) return 'committed';
      const holder = this.#claims.get(key, now);
      // A claim that becomes done takes no more room than before; only one that was gone already does.
      if (holder === undefined) this.#makeRoom(now);
      this.#claims.delete(key);
      this.#done.set(key, status, now + windowMs, now);
      return holder === `C:${owner}` ? 'committed' : 'late';
    });
  }

  release(key: string, owner: string): Promise<boolean> {
    return this.#answer(
      'release',
      (now) => this.#claims.get(key, now) === `C:${owner}` && this.#claims.delete(key),
    );
  }

  queue(key: string, windowMs: number): Promise<boolean> {
    return this.#put('queue', key, 'Q', windowMs);
  }

  bury(key: string, reason: string, windowMs: number): Promise<boolean> {
    return this.#put('bury', key, `X:${reason}`, windowMs);
  }

  look(key: string): Promise<RecordState> {
    return this.#answer('look', (now) => {
      if (this.#done.get(key, now) !== undefined) return { state: 'done' };
      const record = this.#claims.get(key, now);
      if (record === undefined) return { state: 'absent' };
      if (record.startsWith('C:')) return { state: 'claimed', owner: record.slice(2) };
      if (record === REFUSED) return { state: 'refused' };
      return { state: record === 'Q' ? 'queued' : 'dead' };
    });
  }

  forget(key: string): Promise<boolean> {
    return this.#answer('forget', (now) => {
      if (this.#claims.get(key, now)?.startsWith('X:')) return this.#claims.delete(key);
      return this.#done.get(key, now) !== undefined && this.#done.delete(key);
    });
  }

  noteBody(key: string, record: string, windowMs: number): Promise<boolean> {
    return this.#answer('note_body', (now) => {
      const first = this.#bodies.get(key, now);
      if (first !== undefined) return first !== record;
      // A note that has to go costs a count of `id_reuse`, never a duplicate: no eviction to report.
      if (this.#bodies.size >= this.#maxRecords) this.#bodies.dropOldest(now);
      this.#bodies.set(key, record, now + windowMs, now);
      return false;
    });
  }

  refuse(key: string, windowMs: number): Promise<boolean> {
    return this.#put('refuse', key, REFUSED, windowMs);
  }

  reopen(key: string): Promise<boolean> {
    return this.#answer(
      'reopen',
      (now) => this.#claims.get(key, now) === REFUSED && this.#claims.delete(key),
    );
  }

  destinationsOf(key: string, names: readonly string[], windowMs: number): Promise<readonly string[]> {
    return this.#answer('destinations', (now) => {
      const known = this.#destinations.get(key, now);
      if (known !== undefined) return known;
      if (this.#destinations.size >= this.#maxRecords) this.#destinations.dropOldest(now);
      this.#destinations.set(key, names, now + windowMs, now);
      return names;
    });
  }

  noted(key: string): Promise<string | undefined> {
    return this.#answer('look', (now) => this.#bodies.get(key, now));
  }

  onChange(): void {
    // Always up: there is nothing to report.
  }

  ready(): Promise<boolean> {
    return Promise.resolve(!this.#closed);
  }

  close(): Promise<void> {
    this.#closed = true;
    for (const records of [this.#claims, this.#done, this.#bodies, this.#destinations]) records.clear();
    return Promise.resolve();
  }

  #put(operation: ClaimOperation, key: string, record: string, windowMs: number): Promise<boolean> {
    return this.#answer(operation, (now) => {
      if (this.#done.get(key, now) !== undefined) return false;
      const before = this.#claims.get(key, now);
      if (record === 'Q' && before?.startsWith('X:')) return false;
      if (before === undefined) this.#makeRoom(now);
      this.#claims.set(key, record, now + windowMs, now);
      return true;
    });
  }

  #makeRoom(now: MonotonicMs): void {
    while (this.size >= this.#maxRecords) {
      const alive = this.#done.dropOldest(now);
      if (alive === undefined) return;
      if (alive) {
        this.#evicted += 1;
        this.#onEvict?.(this.#evicted);
      }
    }
  }

  #answer<T>(operation: ClaimOperation, act: (now: MonotonicMs) => T): Promise<T> {
    if (this.#closed) {
      this.#onOperation?.(operation, 0, 'closed');
      return Promise.reject(new StoreUnavailable('closed'));
    }
    const startedAt = performance.now();
    const answer = act(this.#now());
    this.#onOperation?.(operation, (performance.now() - startedAt) / 1_000);
    return Promise.resolve(answer);
  }
}
