/** Options that choose deliveries, the same for a list and for a replay. */
import type { DeliveryListView, DeliveryView, ListView, RouteView } from '../http/api/view.js';
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

/**
 * Nothing found may mean nothing there, or the name of a route or of a destination misspelt.
 * @throws CommandFailure for the latter
 */
export async function expectPlace(
  client: ApiClient,
  { route, destination }: { readonly route?: string | undefined; readonly destination?: string | undefined },
): Promise<void> {
  if (route === undefined && destination === undefined) return;
  const { data } = await client.get<ListView<RouteView>>(['routes']);
  const wanted = data.filter(({ name }) => route === undefined || name === route);
  if (wanted.length === 0 && route !== undefined)
    throw new CommandFailure(`no route has the name ${printable(route)}; ${listed(data)}`);
  if (destination === undefined) return;
  const destinations = wanted.flatMap((one) => one.destinations);
  if (destinations.some(({ name }) => name === destination)) return;
  // One that is gone may have left something.
  const left = await client.list<DeliveryView, DeliveryListView>(['deliveries'], { route, destination }, 1);
  if (left.data.length > 0) return;
  const of = route === undefined ? '' : ` of ${printable(route)}`;
  throw new CommandFailure(
    `no destination${of} has the name ${printable(destination)}; ${listed(destinations)}`,
  );
}

function listed(all: readonly { readonly name: string }[]): string {
  return `there are: ${[...new Set(all.map(({ name }) => printable(name)))].join(', ')}`;
}
