/** Jobs in memory that do nothing, for tests of what stands before them. */
import {
  JobRefused,
  type JobOperations,
  type JobRequest,
  type Started,
} from '../../src/operate/jobs/job-operations.js';
import type { Job, JobProgress } from '../../src/operate/jobs/job-store.js';

const T0 = Date.UTC(2026, 10, 20, 9, 30);

export function progressOf(more: Partial<JobProgress> = {}): JobProgress {
  return {
    ...{ state: 'running', done: 0, left: 43, failed: 0, skipped: 0 },
    ...{ endedAt: undefined, error: undefined, place: undefined, inHand: [] },
    ...more,
  };
}

export function jobOf(more: Partial<Job['order']> = {}, progress: Partial<JobProgress> = {}): Job {
  return {
    order: {
      ...{ id: 'job_1', do: 'replay', filter: { route: 'leads' }, rate: 10, matches: { failed: 43 } },
      ...{ by: 'admin', startedAt: T0 },
      ...more,
    },
    progress: progressOf(progress),
  };
}

type Jobs = JobOperations['jobs'];

export class FakeJobs implements Jobs {
  readonly all: Job[] = [jobOf()];
  matches: Readonly<Record<string, number>> = { accepted: 12, failed: 43 };
  /** Why the next ones are refused. */
  readonly refusals: JobRefused['reason'][] = [];
  readonly #enter: (method: string, argument?: unknown) => Promise<void>;

  /** @param enter notes the call, and may throw */
  constructor(enter: (method: string, argument?: unknown) => Promise<void>) {
    this.#enter = enter;
  }

  async start(request: JobRequest): Promise<Started> {
    await this.#enter('startJob', request);
    const refusal = this.refusals.shift();
    if (refusal) throw new JobRefused(refusal);
    const { matches } = this;
    if (request.dryRun) return { id: undefined, matches };
    const { do: kind, filter, rate, by } = request;
    const id = `job_${this.all.length + 1}`;
    this.all.unshift(jobOf({ id, do: kind, filter, rate, by, matches }));
    return { id, matches };
  }

  async list(): Promise<readonly Job[]> {
    await this.#enter('listJobs');
    return this.all;
  }

  async find(id: string): Promise<Job | undefined> {
    await this.#enter('findJob', id);
    return this.all.find(({ order }) => order.id === id);
  }

  async stop(id: string): Promise<Job | undefined> {
    await this.#enter('stopJob', id);
    const at = this.all.findIndex(({ order }) => order.id === id);
    const job = this.all[at];
    if (job?.progress.state === 'running')
      this.all[at] = { ...job, progress: { ...job.progress, state: 'stopped', endedAt: T0 + 1 } };
    return this.all[at];
  }
}

/** Each of them has come to its end, with that many failures. */
export function endAll(jobs: FakeJobs, failed = 0): void {
  jobs.all.forEach((job, index) => {
    const left = job.progress.left;
    const progress = progressOf({ state: 'done', done: left - failed, left: 0, failed, endedAt: T0 + 1 });
    if (job.progress.state === 'running') jobs.all[index] = { ...job, progress };
  });
}
