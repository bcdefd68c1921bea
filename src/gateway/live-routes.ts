/** The routes in force: swapped whole by a reload, while requests in flight end on the old ones. */
import type { GatewayConfig, RouteConfig } from '../config/config.js';
import { createClientAddress } from '../http/client-address.js';
import { createFindRoute } from '../http/find-route.js';
import type { Live } from '../http/public.js';
import type { Route } from '../line/route.js';
import { nearestRoute } from '../operate/refused/nearest-route.js';
import { keepingOf } from './build-queued-route.js';
import { buildRoutes, type Shared } from './build-routes.js';
import type { ConfiguredRoute } from './open-durable.js';

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

export function queueing({ delivery }: RouteConfig): boolean {
  return delivery.mode !== 'direct';
}

function configuredOf(config: GatewayConfig, routes: readonly Route[]): ReadonlyMap<string, ConfiguredRoute> {
  const byName = new Map(config.routes.map((route) => [route.name, route]));
  return new Map(
    routes.flatMap((live) => {
      const { name, deliver, labelOf, dedupe } = live;
      const route = byName.get(name);
      if (!route) return [];
      const keeping = route.deliveries.log === 'store' ? keepingOf(route) : undefined;
      const allowance = labelOf && dedupe?.window;
      return [[name, { config: route, live, keeping, deliver, allowance }]];
    }),
  );
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
