/**
 * Lanes with messages or a log that no destination has any more: it was removed or renamed, a route that had one has
 * several now, or it queues no longer. They are listed with their route's others.
 */
import type { ConfiguredRoute } from './configured-route.js';
import { routeOfLane } from '../model/lane.js';

export class Leftovers {
  #lanes: readonly string[] = [];

  /** As the store was found last. */
  found(lanes: readonly string[]): void {
    this.#lanes = lanes;
  }

  /** The lanes of these routes, and what is left of them. */
  allOf(routes: readonly ConfiguredRoute[]): readonly string[] {
    const names = new Set(routes.map(({ config }) => config.name));
    const own = routes.flatMap(({ config }) => config.destinations.map(({ lane }) => lane));
    return [...new Set([...own, ...this.#lanes.filter((lane) => names.has(routeOfLane(lane)))])];
  }
}
