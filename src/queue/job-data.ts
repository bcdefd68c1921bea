/** What a job holds beside its id: the version of its meaning. A job of another version is left to who knows it. */
export interface JobData {
  readonly v: number;
}

export const JOB_VERSION = 1;

export function isKnownJob(data: unknown): boolean {
  return (data as Partial<JobData> | undefined)?.v === JOB_VERSION;
}
