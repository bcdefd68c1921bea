/**
 * `dead`: lists dead letters. `dead replay` sends some or all of them again, at a rate that the receiver can take;
 * `dead drop` gives them up.
 */
import type { DeliveryListView, DeliveryView } from '../http/api/view.js';
import { ApiClient } from './api-client.js';
import type { DEAD, DEAD_DROP, DEAD_REPLAY } from './declared/operating.js';
import type { ArgsOf } from './frame/declaration.js';
import { printDeliveries } from './delivery-print.js';
import { expectPlace, limitOf, wholeNumber } from './filters.js';
import { runJobs, type Selection } from './run-job.js';
import { UsageError, type ExitCode, type Io } from './io.js';
import { MAX_RATE } from './replay.js';

/** So that a body stays well below what the API takes, however long the ids are. */
const IDS_AT_ONCE = 100;

export async function dead({ values }: ArgsOf<typeof DEAD>, io: Io): Promise<ExitCode> {
  const limit = limitOf(values.limit);
  const client = new ApiClient(values.url, io);
  const { route, destination, reason, cursor } = values;
  const filters = { route, destination, reason, cursor };
  const list = await client.list<DeliveryView, DeliveryListView>(['dead'], filters, limit);
  if (list.data.length === 0) await expectPlace(client, { route, destination });
  printDeliveries(list, values.output === 'json', io);
  return 0;
}

export function deadReplay(args: ArgsOf<typeof DEAD_REPLAY>, io: Io): Promise<ExitCode> {
  return onDead('redrive', args, 'would go out again', io);
}

export function deadDrop(args: ArgsOf<typeof DEAD_DROP>, io: Io): Promise<ExitCode> {
  return onDead('drop', args, 'would be dropped', io);
}

async function onDead(
  kind: 'redrive' | 'drop',
  { values, positionals }: ArgsOf<typeof DEAD_REPLAY>,
  would: string,
  io: Io,
): Promise<ExitCode> {
  const { route, destination, reason, all } = values;
  const ids = [...new Set(positionals)];
  if ([ids.length > 0, route !== undefined, all].filter(Boolean).length !== 1)
    throw new UsageError('name ids, or --route NAME, or --all');
  if (destination !== undefined && route === undefined)
    throw new UsageError('--destination goes with --route');
  if (reason !== undefined && ids.length > 0) throw new UsageError('--reason goes with --route or --all');
  const rate = wholeNumber(values.rate, '--rate', MAX_RATE);
  const client = new ApiClient(values.url, io);
  await expectPlace(client, { route, destination });
  const list = { outcome: kind === 'drop' ? 'dead' : undefined, destination, reason };
  const selections = selectionsOf(ids, route, list);
  const call = { do: kind, selections, rate, would, ...(ids.length > 0 && { named: ids.length }) };
  const options = { yes: values.yes, dryRun: values['dry-run'], asJson: values.output === 'json' };
  return runJobs(client, call, options, io);
}

function selectionsOf(
  ids: readonly string[],
  route: string | undefined,
  list: Readonly<Record<string, string | undefined>>,
): readonly Selection[] {
  if (route !== undefined) return [{ filter: { ...list, route } }];
  // A reason narrows: then it is not everything.
  if (ids.length === 0)
    return [list['reason'] === undefined ? { all: true, filter: list } : { filter: list }];
  return Array.from({ length: Math.ceil(ids.length / IDS_AT_ONCE) }, (_, i) => ({
    filter: { ...list, ids: ids.slice(i * IDS_AT_ONCE, (i + 1) * IDS_AT_ONCE) },
  }));
}
