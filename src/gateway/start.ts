/** The life of a gateway: start, reload, drain, stop. */
import { setTimeout as sleep } from 'node:timers/promises';
import { buildRoutes, type Shared } from './build-routes.js';
import { declare } from './declare-route.js';
import { keepingOf } from './build-queued-route.js';
import { randomHex } from './random-hex.js';
import type { GatewayConfig, RouteConfig } from '../config/config.js';
import { watchDurability } from './watch-durability.js';
import type { QueueEngine } from '../queue/engine.js';
import { openDurable, type ConfiguredRoute } from './open-durable.js';
import { createAdminServer } from '../http/admin.js';
import { createClientAddress } from '../http/client-address.js';
import { calmMoment, close, listen, portOf } from '../http/listener.js';
import { createPublicServer, type Live } from '../http/public.js';
import { Forwarders } from '../line/attempt/pools.js';
import { createIngest } from '../line/ingest.js';
import { adoptLeftovers } from './adopt-leftovers.js';
import type { Log } from '../observe/log.js';
import type { Metrics } from '../observe/metrics.js';
import { createReporter } from '../observe/reporter.js';
import { storeHooks, watchStore } from '../observe/store-hooks.js';
import type { Operations } from '../operate/operations.js';
import type { Route } from '../line/route.js';
import { createClaims } from '../line/claim/claims.js';
import { DetachedAttempts } from '../line/hand-over/detached.js';
import { openStore } from '../store/open.js';

/** Detached attempts over all routes; past it the source's deadline ends the attempt. */
const MAX_DETACHED = 256;
/** How long the listeners wait for the store's first answer; it need not come. */
const STORE_PATIENCE_MS = 2_000;
/** A drain ends when nothing has been going on for this long: a request may be on a connection it has not come out of. */
const QUIET_MS = 500;

export interface Gateway {
  /** Where the ports are; the configured ones, or the free ones found for port 0. */
  readonly publicPort: number;
  readonly adminPort: number;
  /** Swaps the routes at once; requests in flight end on the old ones. */
  reload(config: GatewayConfig): Promise<void>;
  /** Serves on for `drainDelay`, then lets what runs come to its end for `drainTimeout`. Resolves when all is closed. */
  drain(): Promise<void>;
}

export interface GatewayParts {
  readonly version: string;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Reads the configuration again and puts it in force. @returns what is wrong with it; empty where it is in force. */
  readonly reload?: Operations['reload'];
  /** Epoch milliseconds; for signatures and freshness. */
  readonly clock?: () => number;
}

