/** One of a route's destinations with its live parts: what becomes of a message for it, and who takes it. */
import { legOf, type DestinationConfig, type RouteConfig } from '../config/config.js';
import type { QueueEngine } from '../queue/engine.js';
import type { Deliver } from '../line/attempt/attempt.js';
import type { Reporter } from '../model/trail.js';
import type { Destination, Source } from '../line/route.js';
import type { DetachedAttempts } from '../line/hand-over/detached.js';
import { createDirect } from '../line/hand-over/direct.js';
import type { Pauses } from '../line/pauses.js';
import { createKeepUntranslatable, createQueued } from '../line/hand-over/queued.js';
import { createSpill } from '../line/hand-over/spill.js';
import { createEventFilter } from '../policy/event-patterns.js';
import type { Evaluate } from '../line/expressions.js';
import { buildTranslation } from './build-translation.js';
import { buildDeliver, type DeliverParts } from './build-deliver.js';
import { queuedRoute } from './build-queued-route.js';
import { tracedQueue } from './traced.js';

export interface DestinationParts extends DeliverParts {
  readonly reporter: Reporter;
  readonly detached: DetachedAttempts;
  readonly pauses: Pauses;
  /** Only if a route queues. */
  readonly queues: () => QueueEngine | undefined;
  /** Evaluates expressions that make bodies. */
  readonly evaluate: Evaluate;
}

export function buildDestination(
  config: RouteConfig,
  destination: DestinationConfig,
  source: Source,
  signatureHeaders: ReadonlySet<string>,
  shared: DestinationParts,
): Destination {
  const leg = legOf(config, destination);
  const deliver = buildDeliver(leg, shared);
  const { name, lane, delivery } = destination;
  return {
    name,
    lane,
    mode: delivery.mode,
    wantsEvent: createEventFilter(destination.events),
    paused:
      delivery.mode === 'direct' && config.several ? () => shared.pauses.of(lane) !== undefined : () => false,
    ...buildTranslation(leg, config.maxBodySize, signatureHeaders, shared.evaluate),
    ...createHandOver(config, destination, deliver, source, shared),
    deliver,
  };
}

/** The only thing delivery modes differ in. */
function createHandOver(
  config: RouteConfig,
  destination: DestinationConfig,
  deliver: Deliver,
  source: Source,
  shared: DestinationParts,
): Pick<Destination, 'handOver' | 'keepUntranslatable'> {
  const { dedupe } = config;
  const { delivery } = destination;
  if (delivery.mode === 'direct') {
    return {
      handOver: createDirect({ deliver, source, timeout: destination.timeout, ...shared }),
      keepUntranslatable: undefined,
    };
  }
  const queues = shared.queues();
  if (!queues) throw new TypeError(`${config.name} queues, and no queue is open`);
  const queue = queues.open(queuedRoute(config, destination, delivery, deliver));
  const parts = {
    queue: tracedQueue(shared.traces, queue, config.name),
    destination: destination.name,
    // Longer than any message waits, so that the provider's retry is a duplicate all the while.
    window: delivery.maxAge + (dedupe === false ? 0 : dedupe.window),
    ...shared,
  };
  const handOver =
    delivery.mode === 'queued'
      ? createQueued(parts)
      : createSpill({ ...parts, deliver, source, timeout: destination.timeout });
  return { handOver, keepUntranslatable: createKeepUntranslatable(parts) };
}
