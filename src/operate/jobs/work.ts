/**
 * A job is bulk work on an operator's word: something is done with each of many deliveries, at a steady rate. What is
 * done is a work, one file each. (The jobs of BullMQ are the queue's own, and called queue jobs.)
 */
import type { OutcomeCode } from '../../model/outcome.js';
import type { EpochMs } from '../../model/time.js';

/** `redrive`: dead letters are sent again. `verify`: refused deliveries are judged again. */
export const JOB_KINDS = ['replay', 'redrive', 'verify', 'drop'] as const;
export type JobKind = (typeof JOB_KINDS)[number];

/** What all of it fits is meant; a filter without members means everything. */
export interface JobFilter {
  readonly route?: string;
  readonly destination?: string;
  /** An outcome, or `dead` for every dead letter. */
  readonly outcome?: OutcomeCode | 'dead';
  readonly event?: string;
  /** Epoch milliseconds of receipt, both inclusive. */
  readonly since?: EpochMs;
  readonly until?: EpochMs;
  /** Ids as the list shows them: message ids, or ids of refused entries. */
  readonly ids?: readonly string[];
  /** Why it is dead, or was refused. */
  readonly reason?: string;
  /** The address that a refused delivery came from. */
  readonly client?: string;
  /** When the job was asked for, by the store's clock: what came to the list later takes no part. */
  readonly askedAt?: EpochMs;
}

/** One kind of work over many deliveries. */
export interface Work {
  /** Items that a filter matches, by outcome (verify: by what judging says: genuine/forged/…). No change is made. */
  count(filter: JobFilter): Promise<ReadonlyMap<string, number>>;
  /** Items in a fixed order, after `after`; every item has a place that orders the whole and survives a restart. */
  items(filter: JobFilter, after: string | undefined): AsyncIterable<WorkItem>;
  /** Does one; doing it a second time under the same job does nothing more. */
  act(item: WorkItem, jobId: string): Promise<'done' | 'skipped' | 'failed'>;
}

export interface WorkItem {
  readonly place: string;
  /** Where it lies; of refused deliveries their route. */
  readonly lane: string;
  readonly key: string;
}
