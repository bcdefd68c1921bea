/** `dead`: lists dead letters; `dead replay` puts them on their way again, some or all, at a rate the receiver can take. */
import { parseArgs } from 'node:util';
import type { DeliveryView } from '../http/api/view.js';
import { API_OPTIONS, ApiClient } from './api-client.js';
import { deliveryTable } from './delivery-print.js';
import { PAGE_OPTIONS, expectRoute, wholeNumber } from './filters.js';
import { UsageError, type ExitCode, type Io } from './io.js';
import { jsonText, printable, wantsJson } from './print.js';
import { DEFAULT_RATE } from './replay.js';

const MAX_LIST = 100_000;
const MAX_RATE = 10_000;

export async function dead(argv: readonly string[], io: Io): Promise<ExitCode> {
  const [verb, ...rest] = argv;
  return verb === 'replay' ? redrive(rest, io) : list(argv, io);
}

async function list(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values } = parseArgs({
    args: [...argv],
    options: { ...API_OPTIONS, ...PAGE_OPTIONS, route: { type: 'string' } },
  });
  const asJson = wantsJson(values.output);
  const limit = wholeNumber(values.limit, '--limit', MAX_LIST);
  const client = new ApiClient(values.url, io);
  const { route, cursor } = values;
  const { data, next } = await client.list<DeliveryView>(['dead'], { route, cursor }, limit);
  if (data.length === 0) await expectRoute(client, route);
  if (asJson) io.out(jsonText({ data, next }));
  else {
    io.out(deliveryTable(data));
    if (next !== null) io.err(`There are more: take a larger --limit, or go on with --cursor ${next}\n`);
  }
  return 0;
}

async function redrive(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals: ids } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      ...API_OPTIONS,
      route: { type: 'string' },
      all: { type: 'boolean', default: false },
      rate: { type: 'string', default: DEFAULT_RATE },
      yes: { type: 'boolean', default: false },
    },
  });
  const asJson = wantsJson(values.output);
  const { route, all } = values;
  if ([ids.length > 0, route !== undefined, all].filter(Boolean).length !== 1)
    throw new UsageError('name ids, or --route NAME, or --all');
  if (ids.length === 0 && !values.yes) {
    throw new UsageError(
      `every dead letter of ${route === undefined ? 'every route' : printable(route)} would go out again; add --yes to mean it`,
    );
  }
  const client = new ApiClient(values.url, io);
  await expectRoute(client, route);
  const { count } = await client.post<{ readonly count: number }>(['dead', 'replay'], {
    ...(ids.length > 0 && { ids }),
    ...(route !== undefined && { route }),
    rate: wholeNumber(values.rate, '--rate', MAX_RATE),
  });
  if (asJson) io.out(jsonText({ count }));
  else io.out(`${count} on their way again\n`);
  // Of named ones, each was meant.
  return ids.length > count ? 1 : 0;
}
