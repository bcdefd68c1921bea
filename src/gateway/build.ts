/** The composition root: a configuration becomes live parts. Nothing here runs on import, nothing reads the environment. */
import type { GatewayConfig, QueueConfig, RouteConfig } from '../config/config.js';
import { createDeliver, type Deliver } from '../line/deliver.js';
import { createForwardedHeaders, signatureHeadersOf } from '../line/forwarded.js';
import { createAddressMatcher } from '../http/client-address.js';
import type { DeclaredRoute } from '../observe/routes.js';
import { OUTCOME_CODES, type OutcomeCode } from '../model/outcome.js';
import type { QueueEngine } from '../queue/engine.js';
import type { QueuedRoute } from '../queue/route.js';
import type { Reporter } from '../model/record.js';
import type { Route, Source } from '../line/route.js';
import { schemes } from '../schemes/catalogue/index.js';
import { createHandshakes, handshakeMethods } from '../schemes/handshake.js';
import { readKey } from '../schemes/keys.js';
import { createSigner } from '../schemes/sign.js';
import { createVerifier } from '../schemes/verify.js';
import type { DetachedAttempts } from '../line/detached.js';
import { createTranslate } from '../line/translate.js';
import { createContradiction } from '../line/verify.js';
import { createDirect } from '../line/direct.js';
import type { Forwarder, ForwardOptions } from '../line/forward.js';
import type { Keeping } from '../line/messages.js';
import type { Pauses } from '../line/pauses.js';
import { createKeepUntranslatable, createQueued } from '../line/queued.js';
import { createSpill } from '../line/spill.js';
import { answererOf, readerOf } from '../policy/verdict.js';

export interface Shared {
  readonly version: string;
  readonly reporter: Reporter;
  readonly detached: DetachedAttempts;
  readonly pauses: Pauses;
  /** There where a route queues. */
  readonly queues: () => QueueEngine | undefined;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** Connections outlive a reload that leaves the receiver as it is. */
  readonly forwarderFor: (options: ForwardOptions) => Forwarder;
  /** The route's count of requests in flight, the same over reloads. */
  readonly inFlightOf: (route: string) => { count: number };
}

export function buildRoutes(config: GatewayConfig, shared: Shared): readonly Route[] {
  const signatureHeaders = signatureHeadersOf([...Object.values(schemes), ...Object.values(config.schemes)]);
  return config.routes.map((route) => buildRoute(route, signatureHeaders, shared));
}

function buildRoute(config: RouteConfig, signatureHeaders: ReadonlySet<string>, shared: Shared): Route {
  const { destination } = config;
  const { scheme } = destination;
  const source = buildSource(config);
  const deliver = createDeliver(
    {
      name: destination.name,
      sign: createSigner(
        scheme,
        destination.secrets.map((secret) => readKey(scheme, secret.value)),
        destination.url,
      ),
      forward: shared.forwarderFor(destination).forward,
      readStatus: readerOf(scheme.statuses, destination.verdicts),
      headers: constantHeaders(config, shared.version),
    },
    shared.clock,
    shared.now,
  );
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
    wantsEvent: config.events.length === 0 ? undefined : createEventFilter(config.events),
    paused:
      config.delivery.mode === 'direct' ? () => shared.pauses.of(config.name) !== undefined : () => false,
    dedupe: config.dedupe === false ? undefined : config.dedupe,
    forwarded: createForwardedHeaders(config, signatureHeaders),
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
    queue: queues.open(queuedRoute(config, delivery, deliver)),
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

/** How long a route keeps what. */
export function keepingOf({ delivery, deliveries }: RouteConfig, queue = queueOf(delivery)): Keeping {
  return {
    log: deliveries.maxAge,
    logCount: deliveries.maxCount,
    bodies: queue?.keepBodies ?? 0,
    dead: queue?.keepDead ?? 0,
    pending: queue?.maxAge ?? 0,
  };
}

function queueOf(delivery: RouteConfig['delivery']): QueueConfig | undefined {
  return delivery.mode === 'direct' ? undefined : delivery;
}

export function queuedRoute(config: RouteConfig, delivery: QueueConfig, deliver: Deliver): QueuedRoute {
  const { dedupe, destination } = config;
  const { schedule, maxAge, concurrency, rate } = delivery;
  const disabling = new Set(destination.scheme.statuses.disables);
  const { accepted, retry, final } = destination.verdicts;
  for (const status of [...accepted, ...retry, ...final]) disabling.delete(status);
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
    disables: (status) => disabling.has(String(status)),
  };
}

