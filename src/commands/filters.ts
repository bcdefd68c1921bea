/** Options that choose deliveries, the same for a list and for a replay. */
import type { ListView, RouteView } from '../http/api/view.js';
import type { ApiClient, Parameters } from './api-client.js';
import type { FILTER_OPTIONS } from './declared/options.js';
import type { Args } from './frame/declaration.js';
import { CommandFailure, UsageError } from './io.js';
import { momentOf } from './moment.js';
import { printable } from './print.js';
import type { EpochMs } from '../model/time.js';

/** @throws UsageError for times nobody can read; what else is wrong, the API says. */
export function filtersOf(values: Args<typeof FILTER_OPTIONS>['values'], now: EpochMs): Parameters {
  const { route, outcome, event, since, until } = values;
  return {
    route,
    outcome,
    event,
    since: momentOf(since, '--since', now),
    until: momentOf(until, '--until', now),
  };
}

/** @throws UsageError */
export function wholeNumber(text: string, option: string, most: number): number {
  const value = /^[1-9]\d{0,8}$/.test(text) ? Number(text) : most + 1;
  if (value <= most) return value;
  throw new UsageError(`${option} takes a whole number from 1 to ${most}`);
}

const DEFAULT_LIMIT = '50';
/** Of a list that is held in memory before it is printed. */
const MAX_LIST = 100_000;

/** @throws UsageError */
export function limitOf(text = DEFAULT_LIMIT): number {
  return wholeNumber(text, '--limit', MAX_LIST);
}

/** Nothing found may mean nothing there, or a name misspelt. @throws CommandFailure for the latter. */
export async function expectRoute(
  client: ApiClient,
  route: string | undefined,
  destination?: string,
): Promise<void> {
  if (route === undefined) return;
  const { data } = await client.get<ListView<RouteView>>(['routes']);
  const found = data.find(({ name }) => name === route);
  if (!found) throw unknownName('route', route, data);
  const isKnown = destination === undefined || found.destinations.some(({ name }) => name === destination);
  if (!isKnown) throw unknownName(`destination of ${printable(route)}`, destination, found.destinations);
}

function unknownName(
  what: string,
  name: string,
  known: readonly { readonly name: string }[],
): CommandFailure {
  const names = known.map((one) => printable(one.name)).join(', ');
  return new CommandFailure(`no ${what} has the name ${printable(name)}; there are: ${names}`);
}
