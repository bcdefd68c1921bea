/** The routes in force: swapped whole by a reload, while requests in flight end on the old ones. */
import type { GatewayConfig, RouteConfig } from '../config/config.js';
import { createClientAddress } from '../http/client-address.js';
import { createFindRoute } from '../http/find-route.js';
import type { Live } from '../http/public.js';
import type { Route } from '../line/route.js';
import type { Keeping } from '../queue/message-store.js';
import { nearestRoute } from '../operate/refused/nearest-route.js';
import { keepingOf } from './build-queued-route.js';
import { buildRoutes, type Shared } from './build-routes.js';
import type { ConfiguredRoute } from './configured-route.js';

export class LiveRoutes {
  #config: GatewayConfig;
  #configured: ReadonlyMap<string, ConfiguredRoute> = new Map();
  #live: Live;
  #draining = false;

  /** There are none before the first `swap`. */
  constructor(first: GatewayConfig) {
    this.#config = first;
    this.#live = liveOf(first, [], false);
  }

  get config(): GatewayConfig {
    return this.#config;
  }

  /** By name. */
  get configured(): ReadonlyMap<string, ConfiguredRoute> {
    return this.#configured;
  }

  get live(): Live {
    return this.#live;
  }

  get draining(): boolean {
    return this.#draining;
  }

  /** One after the other. In force as a whole, once all are built. */
  async swap(next: GatewayConfig, shared: Shared): Promise<void> {
    const routes = await buildRoutes(next, shared);
    this.#configured = configuredOf(next, routes);
    this.#live = liveOf(next, routes, this.#draining);
    this.#config = next;
  }

  /** From now on every answer closes its connection. */
  drain(): void {
    this.#draining = true;
    this.#live = { ...this.#live, draining: true };
  }
}

/** The lanes that have a queue. */
export function queuedLanes(routes: readonly RouteConfig[]): ReadonlySet<string> {
  const all = routes.flatMap(({ destinations }) => destinations);
  return new Set(all.filter(({ delivery }) => delivery.mode !== 'direct').map(({ lane }) => lane));
}

function configuredOf(config: GatewayConfig, routes: readonly Route[]): ReadonlyMap<string, ConfiguredRoute> {
  const byName = new Map(config.routes.map((route) => [route.name, route]));
  return new Map(
    routes.flatMap((live) => {
      const { name, labelOf, dedupe } = live;
      const route = byName.get(name);
      if (!route) return [];
      const allowance = labelOf && dedupe?.window;
      return [[name, { config: route, live, keeping: keepingsOf(route), allowance }]];
    }),
  );
}

/** By the names of destinations; empty where the log is not in the store. */
function keepingsOf(route: RouteConfig): ReadonlyMap<string, Keeping> {
  if (route.deliveries.log !== 'store') return new Map();
  return new Map(route.destinations.map((one) => [one.name, keepingOf(route, one)]));
}

function liveOf({ server }: GatewayConfig, routes: readonly Route[], draining: boolean): Live {
  return {
    routes: {
      find: createFindRoute(routes),
      nearest: (path) => nearestRoute(path, routes),
    },
    maxInFlight: server.maxInFlight,
    clientAddress: createClientAddress(server.trustedProxies),
    draining,
  };
}
