/** `dead`: lists dead letters. `dead replay` sends some or all of them again, at a rate that the receiver can take. */
import type { DeliveryView } from '../http/api/view.js';
import { ApiClient } from './api-client.js';
import type { DEAD, DEAD_REPLAY } from './declared/operating.js';
import type { ArgsOf } from './frame/declaration.js';
import { printDeliveries } from './delivery-print.js';
import { expectRoute, limitOf, wholeNumber } from './filters.js';
import { UsageError, type ExitCode, type Io } from './io.js';
import { jsonText, printable } from './print.js';
import { MAX_RATE } from './replay.js';

/** So that a body stays well below what the API takes, however long the ids are. */
const IDS_AT_ONCE = 100;

export async function dead({ values }: ArgsOf<typeof DEAD>, io: Io): Promise<ExitCode> {
  const limit = limitOf(values.limit);
  const client = new ApiClient(values.url, io);
  const { route, cursor } = values;
  const list = await client.list<DeliveryView>(['dead'], { route, cursor }, limit);
  if (list.data.length === 0) await expectRoute(client, route);
  printDeliveries(list, values.output === 'json', io);
  return 0;
}

export async function deadReplay(
  { values, positionals }: ArgsOf<typeof DEAD_REPLAY>,
  io: Io,
): Promise<ExitCode> {
  const { route, all } = values;
  const ids = [...new Set(positionals)];
  if ([ids.length > 0, route !== undefined, all].filter(Boolean).length !== 1)
    throw new UsageError('name ids, or --route NAME, or --all');
  if (ids.length === 0 && !values.yes) {
    throw new UsageError(
      `every dead letter of ${route === undefined ? 'every route' : printable(route)} would go out again; add --yes if you mean it`,
    );
  }
  const rate = wholeNumber(values.rate, '--rate', MAX_RATE);
  const client = new ApiClient(values.url, io);
  await expectRoute(client, route);
  let count = 0;
  for (const selection of selections(ids, route)) {
    count += (await client.post<{ readonly count: number }>(['dead', 'replay'], { ...selection, rate }))
      .count;
  }
  if (values.output === 'json') io.out(jsonText({ count }));
  else io.out(`${count} on their way again\n`);
  if (count >= ids.length) return 0;
  // Of named ones, each was meant.
  io.err(
    `${ids.length - count} of the ids are no dead letters whose body is kept; \`webhook-gateway dead\` lists them\n`,
  );
  return 1;
}

type Selection = { readonly ids: readonly string[] } | { readonly route: string } | { readonly all: true };

function selections(ids: readonly string[], route: string | undefined): readonly Selection[] {
  if (ids.length === 0) return [route === undefined ? { all: true } : { route }];
  return Array.from({ length: Math.ceil(ids.length / IDS_AT_ONCE) }, (_, i) => ({
    ids: ids.slice(i * IDS_AT_ONCE, (i + 1) * IDS_AT_ONCE),
  }));
}