/** @throws where a port cannot be had. */
export async function startGateway(first: GatewayConfig, parts: GatewayParts): Promise<Gateway> {
  const { version, log, metrics, clock = Date.now, reload = () => Promise.resolve([]) } = parts;
  const now = (): number => performance.now();
  const reporter = createReporter(metrics, log, { elapsed: now, epoch: clock });
  const detached = new DetachedAttempts(MAX_DETACHED, () => config.server.maxBufferedBytes);
  const inFlight = { count: 0 };
  const inFlightByRoute = new Map<string, { count: number }>();
  const forwarders = new Forwarders();
  let config = first;
  let draining = false;
  let configured: ReadonlyMap<string, ConfiguredRoute> = new Map();

  const stores = await openStore(config.store, storeHooks(metrics, log));
  const store = stores.claims;
  watchStore(store, metrics);
  const claims = createClaims({
    store,
    reporter,
    maxWaiters: () => Math.ceil(config.server.maxInFlight / 4),
    now,
    randomHex,
  });

  const durable = openDurable({
    store: config.store,
    stores,
    claims: store,
    reporter,
    metrics,
    log,
    routes: () => configured,
    reload,
    clock,
    now,
  });
  const { pauses, openQueues } = durable;
  if (config.routes.some(queueing)) await openQueues();

  const shared: Shared = {
    version,
    reporter: durable.reporter,
    detached,
    pauses,
    queues: () => durable.queues,
    now,
    clock,
    forwarderFor: (options) => forwarders.for(options),
    inFlightOf(route) {
      const counter = inFlightByRoute.get(route) ?? { count: 0 };
      inFlightByRoute.set(route, counter);
      return counter;
    },
  };

  function liveOf(next: GatewayConfig): Live {
    const routes = buildRoutes(next, shared);
    const byName = new Map(next.routes.map((route) => [route.name, route]));
    configured = new Map(
      routes.flatMap(({ name, deliver }) => {
        const route = byName.get(name);
        return route
          ? [[name, { config: route, keeping: route.deliveries.log ? keepingOf(route) : undefined, deliver }]]
          : [];
      }),
    );
    return {
      routes: { byPath: byPath(routes), anyPath: routes.find((route) => route.path === undefined) },
      maxInFlight: next.server.maxInFlight,
      clientAddress: createClientAddress(next.server.trustedProxies),
      draining,
    };
  }

  let live = liveOf(config);
  metrics.declareRoutes(config.routes.map(declare));
  metrics.watch({
    catchUp: () => {
      log.catchUp();
    },
    inFlight: () => [...inFlightByRoute].map(([route, { count }]) => [route, count] as const),
    detached: () => detached.count,
  });

  const budget = { max: config.server.maxBufferedBytes, used: 0 };
  const publicServer = createPublicServer({
    live: () => live,
    ingest: createIngest(claims, randomHex),
    reporter: durable.reporter,
    budget,
    inFlight,
    now,
    clock,
  });
  const adminServer = createAdminServer({
    scrape: () => metrics.scrape(),
    contentType: metrics.contentType,
    status: () => ({ listening: publicServer.listening, draining, storeUp: store.up }),
    api: { token: () => config.admin.token?.value, operations: durable.operations },
    fault: (error) => {
      reporter.fault(error);
    },
  });

  try {
    await listen(adminServer, config.admin.port, config.admin.host);
    await store.ready(STORE_PATIENCE_MS);
    await watchDurability({ config: () => config, store, log, metrics });
    await pauses.look();
    await listen(publicServer, config.server.port, config.server.host);
  } catch (error) {
    adminServer.close();
    claims.close();
    await durable.close();
    await store.close();
    throw error;
  }
  durable.queues?.start();
  void adopt();

  async function startQueues(): Promise<QueueEngine> {
    const queues = await openQueues();
    queues.start();
    return queues;
  }

  async function adopt(): Promise<void> {
    const { messages } = stores;
    if (messages) await adoptLeftovers({ routes: () => configured, messages, openQueues: startQueues, log });
  }

  async function drain(): Promise<void> {
    draining = true;
    live = { ...live, draining };
    durable.queues?.stop();
    await sleep(config.server.drainDelay);
    await calmMoment(publicServer);
    const closed = close(publicServer);
    await quiet(closed, now() + config.server.drainTimeout);
    detached.abortAll();
    await durable.close();
    await forwarders.destroy();
    // What was cut off so has an answer too.
    await quiet(closed, now() + QUIET_MS);
    publicServer.closeAllConnections();
    await closed;
    claims.close();
    await store.close();
    const adminClosed = close(adminServer);
    adminServer.closeAllConnections();
    await adminClosed;
  }

  /** Until all connections are closed and no attempt runs, or nothing has happened for a while, or `giveUpAt`. */
  async function quiet(closed: Promise<void>, giveUpAt: number): Promise<void> {
    const connections = { closed: false };
    void closed.then(() => (connections.closed = true));
    let quietSince = now();
    while (now() < giveUpAt) {
      if (inFlight.count + detached.count > 0 || durable.queues?.busy) quietSince = now();
      else if (connections.closed || now() - quietSince >= QUIET_MS) return;
      await sleep(20);
    }
  }

  return {
    publicPort: portOf(publicServer),
    adminPort: portOf(adminServer),
    async reload(next) {
      if (next.routes.some(queueing)) await startQueues();
      live = liveOf(next);
      durable.queues?.retain(new Set(next.routes.filter(queueing).map(({ name }) => name)));
      void adopt();
      config = next;
      budget.max = next.server.maxBufferedBytes;
      // What was delivered before is logged and counted as it was.
      log.catchUp();
      log.setLevel(next.log.level);
      metrics.declareRoutes(next.routes.map(declare));
      forwarders.retain(next.routes.map(({ destination }) => destination));
    },
    drain,
  };
}

function queueing({ delivery }: RouteConfig): boolean {
  return delivery.mode !== 'direct';
}

function byPath(routes: readonly Route[]): ReadonlyMap<string, Route> {
  const map = new Map<string, Route>();
  for (const route of routes) if (route.path !== undefined) map.set(route.path, route);
  return map;
}
