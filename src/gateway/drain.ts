/** The end of a gateway: what runs comes to its end, and whoever comes meanwhile finds an answer. */
import { setTimeout as sleep } from 'node:timers/promises';
import { calmMoment, close } from '../http/listener.js';
import { noLaterThan } from '../line/claim/no-later-than.js';
import type { Assembly } from './assemble.js';
import type { MonotonicMs } from '../model/time.js';

/** A drain ends when nothing has been going on for this long: a request may be on a connection it has not come out of. */
const QUIET_MS = 500;
/** What is closed is waited for so long, twice; then the process ends without it. */
const CLOSE_MS = 5_000;
/** Between two looks at what still runs. */
const LOOK_EVERY_MS = 20;

/** Serves on for `drainDelay`, then lets what runs come to its end for `drainTimeout`. Resolves when all is closed. */
export async function drain(gateway: Assembly): Promise<void> {
  const { routes, durable, publicServer, now } = gateway;
  routes.drain();
  durable.queues?.stop();
  await sleep(routes.config.server.drainDelay);
  await calmMoment(publicServer);
  const closed = close(publicServer);
  await quiet(gateway, closed, now() + routes.config.server.drainTimeout);
  await inTime(cutOff(gateway));
  // What was cut off so has an answer too.
  await quiet(gateway, closed, now() + QUIET_MS);
  publicServer.closeAllConnections();
  // Each has a bound of its own.
  await Promise.all([inTime(closeRest(gateway, closed)), gateway.traces?.close()]);
}

/** Ends the attempts that still run. */
async function cutOff({ detached, durable, forwarders, log }: Assembly): Promise<void> {
  const count = forwarders.running;
  if (count > 0) log.warn(`drainTimeout is over: ${count} attempt(s) cut off`, { attempts: count });
  detached.abortAll();
  await durable.close();
  await forwarders.destroy();
}

async function closeRest(gateway: Assembly, closed: Promise<void>): Promise<void> {
  const { claims, durable, log, stores, adminServer, expressions } = gateway;
  await closed;
  await expressions.close();
  // What ended last is heard by those who watch.
  log.catchUp();
  await durable.watching.tails.end();
  claims.close();
  await stores.claims.close();
  const adminClosed = close(adminServer);
  adminServer.closeAllConnections();
  await adminClosed;
}

/** What was asked to end, or the moment when nobody waits for it any more. */
function inTime(ended: Promise<void>): Promise<void> {
  return noLaterThan(ended, CLOSE_MS, () => undefined);
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
