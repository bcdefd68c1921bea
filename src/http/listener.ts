/** Opens a server's port, and closes it without breaking connections that are on their way in. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';

/** How long a calm moment to close in is waited for. */
const PATIENCE_MS = 1_000;
/** A turn of the event loop that took longer may have left somebody waiting outside. */
const CALM_TURN_MS = 0.2;

/** @throws (rejects) if the port cannot be had. */
export function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** Stops listening. Resolves when the last connection has ended. */
export function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}

/**
 * Resolves right behind a turn of the event loop in which nobody came: the kernel resets connections that wait to be
 * accepted when their port is closed, and under load there always are some.
 */
export async function calmMoment(server: Server): Promise<void> {
  let came = 0;
  const count = (): void => void (came += 1);
  server.on('connection', count);
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (let now = performance.now(); now < giveUpAt;) {
    const before = came;
    await turn();
    const took = performance.now() - now;
    if (came === before && took < CALM_TURN_MS) break;
    now = performance.now();
  }
  server.off('connection', count);
}
