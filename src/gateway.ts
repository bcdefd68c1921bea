/** The life of a gateway: start, reload, drain, stop. */
import { setTimeout as sleep } from 'node:timers/promises';
import { buildRoutes, declare, type Shared } from './build.js';
import type { Fault, GatewayConfig } from './config/config.js';
import { createAdminServer } from './http/admin.js';
import { createClientAddress } from './http/client-address.js';
import { calmMoment, close, listen, portOf } from './http/listener.js';
import { createPublicServer, type Live } from './http/public.js';
import { createIngest } from './ingest.js';
import type { Log } from './observe/log.js';
import type { Metrics } from './observe/metrics.js';
import { createReporter } from './observe/reporter.js';
import { observeStore } from './observe/store.js';
import type { Route } from './route.js';
import { createClaims } from './steps/claim.js';
import { DetachedAttempts } from './steps/detached.js';
import { createForwarder, type Forwarder, type ForwardOptions } from './steps/forward.js';
import { openStore } from './store/open.js';

/** Detached attempts over all routes; past it the source's deadline ends the attempt. */
const MAX_DETACHED = 256;
/** Connections of receivers that a reload dropped stay for deliveries that began before it. */
const RETIRE_AFTER_MS = 180_000;
/** How long the listeners wait for the store's first answer; it need not come. */
const STORE_PATIENCE_MS = 2_000;
/** A drain ends when nothing has been going on for this long: a request may be on a connection it has not come out of. */
const QUIET_MS = 500;

export interface Gateway {
  /** Where the ports are; the configured ones, or the free ones found for port 0. */
  readonly publicPort: number;
  readonly adminPort: number;
  /** Swaps the routes at once; requests in flight end on the old ones. */
  reload(config: GatewayConfig): void;
  /** Serves on for `drainDelay`, then lets what runs come to its end for `drainTimeout`. Resolves when all is closed. */
  drain(): Promise<void>;
}

export interface GatewayParts {
  readonly version: string;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Reads the configuration again and puts it in force. @returns what is wrong with it; empty where it is in force. */
  readonly reload?: () => Promise<readonly Fault[]>;
  /** Epoch milliseconds; for signatures and freshness. */
  readonly clock?: () => number;
}

/** @throws where a port cannot be had. */
export async function startGateway(first: GatewayConfig, parts: GatewayParts): Promise<Gateway> {
  const { version, log, metrics, clock = Date.now } = parts;
  const now = (): number => performance.now();
  const reporter = createReporter(metrics, log, { elapsed: now, epoch: clock });
  const detached = new DetachedAttempts(MAX_DETACHED, () => config.server.maxBufferedBytes);
  const inFlight = { count: 0 };
  const inFlightByRoute = new Map<string, { count: number }>();
  const forwarders = new Map<string, Forwarder>();
  let config = first;
  let draining = false;

  const store = observeStore(
    await openStore(config.store, {
      onEvict: () => {
        metrics.evicted();
      },
      log: {
        info: (fields, message) => {
          log.info(message, fields);
        },
        warn: (fields, message) => {
          log.warn(message, fields);
        },
      },
    }),
    metrics,
  );
  const claims = createClaims({
    store,
    reporter,
    maxWaiters: () => Math.ceil(config.server.maxInFlight / 4),
    now,
  });

  const shared: Shared = {
    version,
    reporter,
    detached,
    now,
    clock,
    forwarderFor(options) {
      const key = keyOf(options);
      const forwarder = forwarders.get(key) ?? createForwarder(options);
      forwarders.set(key, forwarder);
      return forwarder;
    },
    inFlightOf(route) {
      const counter = inFlightByRoute.get(route) ?? { count: 0 };
      inFlightByRoute.set(route, counter);
      return counter;
    },
  };

  function liveOf(next: GatewayConfig): Live {
    const routes = buildRoutes(next, shared);
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
    inFlight: () => [...inFlightByRoute].map(([route, { count }]) => [route, count] as const),
    detached: () => detached.count,
  });

  const budget = { max: config.server.maxBufferedBytes, used: 0 };
  const publicServer = createPublicServer({
    live: () => live,
    ingest: createIngest(claims),
    reporter,
    budget,
    inFlight,
    now,
    clock,
  });
  const adminServer = createAdminServer({
    scrape: () => metrics.scrape(),
    contentType: metrics.contentType,
    status: () => ({ listening: publicServer.listening, draining, storeUp: store.up }),
    api: undefined,
    fault: (error) => {
      reporter.fault(error);
    },
  });

  try {
    await listen(adminServer, config.admin.port, config.admin.host);
    await store.ready(STORE_PATIENCE_MS);
    await listen(publicServer, config.server.port, config.server.host);
  } catch (error) {
    adminServer.close();
    claims.close();
    await store.close();
    throw error;
  }

  async function drain(): Promise<void> {
    draining = true;
    live = { ...live, draining };
    await sleep(config.server.drainDelay);
    await calmMoment(publicServer);
    const closed = close(publicServer);
    await quiet(closed, now() + config.server.drainTimeout);
    detached.abortAll();
    await Promise.all([...forwarders.values()].map((forwarder) => forwarder.destroy()));
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
      if (inFlight.count + detached.count > 0) quietSince = now();
      else if (connections.closed || now() - quietSince >= QUIET_MS) return;
      await sleep(20);
    }
  }

  return {
    publicPort: portOf(publicServer),
    adminPort: portOf(adminServer),
    reload(next) {
      live = liveOf(next);
      config = next;
      budget.max = next.server.maxBufferedBytes;
      log.setLevel(next.log.level);
      metrics.declareRoutes(next.routes.map(declare));
      retire(forwarders, new Set(next.routes.map(({ destination }) => keyOf(destination))));
    },
    drain,
  };
}

function keyOf({ url, timeout, tls }: ForwardOptions): string {
  return JSON.stringify([url, timeout, tls]);
}

function retire(forwarders: Map<string, Forwarder>, wanted: ReadonlySet<string>): void {
  for (const [key, forwarder] of forwarders) {
    if (wanted.has(key)) continue;
    forwarders.delete(key);
    setTimeout(() => void forwarder.close(), RETIRE_AFTER_MS).unref();
  }
}

function byPath(routes: readonly Route[]): ReadonlyMap<string, Route> {
  const map = new Map<string, Route>();
  for (const route of routes) if (route.path !== undefined) map.set(route.path, route);
  return map;
}
