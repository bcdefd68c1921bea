import { collectDefaultMetrics, Registry } from 'prom-client';

let shared: Registry | undefined;

/**
 * Node's and the process's own series (`process_*`, `nodejs_*`), one set for the life of the process.
 *
 * prom-client starts an event loop monitor and a garbage collection observer here and offers no way to stop either, so
 * a set per gateway would leak both with every gateway a process starts and stops (tests, embedding). They describe the
 * process, not a gateway, so all gateways in it show the same ones. Neither keeps the process alive. The monitor wakes
 * a hundred times a second: 0.3 % of a core, measured on Node 20; a coarser one would report its own interval as lag.
 */
export function processRegistry(): Registry {
  if (!shared) {
    shared = new Registry();
    collectDefaultMetrics({ register: shared });
  }
  return shared;
}
