/** Bulk work: jobs are started, listed, looked at and stopped. */
import { JobRefused, MOST_RUNNING, type Matches } from '../../../operate/jobs/job-operations.js';
import type { Operations } from '../../../operate/operations.js';
import { ok, type Call, type Endpoint, type Reply } from '../endpoint.js';
import { Problem } from '../problem.js';
import { listView } from '../view.js';
import { JOB_MEMBERS, readJobRequest } from './job-request.js';
import { jobView } from './jobs-view.js';

export const JOB_ENDPOINTS: readonly Endpoint[] = [
  { method: 'post', path: '/jobs', members: JOB_MEMBERS, role: 'operator', handle: start },
  { method: 'get', path: '/jobs', role: 'viewer', handle: list },
  { method: 'get', path: '/jobs/:id', role: 'viewer', handle: show },
  { method: 'delete', path: '/jobs/:id', role: 'operator', handle: stop },
];

async function start({ jobs }: Operations, { body, principal }: Call): Promise<Reply> {
  const request = readJobRequest(body);
  const { id = null, matches } = await starting(() => jobs.start({ ...request, by: principal.name }));
  const where = request.filter.route ?? 'every route';
  const audit = {
    on: `${request.do}, ${where}, ${id ?? 'dry run'}`,
    count: id === null ? null : takenOf(matches),
  };
  return { status: request.dryRun ? 200 : 202, body: { id, matches }, audit };
}

/** How many a job acts on: of refused deliveries those that are genuine. */
function takenOf(matches: Matches): number {
  const { genuine, ...others } = matches;
  return genuine ?? Object.values(others).reduce((sum, one) => sum + one, 0);
}

async function list(operations: Operations): Promise<Reply> {
  const data = await operations.jobs.list();
  return ok(listView({ data, next: undefined }, jobView, operations.scopeOf(true)));
}

async function show({ jobs }: Operations, { subject }: Call): Promise<Reply> {
  const job = await jobs.find(subject);
  if (!job) throw new Problem('unknown_job');
  return ok(jobView(job));
}

async function stop({ jobs }: Operations, { subject }: Call): Promise<Reply> {
  const job = await jobs.stop(subject);
  if (!job) throw new Problem('unknown_job');
  const view = jobView(job);
  return { ...ok(view), audit: { count: view.done } };
}

/** What starts a job. @throws Problem where none may be (rejects) */
export async function starting<T>(start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    if (!(error instanceof JobRefused)) throw error;
    if (error.reason === 'unknown_route') throw new Problem('unknown_route');
    if (error.reason === 'unknown_work') throw new Problem('invalid_body', 'do: this gateway cannot do that');
    throw new Problem('too_many_jobs', `${MOST_RUNNING} run already; wait for one to end, or stop one`);
  }
}
