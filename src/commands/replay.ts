/** `replay`: delivers again, past dedupe and under the same message id: by id, or a route's deliveries of a time. */
import { parseArgs } from 'node:util';
import { API_OPTIONS, ApiClient } from './api-client.js';
import { PLACE_OPTIONS, forEachId } from './each-id.js';
import { FILTER_OPTIONS, filtersOf, wholeNumber } from './filters.js';
import { UsageError, type ExitCode, type Io } from './io.js';
import { wantsJson } from './print.js';
import { replayRange } from './replay-range.js';

export const MAX_RATE = 10_000;
export const DEFAULT_RATE = '50';

export async function replay(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals: ids } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { ...API_OPTIONS, ...PLACE_OPTIONS, ...FILTER_OPTIONS, rate: { type: 'string' } },
  });
  const asJson = wantsJson(values.output);
  const { url, route, destination, since, rate } = values;
  const now = Date.now();
  const filters = filtersOf(values, now);
  if (ids.length > 0) {
    if (Object.values({ ...filters, route: undefined, rate }).some((value) => value !== undefined))
      throw new UsageError('ids go with --route and --destination alone; a range goes without ids');
    const call = { path: (id: string) => ['deliveries', id, 'replay'], done: 'replayed' };
    return forEachId(ids, call, { url, asJson, place: { route, destination } }, io);
  }
  if (route === undefined || since === undefined || destination !== undefined)
    throw new UsageError('name ids, or a range with at least --route and --since');

  const perSecond = wholeNumber(rate ?? DEFAULT_RATE, '--rate', MAX_RATE);
  const until = filters['until'] ?? new Date(now).toISOString();
  return replayRange(new ApiClient(url, io), { ...filters, until }, { perSecond, url, asJson }, io);
}
