/** The composition root: makes live parts of a configuration. Runs nothing on import and reads no environment. */
import type { GatewayConfig, RouteConfig } from '../config/config.js';
import { createDeliver, type Deliver } from '../line/attempt/attempt.js';
import { createForwardedHeaders, signatureHeadersOf } from '../line/passed-headers.js';
import { createUnsignedNames } from '../line/unsigned-names.js';
import { createAddressMatcher } from '../model/addresses.js';
import type { QueueEngine } from '../queue/engine.js';
import type { HandedSecrets } from '../operate/handed-secrets.js';
import type { Reporter } from '../model/trail.js';
import type { Route, Source } from '../line/route.js';
import { schemes } from '../schemes/catalogue/index.js';
import { createHandshakes, handshakeMethods } from '../schemes/engine/handshake.js';
import { createLabelReader } from '../schemes/engine/labels.js';
import { readKey } from '../schemes/engine/keys.js';
import { createSigner } from '../schemes/engine/sign.js';
import { createHeadCheck } from '../schemes/engine/presentation.js';
import type { Scheme } from '../schemes/spec.js';
import { createVerifier } from '../schemes/engine/verify.js';
import type { DetachedAttempts } from '../line/hand-over/detached.js';
import { createTranslate } from '../line/translate.js';
import { createContradiction } from '../line/verify.js';
import { createDirect } from '../line/hand-over/direct.js';
import type { Forwarder, ForwardOptions } from '../line/attempt/forward.js';
import type { Pauses } from '../line/pauses.js';
import { createKeepUntranslatable, createQueued } from '../line/hand-over/queued.js';
import { createSpill } from '../line/hand-over/spill.js';
import { createEventFilter } from '../policy/event-patterns.js';
import { answererOf, createRefusesUs, destinationReader } from '../policy/verdict.js';
import { queuedRoute } from './build-queued-route.js';
import { inSlices } from '../queue/slices.js';
import type { EpochClock, MonotonicClock } from '../model/time.js';
import { randomHex } from './random-hex.js';
import { tracedDeliver, tracedQueue } from './traced.js';
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
  const { scheme } = destination;
  const source = buildSource(config, shared.handedSecrets);
  const untraced = createDeliver(
    {
      name: destination.name,
      sign: createSigner(
        scheme,
        destination.secrets.map((secret) => readKey(scheme, secret.value)),
        destination.url,
      ),
      forward: shared.forwarderFor(destination).forward,
      readStatus: destinationReader(scheme.statuses, destination.verdicts),
      refusesUs: createRefusesUs(destination.verdicts),
      headers: constantHeaders(config, shared.version),
    },
    shared.clock,
    shared.now,
  );
  const deliver = tracedDeliver(shared.traces, untraced, config);
  return {
    name: config.name,
    path: config.path,
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

function buildSource({ name, source }: RouteConfig, handed: HandedSecrets): Source {
  const { scheme, tolerance } = source;
  const keys = source.secrets.map((secret) => readKey(scheme, secret.value));
  return {
    schemeName: source.schemeName,
    scheme,
    verify: createVerifier(scheme, keys, {
      tolerance: typeof tolerance === 'number' ? { past: tolerance, future: tolerance } : tolerance,
      publicUrl: source.publicUrl,
      signedQuery: source.signedQuery,
    }),
    refusesHead: asksUnsigned(scheme) ? undefined : createHeadCheck(scheme),
    answerHandshake: scheme.handshakes && createHandshakes(scheme, keys, source.handshakeToken?.value),
    keepSecret: (secret) => {
      handed.keep(name, secret);
    },
    handshakeMethods: handshakeMethods(scheme),
    secretNames: source.secrets.map((secret) => secret.name),
    deadline: source.deadline,
    maxAge: source.maxAge,
    contradicts: createContradiction(scheme),
    answerTo: answererOf(scheme.statuses),
    refusalBody: scheme.refusalBody,
    acknowledgement: scheme.acknowledgement,
  };
}

/** Whether a question may come by POST before anything is signed: its body has to be read. */
function asksUnsigned({ handshakes = [] }: Scheme): boolean {
  return handshakes.some(({ when, check }) => when.method === 'POST' && check !== 'signature');
}

function constantHeaders({ name, source, destination }: RouteConfig, version: string): readonly string[] {
  const headers = ['User-Agent', `standard-webhooks-gateway/${version}`];
  headers.push('Webhook-Gateway-Route', name, 'Webhook-Gateway-Source', source.schemeName);
  for (const [header, value] of Object.entries(destination.headers)) {
    headers.push(header, typeof value === 'string' ? value : value.value);
  }
  return headers;
}
