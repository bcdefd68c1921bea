/** For writes that answer with a count: the job behind them is waited for if it is small. */
import { meant, type JobEngine } from './job-engine.js';
import type { JobRequest } from './job-operations.js';

const WAITED_MS = 2_000;

/**
 * Starts a job unless nothing matches.
 * @returns how many were done; where it is still under way, how many will be
 * @throws JobRefused, StoreUnavailable (rejects)
 */
export async function countSent(jobs: JobEngine, request: Omit<JobRequest, 'dryRun'>): Promise<number> {
  const { id, matches } = await jobs.start({ ...request, dryRun: false, unlessNone: true });
  if (id === undefined) return 0;
  const job = await jobs.endOf(id, WAITED_MS);
  return job && job.progress.state !== 'running' ? job.progress.done : meant(request.do, matches);
}
