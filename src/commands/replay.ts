/**
 * `replay`: delivers again, past dedupe and under the same message id: by id, or a route's deliveries of a time, which
 * leaves out those that were accepted unless it is said.
 */
import { ApiClient } from './api-client.js';
import type { REPLAY } from './declared/operating.js';
import type { ArgsOf } from './frame/declaration.js';
import { forEachId } from './each-id.js';
import { expectPlace, filtersOf, wholeNumber } from './filters.js';
import { runJobs } from './run-job.js';
import { UsageError, type ExitCode, type Io } from './io.js';

export const MAX_RATE = 10_000;
export const DEFAULT_RATE = '50';

export async function replay({ values, positionals: ids }: ArgsOf<typeof REPLAY>, io: Io): Promise<ExitCode> {
  const asJson = values.output === 'json';
  const { url, route, destination, since, rate } = values;
  const now = Date.now();
  const filters = filtersOf(values, now);
  if (ids.length > 0) {
    if (
      Object.values({ ...filters, route: undefined, rate, dry: values['dry-run'] || undefined }).some(
        (value) => value !== undefined,
      )
    )
      throw new UsageError('ids go with --route and --destination alone; a range goes without ids');
    const call = { path: (id: string) => ['deliveries', id, 'replay'], done: 'replayed' };
    return forEachId(ids, call, { url, asJson, place: { route, destination } }, io);
  }
  if (route === undefined || since === undefined)
    throw new UsageError('name ids, or a range with at least --route and --since');
  const client = new ApiClient(url, io);
  await expectPlace(client, { route, destination });
  const until = filters['until'] ?? new Date(now).toISOString();
  const selections = [{ filter: { ...filters, destination, until } }];
  const perSecond = wholeNumber(rate ?? DEFAULT_RATE, '--rate', MAX_RATE);
  const options = { yes: values.yes, dryRun: values['dry-run'], asJson };
  return runJobs(
    client,
    { do: 'replay', selections, rate: perSecond, would: 'would be delivered again' },
    options,
    io,
  );
}
