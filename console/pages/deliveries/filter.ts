/** The filter of the page, as it stands in the address and goes to the API. */
import type { operations } from '../../api/openapi.js';

type ListQuery = NonNullable<operations['listDeliveries']['parameters']['query']>;
export type Filter = Omit<ListQuery, 'cursor' | 'limit'>;

export const FILTER_NAMES = [
  'route',
  'destination',
  'outcome',
  'event',
  'id',
  'since',
  'until',
] as const satisfies readonly (keyof Filter)[];

/** A tail has no past. */
const TAIL_NAMES: readonly (keyof Filter)[] = ['route', 'destination', 'outcome', 'event', 'id'];

/** What makes no sense in it, such as an outcome that there is not, the API says. */
export function filterIn(query: Readonly<Record<string, string>>): Filter {
  return picked(query, FILTER_NAMES);
}

/** What a tail takes of it. */
export function presentOf(filter: Filter): Filter {
  return picked(filter, TAIL_NAMES);
}

/** For `GET /tail`. */
export function tailQueryOf(filter: Filter): string {
  return new URLSearchParams(picked(filter, TAIL_NAMES)).toString();
}

export function isFiltered(filter: Filter): boolean {
  return Object.keys(filter).length > 0;
}

/** For an address without it. */
export const NO_FILTER: Readonly<Record<string, undefined>> = Object.fromEntries(
  FILTER_NAMES.map((name) => [name, undefined]),
);

function picked(
  from: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of names) {
    const value = from[name];
    if (value !== undefined && value !== '') found[name] = value;
  }
  return found;
}
