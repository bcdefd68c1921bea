/** `jobs`: bulk work that the gateway does or did of late; `jobs watch` and `jobs stop` for one of them. */
import type { JobView } from '../http/api/jobs/jobs-view.js';
import type { ListView } from '../http/api/view.js';
import { ApiClient } from './api-client.js';
import type { JOBS, JOBS_STOP, JOBS_WATCH } from './declared/operating.js';
import type { ArgsOf } from './frame/declaration.js';
import { wentWrong, watchJob } from './run-job.js';
import type { ExitCode, Io } from './io.js';
import { cut, jsonText, printable, table } from './print.js';

export async function jobs({ values }: ArgsOf<typeof JOBS>, io: Io): Promise<ExitCode> {
  const { data } = await new ApiClient(values.url, io).get<ListView<JobView>>(['jobs']);
  io.out(values.output === 'json' ? jsonText(data) : table([HEAD, ...data.map(row)]));
  return 0;
}

const HEAD = ['JOB', 'DOES', 'STATE', 'ROUTE', 'DONE', 'LEFT', 'FAILED', 'SKIPPED', 'STARTED', 'BY'];

function row(job: JobView): string[] {
  const { id, do: kind, state, filter, done, left, failed, skipped, startedAt, by } = job;
  const counts = [done, left, failed, skipped].map(String);
  return [id, kind, state, cut(filter.route ?? '-'), ...counts, startedAt, cut(by)];
}

/** @returns 1 if any of it failed, or if it was stopped */
export async function watch(
  { values, positionals: [id = ''] }: ArgsOf<typeof JOBS_WATCH>,
  io: Io,
): Promise<ExitCode> {
  const asJson = values.output === 'json';
  const job = await watchJob(new ApiClient(values.url, io), id, asJson ? io.err : io.out, io);
  if (asJson) io.out(jsonText(job));
  return wentWrong(job) ? 1 : 0;
}

export async function stop(
  { values, positionals: [id = ''] }: ArgsOf<typeof JOBS_STOP>,
  io: Io,
): Promise<ExitCode> {
  const job = await new ApiClient(values.url, io).delete<JobView>(['jobs', id]);
  const { state, done, left } = job;
  if (values.output === 'json') io.out(jsonText(job));
  else io.out(`${printable(id)}: ${state} (${done} done, ${left} left)\n`);
  return 0;
}
