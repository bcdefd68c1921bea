/**
 * Traces by OpenTelemetry's own packages, which read the standard variables. Imported only if these ask for traces: a
 * gateway without them loads none of it.
 */
import type { Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';
import type { Deliver } from '../../line/attempt/attempt.js';
import { noLaterThan } from '../../line/claim/no-later-than.js';
import type { Queue } from '../../line/hand-over/durable-queue.js';
import type { EpochClock, MonotonicClock } from '../../model/time.js';
import type { DeliveryTrace } from '../../model/trail.js';
import { seldom } from '../../model/seldom.js';
import type { Log } from '../log.js';
import { Sampler } from '../sampler.js';
import { withAttemptSpans, type Receiver } from './attempt-spans.js';
import { DeliverySpans, type Head } from './delivery-spans.js';
import { watchExport } from './export-watch.js';
import { withStoreSpans } from './store-spans.js';
import { createWall } from './wall.js';

/** The name of the service, if OTEL_SERVICE_NAME says nothing else. */
const SERVICE = 'webhook-gateway';

/** What waits at the end has so long to leave. */
const FLUSH_MS = 2_000;

export interface Traces {
  begin(head: Head): DeliveryTrace;
  /** The same, with a span for each attempt. */
  deliver(deliver: Deliver, receiver: Receiver): Deliver;
  /** The same, with a span for each message that is stored. */
  queue(queue: Queue, route: string): Queue;
  /** Sends what waits, and waits 2 s at the most for it. */
  close(): Promise<void>;
}

export interface TracesParts {
  readonly protocol: 'http/protobuf' | 'http/json';
  readonly version: string;
  readonly log: Pick<Log, 'warn' | 'later' | 'catchUp'>;
  readonly clock: EpochClock;
  readonly now: MonotonicClock;
}

export function openTraces({ protocol, version, log, clock, now }: TracesParts): Traces {
  const lost = seldom((count) => {
    log.warn(`${count} spans were dropped: the collector does not take them`);
  }, now);
  const exporter = watchExport(protocol === 'http/json' ? new JsonExporter() : new ProtobufExporter(), lost);
  const provider = new BasicTracerProvider({
    resource: resourceOf(version),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  const tracer: Tracer = provider.getTracer(SERVICE, version);
  const parts = { tracer, wall: createWall(clock, now), now };
  // The log's own measure: a flood of forgeries is no flood of spans.
  const strangers = new Sampler(() => undefined);
  const deliveries = {
    ...parts,
    later: (work: () => void) => {
      log.later(work);
    },
    passes: (route: string, outcome: string) => strangers.passes(route, outcome),
  };
  return {
    begin: (head) => new DeliverySpans(deliveries, head),
    deliver: (deliver, receiver) => withAttemptSpans(parts, deliver, receiver),
    queue: (queue, route) => withStoreSpans(parts, queue, route),
    async close() {
      log.catchUp();
      const flushed = provider.shutdown().then(
        () => true,
        () => false,
      );
      const left = await noLaterThan(flushed, FLUSH_MS, () => false);
      if (!left) log.warn('the last spans were dropped: the collector did not take them in time');
    },
  };
}

function resourceOf(version: string): ReturnType<typeof defaultResource> {
  const own = resourceFromAttributes({ [ATTR_SERVICE_NAME]: SERVICE, [ATTR_SERVICE_VERSION]: version });
  const detected = detectResources({ detectors: [serviceInstanceIdDetector, envDetector] });
  return defaultResource().merge(own).merge(detected);
}
