import type { DeliveryConfig, DestinationConfig, QueueConfig, RouteConfig } from '../config/config.js';
import { type Deliver } from '../line/attempt/attempt.js';
import type { QueuedRoute } from '../queue/queued-route.js';
import type { Keeping } from '../queue/message-store.js';
import { createRefusesUs } from '../policy/verdict.js';

/** How long a destination's log, bodies and dead letters are kept. */
export function keepingOf(
  { deliveries }: RouteConfig,
  { delivery }: DestinationConfig,
  queue = queueOf(delivery),
): Keeping {
  return {
    log: deliveries.maxAge,
    logCount: deliveries.maxCount,
    bodies: queue?.keepBodies ?? 0,
    dead: queue?.keepDead ?? 0,
  };
}

export function queueOf(delivery: DeliveryConfig): QueueConfig | undefined {
  return delivery.mode === 'direct' ? undefined : delivery;
}

export function queuedRoute(
  config: RouteConfig,
  destination: DestinationConfig,
  queue: QueueConfig,
  deliver: Deliver,
): QueuedRoute {
  const { dedupe } = config;
  const { schedule, maxAge, concurrency, rate } = queue;
  const disabling = new Set(destination.scheme.statuses.disables);
  const { accepted, retry, final } = destination.verdicts;
  for (const status of [...accepted, ...retry, ...final]) disabling.delete(status);
  const refusesUs = createRefusesUs(destination.verdicts);
  return {
    name: config.name,
    destination: destination.name,
    lane: destination.lane,
    deliver,
    timeout: destination.timeout,
    policy: { schedule, maxAge },
    keeping: keepingOf(config, destination, queue),
    window: dedupe === false ? undefined : dedupe.window,
    concurrency,
    rate,
    disables: (status) => disabling.has(String(status)) && !refusesUs(status),
  };
}
