/** What a job holds beside its id: the version of its meaning. A job of another version is left to who knows it. */
export interface JobData {
  readonly v: number;
}

export const JOB_VERSION = 1;

/** The name of every route's queue: what tells them apart is the prefix, which puts a route into one slot. */
export const QUEUE_NAME = 'q';

export function isKnownJob(data: unknown): boolean {
  return (data as Partial<JobData> | undefined)?.v === JOB_VERSION;
}
