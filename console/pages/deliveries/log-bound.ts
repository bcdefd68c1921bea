/** How far back the log of a route, or that of all routes, can go. */
import type { RouteOverview } from '../../api/types.js';

const KEPT: Readonly<Record<RouteOverview['log'], string>> = {
  memory:
    'This route keeps its log in memory (deliveries.log): of each replica the last 1,000 deliveries, until a restart.',
  store:
    'This route keeps its log in the store for deliveries.maxAge (7d unless it says otherwise), at most deliveries.maxCount of them.',
  off: 'This route keeps no log (deliveries.log: off).',
};

const IN_STORE =
  'The log is in the store for deliveries.maxAge (7d unless a route says otherwise), at most deliveries.maxCount of each route.';
const IN_MEMORY =
  'A log in memory keeps the last 1,000 deliveries of a route and replica until a restart; one in the store keeps them for deliveries.maxAge (7d unless the route says otherwise), at most deliveries.maxCount of them.';

/** @param route left out: all of them */
export function logBound(
  routes: readonly Pick<RouteOverview, 'name' | 'log'>[],
  route: string | undefined,
): string {
  if (route === undefined) return routes.every(({ log }) => log === 'store') ? IN_STORE : IN_MEMORY;
  const found = routes.find(({ name }) => name === route);
  return found ? KEPT[found.log] : `No route has the name ${route} any more.`;
}
