/** A route as it is configured, with what lives of it. */
import type { RouteConfig } from '../config/config.js';
import type { Route } from '../line/route.js';
import type { KeepingOf } from '../operate/journal.js';
import type { Keeping } from '../queue/message-store.js';

export interface ConfiguredRoute {
  readonly config: RouteConfig;
  readonly live: Route;
  /** How long the log of each destination is kept in the store, by name; empty if it is not there. */
  readonly keeping: ReadonlyMap<string, Keeping>;
  /** Milliseconds an operator's allowance stands; undefined if nothing of this route can end as `event_reuse`. */
  readonly allowance: number | undefined;
}

/** Where a destination's log lies; undefined where the route keeps none in the store. What none was asked of lies with the first. */
export function logPlaceOf(
  route: ConfiguredRoute | undefined,
  destination: string | undefined,
): ReturnType<KeepingOf> {
  const { config, keeping } = route ?? {};
  const one = config?.destinations.find(({ name }) => name === destination) ?? config?.destinations[0];
  const kept = one && keeping?.get(one.name);
  return one && kept && { lane: one.lane, keeping: kept };
}