function buildSource({ source }: RouteConfig): Source {
  const { scheme, tolerance } = source;
  const keys = source.secrets.map((secret) => readKey(scheme, secret.value));
  return {
    schemeName: source.schemeName,
    scheme,
    verify: createVerifier(scheme, keys, {
      tolerance: typeof tolerance === 'number' ? { past: tolerance, future: tolerance } : tolerance,
      publicUrl: source.publicUrl,
    }),
    answerHandshake: scheme.handshakes && createHandshakes(scheme, keys, source.handshakeToken?.value),
    handshakeMethods: handshakeMethods(scheme),
    secretNames: source.secrets.map((secret) => secret.name),
    deadline: source.deadline,
    maxAge: source.maxAge,
    contradicts: createContradiction(scheme),
    answerTo: answererOf(scheme.statuses),
    acknowledgement: scheme.acknowledgement,
  };
}

function constantHeaders({ name, source, destination }: RouteConfig, version: string): readonly string[] {
  const headers = ['User-Agent', `standard-webhooks-gateway/${version}`];
  headers.push('Webhook-Gateway-Route', name, 'Webhook-Gateway-Source', source.schemeName);
  for (const [header, value] of Object.entries(destination.headers)) {
    headers.push(header, typeof value === 'string' ? value : value.value);
  }
  return headers;
}

/** Names exactly, or all that begin with what stands before a final `*`. */
function createEventFilter(patterns: readonly string[]): (event: string | undefined) => boolean {
  const exact = new Set(patterns.filter((pattern) => !pattern.endsWith('*')));
  const prefixes = patterns.filter((pattern) => pattern.endsWith('*')).map((pattern) => pattern.slice(0, -1));
  return (event) =>
    event !== undefined && (exact.has(event) || prefixes.some((prefix) => event.startsWith(prefix)));
}

/** What a delivery cannot end in where it is never forwarded while its source waits. */
const FORWARDED_ONLY = [
  'accepted',
  'rejected',
  'failed',
  'timeout',
  'unreachable',
  'paused',
] as const satisfies readonly OutcomeCode[];

/** What metrics need to know of a route before its first delivery. */
export function declare(config: RouteConfig): DeclaredRoute {
  const { source, destination } = config;
  const { mode } = config.delivery;
  const impossible = new Set<OutcomeCode>(['not_found']);
  if (mode === 'direct') impossible.add('queued');
  if (mode === 'queued') for (const code of FORWARDED_ONLY) impossible.add(code);
  if (!source.scheme.handshakes) impossible.add('challenge');
  if (config.events.length === 0) impossible.add('filtered');
  if (destination.payload === 'exact' && !destination.scheme.signature?.content?.includes('{form')) {
    impossible.add('untranslatable');
  }
  if (source.allowIps.length === 0 && !source.scheme.handshakes) impossible.add('forbidden');
  if (!source.scheme.signature) impossible.add('missing_signature').add('invalid_signature');
  if (!source.scheme.time && source.maxAge === undefined) impossible.add('stale');
  if (config.dedupe === false) {
    impossible.add('duplicate').add('in_flight');
    if (mode === 'direct') impossible.add('store_unavailable');
  }
  return {
    name: config.name,
    destination: destination.name,
    outcomes: OUTCOME_CODES.filter((code) => !impossible.has(code)),
    secrets: source.secrets.map((secret) => secret.name),
    maxInFlight: config.maxInFlight,
    queue: mode !== 'direct',
  };
}
