/** Rates of a route's source: what is beyond them is told to come again, and leaves nothing behind. */
import { clientOf } from '../model/addresses.js';
import { Outcome } from '../model/outcome.js';
import type { MonotonicClock } from '../model/time.js';
import type { Arrivals, ClientArrivals } from '../policy/arrivals.js';
import type { Rates, Source } from './route.js';

/** What was counted of a route, the same over reloads that leave the rate as it is. */
export interface Counted {
  readonly verified: Arrivals | undefined;
  readonly clients: ClientArrivals | undefined;
}

/** The label `scope` of the series, and the reason in the log. */
export const RATE_SCOPES = ['verified', 'client'] as const;
export type RateScope = (typeof RATE_SCOPES)[number];

export function createRates(
  { verified, clients }: Counted,
  source: Pick<Source, 'answerTo'>,
  now: MonotonicClock,
): Rates {
  const status = source.answerTo('retry', 429);
  function limited(reason: RateScope, wait: number): Outcome | undefined {
    if (wait === 0) return undefined;
    return new Outcome('rate_limited', { reason, status, retryAfter: Math.ceil(wait / 1000) });
  }
  return {
    limitVerified: verified && (() => limited('verified', verified.take(now()))),
    limitClient: clients && ((address) => limited('client', clients.take(clientOf(address), now()))),
  };
}
