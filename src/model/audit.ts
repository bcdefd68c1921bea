/** What was written through the admin API, and by whom: the audit's nouns. */
import type { Page } from './log-entry.js';
import type { EpochMs } from './time.js';

/** One write through the API. */
export interface AuditedWrite {
  /** The operation, as the API's description names it. */
  readonly what: string;
  /** The route or delivery in the path; null if the path names none. */
  readonly on: string | null;
  /** Name of the token. */
  readonly token: string;
  /** Whom the proxy in front named. */
  readonly actor: string | null;
  /** Where it came from. */
  readonly client: string;
  /** How many deliveries it was about; null if the answer does not say. */
  readonly count: number | null;
  /** Of the answer. */
  readonly status: number;
}

export interface AuditEntry extends AuditedWrite {
  /** Of the answer, by the store's clock. */
  readonly at: EpochMs;
}

export interface AuditQuery {
  readonly what?: string;
  readonly token?: string;
  /** Epoch milliseconds, both inclusive. */
  readonly since?: EpochMs;
  readonly until?: EpochMs;
  readonly cursor?: string;
  readonly limit: number;
}

/** Bounded; the oldest entries go first. */
export interface AuditStore {
  /** @throws StoreUnavailable (rejects) */
  add(write: AuditedWrite): Promise<void>;
  /** The newest first. @throws RangeError for a cursor that it did not make, StoreUnavailable (both reject) */
  list(query: AuditQuery): Promise<Page<AuditEntry>>;
}

export function isAsked(entry: AuditEntry, { what, token, since, until }: AuditQuery): boolean {
  return (
    (what === undefined || entry.what === what) &&
    (token === undefined || entry.token === token) &&
    (since === undefined || entry.at >= since) &&
    (until === undefined || entry.at <= until)
  );
}
