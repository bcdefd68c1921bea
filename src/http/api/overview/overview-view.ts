/** What the API shows of the whole. */
import type {
  Attention,
  DestinationOverview,
  Latency,
  Overview,
  RouteOverview,
} from '../../../operate/overview/overview.js';
import type { EpochMs } from '../../../model/time.js';
import type { Scope } from '../../../operate/replicas.js';
import { iso, isoOrNull } from '../view.js';

export interface LatencyView {
  readonly p50: number | null;
  readonly p99: number | null;
}

export interface MinuteView {
  readonly t: string;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly attempts: Readonly<Record<string, number>>;
}

export interface DestinationOverviewView {
  readonly name: string;
  readonly mode: DestinationOverview['mode'];
  readonly url: string;
  readonly minutes: readonly MinuteView[];
  readonly latency: { readonly ours: LatencyView; readonly receiver: LatencyView };
  readonly backlog: number | null;
  readonly oldest: string | null;
  readonly dead: number | null;
  readonly breaker: string | null;
  readonly paused: string | null;
  readonly lastAccepted: string | null;
}

export interface LetOnView {
  readonly until: string;
  readonly genuine: number;
  readonly wouldBeRefused: Readonly<Record<string, number>>;
}

export interface RouteOverviewView {
  readonly name: string;
  readonly path: string | null;
  readonly mode: string;
  readonly scheme: string;
  readonly log: string;
  readonly url: string;
  readonly waitingForFirst: boolean;
  readonly askedNone: readonly { readonly t: string; readonly outcomes: MinuteView['outcomes'] }[];
  readonly refused: Readonly<Record<string, number>>;
  readonly letOn: LetOnView | null;
  readonly sendLine: string | null;
  readonly destinations: readonly DestinationOverviewView[];
}

export interface AttentionView {
  readonly severity: Attention['severity'];
  readonly route: string | null;
  readonly says: string;
  readonly link: string;
}

export interface ReplicaView {
  readonly id: string;
  readonly version: string;
  readonly startedAt: string;
  readonly configHash: string | null;
}

export interface OverviewView {
  readonly scope: Scope;
  readonly version: string;
  readonly startedAt: string;
  readonly draining: boolean;
  readonly store: { readonly kind: string; readonly up: boolean; readonly reason: string | null };
  readonly replicas: readonly ReplicaView[];
  readonly config: { readonly hash: string; readonly readAt: string };
  readonly routes: readonly RouteOverviewView[];
  readonly attention: readonly AttentionView[];
}

export function overviewView(overview: Overview): OverviewView {
  const { scope, version, startedAt, draining, store, replicas, config, routes, attention } = overview;
  const minuteTimes = isoOnce();
  return {
    ...{ scope, version, startedAt: iso(startedAt), draining },
    store: { kind: store.kind, up: store.up, reason: store.reason ?? null },
    replicas: replicas.map((one) => ({
      id: one.id,
      version: one.version,
      startedAt: iso(one.startedAt),
      configHash: one.configHash,
    })),
    config: { hash: config.hash, readAt: iso(config.readAt) },
    routes: routes.map((route) => routeOverviewView(route, minuteTimes)),
    attention: attention.map(({ severity, route, says, link }) => ({
      severity,
      route: route ?? null,
      says,
      link,
    })),
  };
}

function routeOverviewView(route: RouteOverview, timeOf: TimeText): RouteOverviewView {
  const { name, path, mode, scheme, log, url, waitingForFirst, refused, letOn } = route;
  const { sendLine, destinations } = route;
  const askedNone = route.askedNone.map(({ t, outcomes }) => ({ t: timeOf(t), outcomes }));
  return {
    ...{ name, path: path ?? null, mode, scheme, log, url, waitingForFirst, sendLine: sendLine ?? null },
    ...{ refused, askedNone },
    letOn: letOn ? { ...letOn, until: iso(letOn.until) } : null,
    destinations: destinations.map((destination) => destinationView(destination, timeOf)),
  };
}

function destinationView(destination: DestinationOverview, timeOf: TimeText): DestinationOverviewView {
  const { name, mode, url, minutes, ours, receiver, backlog, oldest, dead, breaker, paused, lastAccepted } =
    destination;
  return {
    ...{ name, mode, url },
    minutes: minutes.map(({ t, outcomes, attempts }) => ({ t: timeOf(t), outcomes, attempts })),
    latency: { ours: latencyView(ours), receiver: latencyView(receiver) },
    backlog: backlog ?? null,
    oldest: isoOrNull(oldest),
    dead: dead ?? null,
    breaker: breaker ?? null,
    paused: paused ?? null,
    lastAccepted: isoOrNull(lastAccepted),
  };
}

type TimeText = (at: EpochMs) => string;

/** All routes have the same sixty minutes: each is written once, or they would cost more than all the rest. */
function isoOnce(): TimeText {
  const written = new Map<EpochMs, string>();
  return (at) => {
    const text = written.get(at) ?? iso(at);
    written.set(at, text);
    return text;
  };
}

function latencyView({ p50, p99 }: Latency): LatencyView {
  return { p50: rounded(p50), p99: rounded(p99) };
}

/** The buckets say no more than three digits. */
function rounded(ms: number | undefined): number | null {
  return ms === undefined ? null : Number(ms.toPrecision(3));
}
