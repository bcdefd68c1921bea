/** What the API shows of deliveries and routes. Times are ISO 8601. A member without a value is null, never missing. */
import { isUtf8 } from 'node:buffer';
import type { Candidate } from '../../operate/meant.js';
import type { Scope } from '../../operate/replicas.js';
import type { DestinationState, QueueState, Revealed, RouteState } from '../../operate/operations.js';
import type { DeliveryDetail, DeliveryEntry, LoggedAttempt, Page } from '../../model/log-entry.js';
import type { EpochMs } from '../../model/time.js';
import { may, type Role } from '../../model/role.js';
import type { PausedBy } from '../../model/trail.js';
import { wayView, type WayView } from './way-view.js';

export interface ListView<T> {
  readonly data: readonly T[];
  readonly next: string | null;
  readonly scope: Scope;
}

export interface DeliveryListView extends ListView<DeliveryView> {
  readonly note: string | null;
}

export interface AttemptView {
  readonly number: number;
  readonly at: string;
  readonly result: LoggedAttempt['result'];
  /** A word of a closed list; null if the result says it all. */
  readonly reason: string | null;
  readonly status: number | null;
  readonly durationMs: number;
  readonly answer: string | null;
}

export interface DeliveryView {
  /** The message id; null if the delivery was refused before it had one. */
  readonly id: string | null;
  readonly route: string;
  readonly destination: string;
  readonly sourceId: string | null;
  readonly event: string | null;
  readonly outcome: DeliveryEntry['outcome'];
  readonly reason: string | null;
  readonly dead: string | null;
  readonly receivedAt: string;
  readonly endedAt: string | null;
  readonly nextAttemptAt: string | null;
  readonly attempts: readonly AttemptView[];
  readonly bytes: number;
  readonly bodyKept: boolean;
}

export interface DeliveryDetailView extends DeliveryView, WayView {
  readonly body: string | null;
  readonly bodyEncoding: 'utf8' | 'base64' | null;
}

/** The delivery that a write acted on, or might. */
export interface CandidateView {
  /** The message id. */
  readonly id: string;
  readonly route: string;
  readonly destination: string;
}

export interface RouteView extends Omit<RouteState, 'path' | 'paused' | 'destinations'> {
  readonly path: string | null;
  readonly paused: PausedBy | null;
  /** The first one. */
  readonly destination: { readonly name: string; readonly url: string; readonly scheme: string };
  /** Of the first destination that queues. */
  readonly queue: QueueView | null;
  readonly destinations: readonly DestinationView[];
}

export interface DestinationView extends Omit<DestinationState, 'paused' | 'queue'> {
  readonly paused: PausedBy | null;
  readonly queue: QueueView | null;
}

type QueueView = Omit<QueueState, 'oldest'> & { readonly oldest: string | null };

export interface RevealedView {
  readonly secrets: readonly {
    readonly secret: string;
    readonly client: string;
    readonly receivedAt: string;
  }[];
  readonly pushedOut: number;
}

export function listView<T, V>({ data, next }: Page<T>, view: (item: T) => V, scope: Scope): ListView<V> {
  return { data: data.map(view), next: next ?? null, scope };
}

/** @param role of who asks: a viewer sees nothing of what was sent or answered */
export function deliveryView(entry: DeliveryEntry, role: Role): DeliveryView {
  return {
    id: entry.id === '' ? null : entry.id,
    route: entry.route,
    destination: entry.destination,
    sourceId: entry.sourceId ?? null,
    event: entry.event ?? null,
    outcome: entry.outcome,
    reason: entry.reason ?? null,
    dead: entry.dead ?? null,
    receivedAt: iso(entry.receivedAt),
    endedAt: isoOrNull(entry.endedAt),
    nextAttemptAt: isoOrNull(entry.nextAttemptAt),
    attempts: entry.attempts.map((attempt) => attemptView(attempt, role)),
    bytes: entry.bytes,
    bodyKept: entry.bodyKept,
  };
}

/** The bytes as text where they are text; else not a byte is lost either. Null for a viewer. */
export function detailView(detail: DeliveryDetail, role: Role): DeliveryDetailView {
  const body = may(role, 'reader') ? detail.body : undefined;
  const bodyEncoding = body && (isUtf8(body) ? 'utf8' : 'base64');
  return {
    ...deliveryView(detail, role),
    ...wayView(detail.way),
    body: body?.toString(bodyEncoding) ?? null,
    bodyEncoding: bodyEncoding ?? null,
  };
}

export function candidateView({ id, route, destination }: Candidate): CandidateView {
  return { id, route, destination };
}

export function attemptView(attempt: LoggedAttempt, role: Role): AttemptView {
  const { number, at, result, reason = null, status = null, durationMs } = attempt;
  const answer = may(role, 'reader') ? (attempt.answer ?? null) : null;
  return { number, at: iso(at), result, reason, status, durationMs, answer };
}

export function routeView({ name, path, mode, source, destinations: all, paused }: RouteState): RouteView {
  const destinations = all.map(destinationView);
  const [first] = all;
  return {
    name,
    path: path ?? null,
    mode,
    source: { scheme: source.scheme },
    destination: { name: first?.name ?? '', url: first?.url ?? '', scheme: first?.scheme ?? '' },
    paused: paused ?? (destinations.length === 1 ? (destinations[0]?.paused ?? null) : null),
    queue: destinations.find(({ queue }) => queue !== null)?.queue ?? null,
    destinations,
  };
}

function destinationView({ paused, queue, ...shown }: DestinationState): DestinationView {
  return { ...shown, paused: paused ?? null, queue: queue ? queueView(queue) : null };
}

export function revealedView({ secrets, pushedOut }: Revealed): RevealedView {
  return {
    secrets: secrets.map(({ value, client, receivedAt }) => ({
      secret: value,
      client,
      receivedAt: iso(receivedAt),
    })),
    pushedOut,
  };
}

function queueView({ waiting, delayed, active, dead, oldest, breaker }: QueueState): QueueView {
  return { waiting, delayed, active, dead, oldest: isoOrNull(oldest), breaker };
}

export function iso(at: EpochMs): string {
  return new Date(at).toISOString();
}

export function isoOrNull(at: EpochMs | undefined): string | null {
  return at === undefined ? null : iso(at);
}
