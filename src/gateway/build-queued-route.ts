import type { QueueConfig, RouteConfig } from '../config/config.js';
import { type Deliver } from '../line/attempt/attempt.js';
import type { QueuedRoute } from '../queue/queued-route.js';
import type { Keeping } from '../queue/message-store.js';
import { createRefusesUs } from '../policy/verdict.js';

/** How long a route keeps its log, bodies and dead letters. */
export function keepingOf({ delivery, deliveries }: RouteConfig, queue = queueOf(delivery)): Keeping {
  return {
    log: deliveries.maxAge,
    logCount: deliveries.maxCount,
    bodies: queue?.keepBodies ?? 0,
    dead: queue?.keepDead ?? 0,
  };
}

export function queueOf(delivery: RouteConfig['delivery']): QueueConfig | undefined {
  return delivery.mode === 'direct' ? undefined : delivery;
}

export function queuedRoute(config: RouteConfig, delivery: QueueConfig, deliver: Deliver): QueuedRoute {
  const { dedupe, destination } = config;
  const { schedule, maxAge, concurrency, rate } = delivery;
  const disabling = new Set(destination.scheme.statuses.disables);
  const { accepted, retry, final } = destination.verdicts;
  for (const status of [...accepted, ...retry, ...final]) disabling.delete(status);
  const refusesUs = createRefusesUs(destination.verdicts);
  return {
    name: config.name,
    destination: destination.name,
    deliver,
    timeout: destination.timeout,
    policy: { schedule, maxAge },
    keeping: keepingOf(config, delivery),
    window: dedupe === false ? undefined : dedupe.window,
    concurrency,
    rate,
    disables: (status) => disabling.has(String(status)) && !refusesUs(status),
  };
}
