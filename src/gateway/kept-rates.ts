/** What came at each route lately: the same over reloads, as long as the rate is. */
import type { SourceConfig } from '../config/config.js';
import type { Counted } from '../line/rates.js';
import { Arrivals, ClientArrivals } from '../policy/arrivals.js';
import type { Rate } from '../policy/rate.js';

export class KeptRates {
  readonly #verified = new Map<string, Arrivals>();
  readonly #clients = new Map<string, ClientArrivals>();

  of(route: string, given: SourceConfig['rate']): Counted {
    return {
      verified: kept(this.#verified, route, given?.verified, (rate) => new Arrivals(rate)),
      clients: kept(this.#clients, route, given?.perClient, (rate) => new ClientArrivals(rate)),
    };
  }

  /** Forgets all other routes. */
  retain(routes: ReadonlySet<string>): void {
    for (const counters of [this.#verified, this.#clients])
      for (const route of counters.keys()) if (!routes.has(route)) counters.delete(route);
  }
}

function kept<Counter extends { readonly rate: Rate }>(
  counters: Map<string, Counter>,
  route: string,
  rate: Rate | undefined,
  create: (rate: Rate) => Counter,
): Counter | undefined {
  const known = counters.get(route);
  if (rate && known?.rate.count === rate.count && known.rate.per === rate.per) return known;
  if (!rate) {
    counters.delete(route);
    return undefined;
  }
  const counter = create(rate);
  counters.set(route, counter);
  return counter;
}
