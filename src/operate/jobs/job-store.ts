/**
 * Where jobs are kept, so that every replica sees them and any of them goes on with one whose holder died. One replica
 * at a time holds a job, under a lease. Both stores keep these promises; one suite tests both.
 */
import type { EpochMs } from '../../model/time.js';
import type { JobFilter, JobKind, WorkItem } from './work.js';

export const JOB_STATES = ['running', 'stopped', 'done', 'failed'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** What was asked for; it never changes. */
export interface JobOrder {
  readonly id: string;
  readonly do: JobKind;
  readonly filter: JobFilter;
  /** Items a second. */
  readonly rate: number;
  /** What the filter matched when the job was asked for, by outcome. */
  readonly matches: Readonly<Record<string, number>>;
  /** The name of the token that asked. */
  readonly by: string;
  /** Epoch milliseconds by the store's clock. */
  readonly startedAt: EpochMs;
}

/** How far it has come. */
export interface JobProgress {
  readonly state: JobState;
  readonly done: number;
  readonly left: number;
  /** Could not be done; why, the log says. */
  readonly failed: number;
  /** Needed nothing any more, or could not be meant: their bodies are not kept, or they are gone. */
  readonly skipped: number;
  readonly endedAt: EpochMs | undefined;
  /** Why the job itself failed. */
  readonly error: string | undefined;
  /** The place of the last item that was counted. */
  readonly place: string | undefined;
  /** Being done now. Whoever goes on with the job does them again, which does nothing more to those that were done. */
  readonly inHand: readonly WorkItem[];
}

export interface Job {
  readonly order: JobOrder;
  readonly progress: JobProgress;
}

/**
 * `held`: the job is still the owner's. `stop`: it is, and somebody asked for its end. `lost`: another holds it, or
 * nobody knows it.
 */
export type Hold = 'held' | 'stop' | 'lost';

/** Every method rejects with a StoreUnavailable when the store cannot answer. */
export interface JobStore {
  /** Epoch milliseconds by the store's clock. */
  time(): Promise<EpochMs>;
  /** A new job, held by `owner`. @returns false if `most` are running already */
  add(job: Job, owner: string, most: number): Promise<boolean>;
  /** In no order. */
  list(): Promise<readonly Job[]>;
  find(id: string): Promise<Job | undefined>;
  /** A running job that nobody holds is held by `owner` from now on. */
  take(owner: string): Promise<Job | undefined>;
  /** Renews the lease. */
  hold(id: string, owner: string): Promise<Hold>;
  /** Writes down how far it came, and renews the lease; a job that ended is held by nobody. */
  save(id: string, owner: string, progress: JobProgress): Promise<Hold>;
  /** Another may take it at once. */
  letGo(id: string, owner: string): Promise<void>;
  /** Asks whoever holds it to end it. */
  stop(id: string): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
}

/** A holder that died is noticed when this is over. */
export const JOB_LEASE_MS = 10_000;
