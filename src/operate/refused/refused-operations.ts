/** What operators see of refused deliveries. */
import type { RouteConfig } from '../../config/config.js';
import { UNMATCHED, type RefusedEntry, type RefusedHead } from '../../line/refused/refused-entry.js';
import type { RefusedQuery } from '../../line/refused/refused-store.js';
import type { Page } from '../../model/log-entry.js';
import { expectedOf, type Expected } from './expected.js';
import { Explanations, type Explanation } from './explanations.js';
import { readPlace, writePlace } from './merge.js';
import { nearestRoute } from './nearest-route.js';
import type { RefusedList } from './refused-list.js';
import type { MonotonicClock } from '../../model/time.js';

export interface RefusedFilter {
  /** A route's name, or `_unmatched`. */
  readonly route?: string;
  readonly outcome?: string;
  /** The outcome's reason, or the outcome where it has none. */
  readonly reason?: string;
  /** The source's address, whole. */
  readonly client?: string;
  /** Epoch milliseconds of the first receipt, both inclusive. */
  readonly since?: number;
  readonly until?: number;
}

export interface RefusedListed extends RefusedHead {
  /** For what no route has: the route that was meant, if one is near. */
  readonly nearest: string | undefined;
}

export interface RefusedDetail extends RefusedListed {
  readonly entry: RefusedEntry;
  readonly explanations: readonly Explanation[];
  /** As the route is configured now; undefined if there is none. */
  readonly expected: Expected | undefined;
}

export interface RefusedPage extends Page<RefusedListed> {
  /** Whether all of it lies in the store, or a part in this process's memory. */
  readonly shared: boolean;
}

export interface RefusedOperations {
  /** The newest first. @throws RangeError for a cursor this gateway did not make. */
  list(filter: RefusedFilter & { readonly cursor?: string; readonly limit: number }): Promise<RefusedPage>;
  /** @param route undefined: whichever has it */
  show(id: string, route?: string): Promise<RefusedDetail | undefined>;
}

interface Parts {
  readonly refused: RefusedList;
  /** As they are configured now, in the order of the configuration. */
  readonly routes: () => readonly RouteConfig[];
  readonly now: MonotonicClock;
}

export function createRefusedOperations({ refused, routes, now }: Parts): RefusedOperations {
  const explanations = new Explanations(now);
  function listed(head: RefusedHead): RefusedListed {
    const nearest = head.route === UNMATCHED ? nearestRoute(head.path, routes()) : undefined;
    return { ...head, nearest };
  }
  function inStore(route: string): boolean {
    return routes().some((one) => one.name === route && one.refused.in === 'store');
  }
  return {
    async list({ cursor, ...filter }) {
      const after = cursor === undefined ? undefined : readPlace(cursor);
      const { data, next } = await refused.list({ ...queryOf(filter, filter.limit), after });
      const asked = filter.route === undefined ? routes().map(({ name }) => name) : [filter.route];
      const shared = [...asked, ...data.map(({ route }) => route)].every(inStore);
      return { data: data.map(listed), next: next && writePlace(next), shared };
    },
    async show(id, route) {
      const entry = await refused.get(id, route);
      if (!entry) return undefined;
      const config = routes().find(({ name }) => name === entry.route);
      return {
        ...listed(entry),
        entry,
        explanations: await explanations.of(entry, routes()),
        expected: config && expectedOf(config.source),
      };
    },
  };
}

/** The newest first, from the newest on. */
export function queryOf(
  { route, outcome, reason, client, since, until }: RefusedFilter,
  limit: number,
): RefusedQuery & { readonly route: string | undefined } {
  return { route, outcome, reason, client, since, until, limit, order: 'newest', after: undefined };
}
