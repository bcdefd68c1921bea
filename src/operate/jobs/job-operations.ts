/** What operators may do with jobs. */
import type { Job } from './job-store.js';
import type { JobFilter, JobKind } from './work.js';

/** Over all replicas; further ones are refused. */
export const MOST_RUNNING = 4;

export interface JobRequest {
  readonly do: JobKind;
  readonly filter: JobFilter;
  readonly rate: number;
  readonly dryRun: boolean;
  /** No job where nothing matches. */
  readonly unlessNone?: boolean;
  /** The name of the token that asks. */
  readonly by: string;
}

export type Matches = Readonly<Record<string, number>>;

export interface Started {
  /** Undefined after a dry run. */
  readonly id: string | undefined;
  readonly matches: Matches;
}

/** `unknown_work`: this gateway cannot do that. `too_many`: as many run as may. */
export class JobRefused extends Error {
  readonly reason: 'unknown_work' | 'unknown_route' | 'too_many';

  constructor(reason: JobRefused['reason']) {
    super(reason);
    this.name = 'JobRefused';
    this.reason = reason;
  }
}

/** Part of `Operations`. Every method may reject with a StoreUnavailable. */
export interface JobOperations {
  readonly jobs: {
    /** @throws JobRefused (rejects) */
    start(request: JobRequest): Promise<Started>;
    /** Those that run, and those that ended of late; the latest first. */
    list(): Promise<readonly Job[]>;
    find(id: string): Promise<Job | undefined>;
    /** Resolves when it has ended, or after a while. @returns undefined if there is no such job */
    stop(id: string): Promise<Job | undefined>;
  };
}
