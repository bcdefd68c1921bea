/** Where a destination stands beneath its route, for faults and warnings. */
import type { RouteConfig } from './config.js';

/** @param place among the route's destinations */
export function destinationPath(
  { several }: Pick<RouteConfig, 'several'>,
  place: number,
): readonly (string | number)[] {
  return several ? ['destinations', place] : ['destination'];
}

/** How it delivers. */
export function deliveryPath(
  { several }: Pick<RouteConfig, 'several'>,
  place: number,
): readonly (string | number)[] {
  return several ? ['destinations', place, 'delivery'] : ['delivery'];
}
