/** The composition root: makes live parts of a configuration. Runs nothing on import and reads no environment. */
import type { GatewayConfig, RouteConfig } from '../config/config.js';
import type { Deliver } from '../line/attempt/attempt.js';
import { createForwardedHeaders, signatureHeadersOf } from '../line/passed-headers.js';
import { createUnsignedNames } from '../line/unsigned-names.js';
import { createAddressMatcher } from '../model/addresses.js';
import { beginningOf } from '../model/paths.js';
import type { QueueEngine } from '../queue/engine.js';
import type { HandedSecrets } from '../operate/handed-secrets.js';
import type { Reporter } from '../model/trail.js';
import type { Route, Source } from '../line/route.js';
import { schemes } from '../schemes/catalogue/index.js';
import { createLabelReader } from '../schemes/engine/labels.js';
import type { DetachedAttempts } from '../line/hand-over/detached.js';
import { createTranslate } from '../line/translate.js';
import { createDirect } from '../line/hand-over/direct.js';
import type { Forwarder, ForwardOptions } from '../line/attempt/forward.js';
import type { Pauses } from '../line/pauses.js';
import { createKeepUntranslatable, createQueued } from '../line/hand-over/queued.js';
import { createSpill } from '../line/hand-over/spill.js';
import { createEventFilter } from '../policy/event-patterns.js';
import { buildDeliver } from './build-deliver.js';
import { queuedRoute } from './build-queued-route.js';
import { buildSource } from './build-source.js';
import { inSlices } from '../queue/slices.js';
import type { EpochClock, MonotonicClock } from '../model/time.js';
import { randomHex } from './random-hex.js';
import { tracedQueue } from './traced.js';
import type { Traces } from '../observe/traces/open-traces.js';

export interface Shared {
  readonly version: string;
  readonly reporter: Reporter;
  readonly detached: DetachedAttempts;
  readonly pauses: Pauses;
  readonly handedSecrets: HandedSecrets;
  /** Only if a route queues. */
  readonly queues: () => QueueEngine | undefined;
  /** Monotonic milliseconds. */
  readonly now: MonotonicClock;
  /** Epoch milliseconds. */
  readonly clock: EpochClock;
  /** Connections outlive a reload that leaves the receiver as it is. */
  readonly forwarderFor: (options: ForwardOptions) => Forwarder;
  /** The route's count of requests in flight, the same over reloads. */
  readonly inFlightOf: (route: string) => { count: number };
  /** Undefined if nobody asked for them. */
  readonly traces: Traces | undefined;
}

/** In slices: a thousand queued routes take seconds, and those in force serve meanwhile. */
export async function buildRoutes(config: GatewayConfig, shared: Shared): Promise<readonly Route[]> {
  const signatureHeaders = signatureHeadersOf([...Object.values(schemes), ...Object.values(config.schemes)]);
  const breathe = inSlices(shared.now);
  const routes: Route[] = [];
  for (const route of config.routes) {
    routes.push(buildRoute(route, signatureHeaders, shared));
    await breathe();
  }
  return routes;
}

function buildRoute(config: RouteConfig, signatureHeaders: ReadonlySet<string>, shared: Shared): Route {
  const { destination } = config;
  const source = buildSource(config, shared.handedSecrets);
  const deliver = buildDeliver(config, shared);
  return {
    name: config.name,
    path: config.path,
    beginning: beginningOf(config.path),
    destinationName: destination.name,
    maxBodySize: config.maxBodySize,
    maxInFlight: config.maxInFlight,
    inFlight: shared.inFlightOf(config.name),
    relay: config.relay,
    allowsClient:
      config.source.allowIps.length === 0 ? () => true : createAddressMatcher(config.source.allowIps),
    source,
    labelOf: createLabelReader(config.source.scheme, config.events.length > 0),
    wantsEvent: createEventFilter(config.events),
    paused:
      config.delivery.mode === 'direct' ? () => shared.pauses.of(config.name) !== undefined : () => false,
    dedupe: config.dedupe === false ? undefined : config.dedupe,
    forwarded: createForwardedHeaders(config, signatureHeaders, randomHex),
    unsignedNames: createUnsignedNames(config),
    translate: createTranslate(config),
    ...createHandOver(config, deliver, source, shared),
    deliver,
  };
}

/** The only thing delivery modes differ in. */
function createHandOver(
  config: RouteConfig,
  deliver: Deliver,
  source: Source,
  shared: Shared,
): Pick<Route, 'handOver' | 'keepUntranslatable'> {
  const { delivery, dedupe, destination } = config;
  if (delivery.mode === 'direct') {
    return {
      handOver: createDirect({ deliver, source, timeout: destination.timeout, ...shared }),
      keepUntranslatable: undefined,
    };
  }
  const queues = shared.queues();
  if (!queues) throw new TypeError(`${config.name} queues, and no queue is open`);
  const parts = {
    queue: tracedQueue(shared.traces, queues.open(queuedRoute(config, delivery, deliver)), config.name),
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
