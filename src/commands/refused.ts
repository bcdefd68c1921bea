/**
 * `refused`: what was refused, why, and the line of the configuration to change; `verify` takes what is genuine now;
 * `allow` lets a delivery pass that ended as `event_reuse`, when it comes next.
 */
import type { RefusedDetailView, RefusedView } from '../http/api/refused/refused-view.js';
import { ApiClient, type Parameters } from './api-client.js';
import type { REFUSED, REFUSED_ALLOW, REFUSED_SHOW, REFUSED_VERIFY } from './declared/operating.js';
import type { ArgsOf } from './frame/declaration.js';
import { forEachId } from './each-id.js';
import { expectPlace, limitOf, wholeNumber } from './filters.js';
import { UsageError, type ExitCode, type Io } from './io.js';
import { momentOf } from './moment.js';
import { jsonText } from './print.js';
import { causesText, printRefused, refusedText } from './refused-print.js';
import { MAX_RATE } from './replay.js';
import { runJobs } from './run-job.js';

const DEFAULT_RATE = '10';
const UNMATCHED = '_unmatched';

export async function refused({ values }: ArgsOf<typeof REFUSED>, io: Io): Promise<ExitCode> {
  const client = new ApiClient(values.url, io);
  const filters = { ...filtersOf(values), cursor: values.cursor };
  const list = await client.list<RefusedView>(['refused'], filters, limitOf(values.limit));
  if (list.data.length === 0 && values.route !== UNMATCHED)
    await expectPlace(client, { route: values.route });
  printRefused(list, values.output === 'json', io);
  return 0;
}

export async function refusedShow(
  { values, positionals: [id = ''] }: ArgsOf<typeof REFUSED_SHOW>,
  io: Io,
): Promise<ExitCode> {
  const detail = await detailOf(new ApiClient(values.url, io), id, values.route);
  io.out(values.output === 'json' ? jsonText(detail) : refusedText(detail));
  return 0;
}

export async function refusedVerify(
  { values, positionals: ids }: ArgsOf<typeof REFUSED_VERIFY>,
  io: Io,
): Promise<ExitCode> {
  const { url, route, yes } = values;
  const filters = filtersOf(values);
  const narrower = Object.entries(filters).some(([name, value]) => name !== 'route' && value !== undefined);
  if (ids.length > 0 && narrower) throw new UsageError('ids go with --route alone; filters go without ids');
  if (ids.length === 0 && route === undefined && !narrower)
    throw new UsageError('name ids, or choose with --route or another filter');
  const client = new ApiClient(url, io);
  await expectPlace(client, { route });
  const call = {
    ...({ do: 'verify', only: 'genuine', would: 'are genuine, and would be taken' } as const),
    selections: [{ filter: ids.length > 0 ? { route, ids } : filters }],
    rate: wholeNumber(values.rate ?? DEFAULT_RATE, '--rate', MAX_RATE),
    ...(ids.length > 0 && { named: new Set(ids).size }),
  };
  const options = { yes, dryRun: values['dry-run'], asJson: values.output === 'json' };
  return runJobs(client, call, options, io);
}

export async function refusedAllow(
  { values, positionals: ids }: ArgsOf<typeof REFUSED_ALLOW>,
  io: Io,
): Promise<ExitCode> {
  const asJson = values.output === 'json';
  const { url, route, destination } = values;
  const call = { path: (id: string) => ['refused', id, 'allow'], done: 'allowed' };
  return forEachId(ids, call, { url, asJson, place: { route, destination } }, io);
}

/** `explain --refused`: the gateway has the delivery, the configuration and the secrets. */
export async function explainRefused(id: string, asJson: boolean, io: Io): Promise<ExitCode> {
  const { explanations, outcome, reason } = await detailOf(new ApiClient(undefined, io), id, undefined);
  const verifies = explanations.some(({ cause }) => cause === 'verifies_now');
  io.out(
    asJson
      ? jsonText({ verifies, reason: verifies ? null : (reason ?? outcome), causes: explanations })
      : causesText(explanations),
  );
  return verifies ? 0 : 1;
}

function detailOf(client: ApiClient, id: string, route: string | undefined): Promise<RefusedDetailView> {
  return client.get<RefusedDetailView>(['refused', id], { route });
}

function filtersOf(values: Values): Parameters {
  const { route, outcome, reason, client, since, until } = values;
  const now = Date.now();
  return {
    ...{ route, outcome, reason, client },
    since: momentOf(since, '--since', now),
    until: momentOf(until, '--until', now),
  };
}

type Values = Pick<
  ArgsOf<typeof REFUSED>['values'],
  'route' | 'outcome' | 'reason' | 'client' | 'since' | 'until'
>;
