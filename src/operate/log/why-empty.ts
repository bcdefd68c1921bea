/** Why a list of deliveries is empty, in a sentence: nothing came, nothing is kept, or nothing matches. */
import type { EpochMs } from '../../model/time.js';
import type { LogPlace } from '../../config/config.js';
import type { DeliveryQuery } from '../operations.js';

export interface LogFacts {
  /** The routes that were asked for: where each keeps its log, and how many deliveries this process's memory has of it. */
  readonly routes: readonly { readonly name: string; readonly log: LogPlace; readonly held: number }[];
  /** Epoch milliseconds at which this process began. */
  readonly startedAt: EpochMs;
  readonly now: EpochMs;
}

export function whyEmpty(query: DeliveryQuery, { routes, startedAt, now }: LogFacts): string {
  const { route } = query;
  const [first] = routes;
  if (!first) return route === undefined ? 'there is no route' : `no route has the name ${route}`;
  const since = `since the start ${spanOf(now - startedAt)} ago`;
  if (routes.every(({ log }) => log === 'off')) {
    const who = route === undefined ? 'no route keeps a log' : `route ${route} keeps no log`;
    return `${who} (deliveries.log: off)`;
  }
  const held = routes.reduce((sum, one) => sum + one.held, 0);
  const inStore = routes.some(({ log }) => log === 'store');
  if (isFiltered(query)) {
    const kept = held > 0 ? `; ${held} are kept ${since}` : '';
    return `no delivery matches${kept}${inStore ? '; the log in the store goes back as far as deliveries.maxAge' : ''}`;
  }
  return inStore ? 'the log has no delivery' : `no delivery ${since}`;
}

function isFiltered({ outcome, event, id, since, until }: DeliveryQuery): boolean {
  return [outcome, event, id, since, until].some((filter) => filter !== undefined);
}

const UNITS: readonly (readonly [ms: number, name: string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
];

/** In the largest unit that it fills once. */
export function spanOf(ms: number): string {
  for (const [size, name] of UNITS) if (ms >= size) return `${Math.floor(ms / size)} ${name}`;
  return `${Math.floor(Math.max(0, ms) / 1_000)} s`;
}
