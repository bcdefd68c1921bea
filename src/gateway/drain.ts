/** The end of a gateway: what runs comes to its end, and whoever comes meanwhile finds an answer. */
import { setTimeout as sleep } from 'node:timers/promises';
import { calmMoment, close } from '../http/listener.js';
import type { Assembly } from './assemble.js';
import type { MonotonicMs } from '../model/time.js';

/** A drain ends when nothing has been going on for this long: a request may be on a connection it has not come out of. */
const QUIET_MS = 500;
/** Between two looks at what still runs. */
const LOOK_EVERY_MS = 20;

/** Serves on for `drainDelay`, then lets what runs come to its end for `drainTimeout`. Resolves when all is closed. */
export async function drain(gateway: Assembly): Promise<void> {
  const { routes, durable, detached, forwarders, publicServer, adminServer, claims, stores, now } = gateway;
  routes.drain();
  durable.queues?.stop();
  await sleep(routes.config.server.drainDelay);
  await calmMoment(publicServer);
  const closed = close(publicServer);
  await quiet(gateway, closed, now() + routes.config.server.drainTimeout);
  detached.abortAll();
  await durable.close();
  await forwarders.destroy();
  // What was cut off so has an answer too.
  await quiet(gateway, closed, now() + QUIET_MS);
  publicServer.closeAllConnections();
  await closed;
  claims.close();
  await stores.claims.close();
  const adminClosed = close(adminServer);
  adminServer.closeAllConnections();
  await adminClosed;
}

/** Until all connections are closed and no attempt runs, or nothing has happened for a while, or `giveUpAt`. */
async function quiet(gateway: Assembly, closed: Promise<void>, giveUpAt: MonotonicMs): Promise<void> {
  const { now } = gateway;
  const connections = { closed: false };
  void closed.then(() => (connections.closed = true));
  let quietSince = now();
  while (now() < giveUpAt) {
    if (isBusy(gateway)) quietSince = now();
    else if (connections.closed || now() - quietSince >= QUIET_MS) return;
    await sleep(LOOK_EVERY_MS);
  }
}

function isBusy({ inFlight, detached, durable }: Assembly): boolean {
  return inFlight.all.count + detached.count > 0 || durable.queues?.busy === true;
}
