/** `replay`: delivers again, past dedupe and under the same message id: by id, or a route's deliveries of a time. */
import { parseArgs } from 'node:util';
import { API_OPTIONS, ApiClient } from './api-client.js';
import { forEachId } from './each-id.js';
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
    options: { ...API_OPTIONS, ...FILTER_OPTIONS, rate: { type: 'string' } },
  });
  const asJson = wantsJson(values.output);
  const { url, route, since, rate } = values;
  const now = Date.now();
  const filters = filtersOf(values, now);
  const wholeRange = route !== undefined && since !== undefined;
  const anyFilter = Object.values(filters).some((value) => value !== undefined) || rate !== undefined;
  if (ids.length > 0 === anyFilter || (anyFilter && !wholeRange))
    throw new UsageError('name ids, or a range with at least --route and --since');
  if (ids.length > 0) return forEachId(ids, { verb: 'replay', done: 'replayed' }, { url, asJson }, io);

  const perSecond = wholeNumber(rate ?? DEFAULT_RATE, '--rate', MAX_RATE);
  const until = filters['until'] ?? new Date(now).toISOString();
  return replayRange(new ApiClient(url, io), { ...filters, until }, { perSecond, url, asJson }, io);
}
