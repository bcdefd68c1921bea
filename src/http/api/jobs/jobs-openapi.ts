/** The endpoints of jobs in the OpenAPI document. */
import { inPath, read, write, type Part } from '../openapi-parts.js';
import { ref } from '../openapi-schemas.js';
import type { ProblemCode } from '../problem.js';

const id = inPath('id', "The job's id.");
const unknownJob: readonly ProblemCode[] = ['unknown_job', 'invalid_path'];

/** A write by its path alone. */
function withoutBody({ post }: Part): Part {
  const operation = Object.entries(post as Part).filter(([name]) => name !== 'requestBody');
  return { delete: Object.fromEntries(operation) };
}

export const jobPaths = {
  '/jobs': {
    ...withDryRun(
      write({
        operationId: 'startJob',
        summary: 'Starts bulk work; with `dryRun` it says what there would be to do.',
        status: 202,
        answer: 'JobStarted',
        takes: 'JobRequest',
        needed: true,
        codes: ['unknown_route', 'too_many_jobs'],
      }),
    ),
    ...read('listJobs', 'Jobs that run, and those that ended of late, the latest first.', ref('JobList')),
  },
  '/jobs/{id}': {
    ...read('getJob', 'One job, and how far it has come.', ref('Job'), { parameters: [id] }, [
      ...unknownJob,
      'store_unavailable',
    ]),
    ...withoutBody(
      write({
        operationId: 'stopJob',
        summary: 'Stops a job, on whichever replica it runs; what it did stays done.',
        answer: 'Job',
        parameters: [id],
        codes: unknownJob,
      }),
    ),
  },
} as const;

/** A dry run is answered with 200. */
function withDryRun({ post }: Part): Part {
  const operation = post as { readonly responses: Readonly<Record<string, Part>> };
  const { responses } = operation;
  const counted = { ...responses['202'], description: 'After a dry run: what there would be to do.' };
  return { post: { ...operation, responses: { '200': counted, ...responses } } };
}
