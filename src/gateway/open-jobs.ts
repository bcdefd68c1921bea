/** The jobs of operators: their store, their works, and a log line as each begins and ends. */
import type { DeliveryEntry } from '../model/log-entry.js';
import type { Reporter } from '../model/trail.js';
import type { MonotonicClock } from '../model/time.js';
import type { Log } from '../observe/log.js';
import { createDropWork } from '../operate/jobs/drop-work.js';
import { JobEngine } from '../operate/jobs/job-engine.js';
import type { Job } from '../operate/jobs/job-store.js';
import { createRedriveWork } from '../operate/jobs/redrive-work.js';
import { createReplayWork } from '../operate/jobs/replay-work.js';
import type { Work } from '../operate/jobs/work.js';
import type { QueueEngine } from '../queue/engine.js';
import type { Stores } from '../store/open.js';
import { randomHex } from './random-hex.js';

interface Parts {
  readonly stores: Pick<Stores, 'jobs' | 'messages'>;
  /** Of routes. */
  readonly names: () => readonly string[];
  readonly lanes: () => readonly string[];
  readonly verify: Work;
  /** What a log that keeps no bodies has of a route. */
  readonly unkept: (route: string) => readonly DeliveryEntry[];
  readonly queues: () => QueueEngine | undefined;
  readonly reporter: Pick<Reporter, 'fault'>;
  readonly log: Log;
  readonly now: MonotonicClock;
}

export function openJobs({
  stores,
  names,
  lanes,
  verify,
  unkept,
  queues,
  reporter,
  log,
  now,
}: Parts): JobEngine {
  const parts = { lanes, messages: stores.messages, queues };
  const jobs = new JobEngine({
    store: stores.jobs,
    names,
    works: {
      replay: createReplayWork({ ...parts, unkept }),
      redrive: createRedriveWork(parts),
      drop: createDropWork(parts),
      verify,
    },
    randomHex,
    now,
    fault: (error) => {
      reporter.fault(error);
    },
    onStart: (job) => {
      log.info('job begins', fieldsOf(job));
    },
    onEnd: (job) => {
      log.info(`job ${job.progress.state}`, { ...fieldsOf(job), ...countsOf(job) });
    },
  });
  jobs.watch();
  return jobs;
}

function fieldsOf({ order }: Job) {
  return { job: order.id, work: order.do, route: order.filter.route, by: order.by };
}

function countsOf({ progress: { done, left, failed, skipped } }: Job) {
  return { done, left, failed, skipped };
}
