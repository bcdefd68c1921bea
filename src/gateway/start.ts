/** The life of a gateway: start, reload, drain. */
import { queueing, type GatewayConfig } from '../config/config.js';
import { listen, portOf } from '../http/listener.js';
import type { QueueEngine } from '../queue/engine.js';
import { createAdoption } from './adopt-leftovers.js';
import { assemble, type Assembly, type GatewayParts } from './assemble.js';
import { declare } from './declare-route.js';
import { drain } from './drain.js';
import { queuedLanes } from './live-routes.js';
import { refreshTls } from './refresh-tls.js';
import { refuseLayout } from './refuse-layout.js';
import { watchDurability } from './watch-durability.js';

/** How long the listeners wait for the store's first answer; it need not come. */
const STORE_PATIENCE_MS = 2_000;

export interface Gateway {
  /** Where the ports are; the configured ones, or the free ones found for port 0. */
  readonly publicPort: number;
  readonly adminPort: number;
  /** Swaps the routes at once; requests in flight end on the old ones. */
  reload(config: GatewayConfig): Promise<void>;
  /** Serves on for `drainDelay`, then lets what runs come to its end for `drainTimeout`. Resolves when all is closed. */
  drain(): Promise<void>;
}

/** @throws where a port cannot be had. */
export async function startGateway(first: GatewayConfig, parts: GatewayParts): Promise<Gateway> {
  const gateway = await assemble(first, parts);
  const stopWatch = await openPorts(gateway, first);
  void gateway.durable.queues?.start();
  const adopt = adoption(gateway);
  void adopt();
  return {
    publicPort: portOf(gateway.publicServer),
    adminPort: portOf(gateway.adminServer),
    async reload(next) {
      await reload(gateway, next);
      void adopt();
    },
    drain() {
      stopWatch();
      return drain(gateway);
    },
  };
}

/**
 * The admin port first, so that it tells why the public one is not there yet.
 * @returns what ends the watch over the store
 */
async function openPorts(gateway: Assembly, first: GatewayConfig): Promise<() => void> {
  const { admin, server } = first;
  const { log, metrics, routes, stores, claims, durable, adminServer, publicServer, expressions } = gateway;
  const store = stores.claims;
  let stopWatch = (): void => undefined;
  try {
    await listen(adminServer, admin.port, admin.host);
    if (await store.ready(STORE_PATIENCE_MS)) await refuseLayout(stores, first.store);
    stopWatch = await watchDurability({ config: () => routes.config, store, log, metrics });
    await Promise.all([durable.pauses.look(), durable.overview.start()]);
    await listen(publicServer, server.port, server.host);
    return stopWatch;
  } catch (error) {
    stopWatch();
    adminServer.close();
    claims.close();
    await expressions.close();
    await durable.close();
    await store.close();
    throw error;
  }
}

async function reload(gateway: Assembly, next: GatewayConfig): Promise<void> {
  const { log, metrics, routes, durable, forwarders, budget } = gateway;
  refreshTls(gateway, next);
  if (next.routes.some(queueing)) await startQueues(gateway);
  await routes.swap(next, gateway.shared);
  durable.queues?.retain(queuedLanes(next.routes));
  budget.max = next.server.maxBufferedBytes;
  // What was delivered before is logged and counted as it was.
  log.catchUp();
  durable.watching.retain();
  log.setLevel(next.log.level);
  log.setFormat(next.log.format);
  metrics.declareRoutes(next.routes.map(declare));
  forwarders.retain(next.routes.flatMap(({ destinations }) => destinations));
}

async function startQueues({ durable }: Assembly): Promise<QueueEngine> {
  const queues = await durable.openQueues();
  void queues.start();
  return queues;
}

function adoption(gateway: Assembly): () => Promise<void> {
  const { routes, stores, log, durable } = gateway;
  const { messages, claims } = stores;
  const { leftovers } = durable;
  if (!messages) return () => Promise.resolve();
  const openQueues = (): Promise<QueueEngine> => startQueues(gateway);
  return createAdoption({
    ...{ store: claims, leftovers, messages, openQueues, log },
    routes: () => routes.configured,
  });
}
