/** Answers what overview-operations.ts offers. */
import type { EpochClock, EpochMs } from '../../model/time.js';
import type { PausedBy } from '../../model/trail.js';
import { StoreUnavailable } from '../../line/claim/claim-store.js';
import type { ConfigurationOperations } from '../configuration.js';
import type { OperatedRoute, RouteState } from '../operations.js';
import type { Replicas, Scope } from '../replicas.js';
import type { TailListener, TailQuery } from '../tail-listener.js';
import type { Tails } from '../tails.js';
import { attentionOf } from './attention.js';
import type { Hour } from './hour.js';
import type { Overview, StoreState } from './overview.js';
import type { OverviewOperations } from './overview-operations.js';
import { hoursOf, routeOverview, type Known } from './route-overview.js';
import { secretsInUse, type SecretsInUse } from './secret-use.js';
import type { SharedHour } from './shared-hour.js';

export interface OverviewParts {
  readonly version: string;
  /** Epoch milliseconds. */
  readonly startedAt: EpochMs;
  readonly replicas: Replicas;
  readonly hour: Hour;
  readonly tails: Tails;
  readonly shared: SharedHour;
  readonly store: () => StoreState;
  readonly draining: () => boolean;
  /** Whether one private address stands for nearly all sources, and no proxy is named. */
  readonly unnamedProxy: () => boolean;
  readonly routes: () => readonly OperatedRoute[];
  /** @throws StoreUnavailable (rejects) */
  readonly states: () => Promise<readonly RouteState[]>;
  /** Who paused a lane or its route. */
  readonly pausedBy: (lane: string) => PausedBy | undefined;
  readonly configuration: ConfigurationOperations['configuration'];
  readonly clock: EpochClock;
}

export class Outlook implements OverviewOperations {
  readonly #parts: OverviewParts;

  constructor(parts: OverviewParts) {
    this.#parts = parts;
  }

  scopeOf(shared: boolean): Scope {
    return this.#parts.replicas.scopeOf(shared);
  }

  async overview(): Promise<Overview> {
    const { version, startedAt, draining, shared, configuration, replicas } = this.#parts;
    const [joined, states, config] = await Promise.all([shared.joined(), this.#states(), configuration()]);
    const routes = this.#parts.routes().map((route) => {
      const { name } = route;
      const waitingForFirst = this.#waits(name, joined.firsts);
      const first = { ...route.firstDelivery(config.from), waitingForFirst };
      const hours = hoursOf(joined, route);
      return { route: routeOverview(route, states.get(name) ?? new Map(), hours, first), hours };
    });
    return {
      scope: this.scopeOf(joined.shared),
      ...{ version, startedAt, draining: draining(), store: this.#parts.store(), replicas: replicas.all },
      config: { hash: config.hash, readAt: config.readAt },
      routes: routes.map(({ route }) => route),
      attention: attentionOf({
        now: this.#parts.clock(),
        store: this.#parts.store(),
        replicas: replicas.all,
        watched: config.watched,
        reloadRefused: config.reloadRefused,
        unnamedProxy: this.#parts.unnamedProxy(),
        routes: routes.map(({ route, hours }) => ({
          ...{ route, hour: hours.all },
          of: (destination: string) => ({
            hour: hours.of(destination),
            refusalsInARow: this.#parts.hour.refusals(route.name, destination),
          }),
        })),
      }),
    };
  }

  async secrets(): Promise<SecretsInUse> {
    const { shared, configuration } = this.#parts;
    const [joined, { secrets }] = await Promise.all([shared.joined(), configuration()]);
    return { scope: this.scopeOf(joined.shared), secrets: secretsInUse(secrets, joined) };
  }

  tail(query: TailQuery, listener: TailListener): (() => void) | undefined {
    return this.#parts.tails.listen(query, listener);
  }

  /** While the store does not answer, only pauses are known. */
  async #states(): Promise<ReadonlyMap<string, ReadonlyMap<string, Known>>> {
    const { states, routes, pausedBy } = this.#parts;
    try {
      return new Map((await states()).map(({ name, destinations }) => [name, byName(destinations)]));
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      return new Map(
        routes().map(({ name: route, destinations }) => {
          const known = destinations.map(({ name, lane }) => ({ name, paused: pausedBy(lane) }));
          return [route, byName(known)];
        }),
      );
    }
  }

  /** @param firsts undefined: nobody can say, so nothing is said */
  #waits(route: string, firsts: ReadonlySet<string> | undefined): boolean {
    return firsts !== undefined && !firsts.has(route) && !this.#parts.hour.seen(route);
  }
}

function byName<One extends { readonly name: string }>(all: readonly One[]): ReadonlyMap<string, One> {
  return new Map(all.map((one) => [one.name, one]));
}
