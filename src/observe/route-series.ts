/**
 * The closed lists behind the labels. A request can name anything; only what the running configuration declares
 * becomes a series, everything else shares `_unmatched`.
 */
import type { OutcomeCode } from '../model/outcome.js';
import { DEAD_REASONS, type AttemptNote, type ClaimResult } from '../model/trail.js';
import { KEY_RESULTS } from '../line/keys/key-store.js';
import { LET_ON } from '../line/let-on.js';
import type { EpochMs } from '../model/time.js';
import { CATALOGUE, OTHER, UNMATCHED, type Entry } from './catalogue.js';
import type { Instruments } from './instruments.js';
import type { Labels } from './series.js';

/** A route as far as metrics need to know it. */
export interface DeclaredRoute {
  readonly name: string;
  /** Each with its name, and whether it queues. */
  readonly destinations: readonly { readonly name: string; readonly queue: boolean }[];
  /** The outcomes this route can have; they are on the first scrape with 0. */
  readonly outcomes: readonly OutcomeCode[];
  /** Names of the source's secrets. */
  readonly secrets: readonly string[];
  readonly maxInFlight?: number;
  /** Which rates its source has. */
  readonly rates?: readonly string[];
  /** Until when what does not verify goes on, in epoch milliseconds; undefined if it never does. */
  readonly reportOnlyUntil?: EpochMs | undefined;
}

/** What a request that reaches no route can end in. */
const UNMATCHED_OUTCOMES: readonly OutcomeCode[] = [
  'not_found',
  'method_not_allowed',
  'malformed',
  'too_large',
  'unsupported_encoding',
  'overloaded',
];
const NOWHERE: DeclaredRoute = {
  name: UNMATCHED,
  destinations: [{ name: UNMATCHED, queue: false }],
  outcomes: UNMATCHED_OUTCOMES,
  secrets: [],
};

const STATUS_CLASSES = ['2xx', '3xx', '4xx', '5xx', 'none'] as const;
const CLAIM_RESULTS: readonly ClaimResult[] = ['new', 'busy', 'done', 'takeover', 'id_reuse'];
const ATTEMPT_RESULTS: readonly AttemptNote['result'][] = [
  'accepted',
  'retry',
  'final',
  'timeout',
  'unreachable',
];

/** What the alerts ask for; of other reasons there are series from their first refusal on. */
const USUAL_REFUSALS = ['missing_signature', 'mismatch', 'too_old', 'too_new'];

export const QUEUE_STATES = ['waiting', 'delayed', 'active', 'dead'] as const;

/** The status label: a class, or `none` if the receiver gave no status. */
export function statusClass(status: number | undefined): (typeof STATUS_CLASSES)[number] {
  if (status === undefined) return 'none';
  return STATUS_CLASSES[Math.floor(status / 100) - 2] ?? 'none';
}

export class RouteSeries {
  readonly #instruments: Instruments;
  #routes: ReadonlyMap<string, DeclaredRoute> = new Map();

  constructor(instruments: Instruments) {
    this.#instruments = instruments;
    this.declare([]);
  }

  /** The route of that name, or the one that stands for all unknown names. */
  of(name: string): DeclaredRoute {
    return this.#routes.get(name) ?? NOWHERE;
  }

  /** For what must not be counted under another name. */
  declared(name: string): DeclaredRoute | undefined {
    return name === UNMATCHED ? undefined : this.#routes.get(name);
  }

  names(): Iterable<string> {
    return this.#routes.keys();
  }

  /** Makes the series of these routes and removes those of routes, destinations and secrets that are gone. */
  declare(routes: readonly DeclaredRoute[]): void {
    const next = new Map([...routes, NOWHERE].map((route) => [route.name, route]));
    this.#retire(next);
    for (const route of next.values()) this.#zero(route);
    this.#routes = next;
  }

  /** Counters exist before their first event, so that a rise from nothing is a rise in every query. */
  #zero(route: DeclaredRoute): void {
    const { deliveries, attempts, claims, verifications, deadLetters, ...one } = this.#instruments;
    for (const outcome of route.outcomes) deliveries.at(route.name, outcome);
    one.refusedDropped.at(route.name);
    if (route === NOWHERE) return;
    for (const secret of route.secrets) verifications.at(route.name, secret);
    for (const reason of USUAL_REFUSALS) one.refused.at(route.name, reason);
    one.eventMismatches.at(route.name);
    one.eventReuse.at(route.name);
    if (route.outcomes.includes('key_unavailable')) {
      for (const result of KEY_RESULTS) one.keyFetches.at(route.name, result);
    }
    one.paused.at(route.name);
    this.#zeroGates(route);
    for (const { name: destination, queue } of route.destinations) {
      for (const result of ATTEMPT_RESULTS) attempts.at(route.name, destination, result);
      one.refusalsInARow.at(route.name, destination);
      if (!queue) continue;
      for (const reason of DEAD_REASONS) deadLetters.at(route.name, destination, reason);
      one.breakerState.at(route.name, destination);
    }
    if (route.destinations.some(({ queue }) => queue)) one.workerCrashes.at(route.name);
    if (route.outcomes.includes('duplicate')) {
      for (const result of CLAIM_RESULTS) claims.at(route.name, result);
      one.lateCommits.at(route.name);
      one.withoutDedupe.at(route.name);
    }
    if (route.maxInFlight === undefined) one.inFlightLimit.remove(route.name);
    else one.inFlightLimit.at(route.name).set(route.maxInFlight);
  }

  #zeroGates({ name: route, rates = [], reportOnlyUntil }: DeclaredRoute): void {
    const { rateLimited, unverifiedForwarded, reportOnlyUntil: until } = this.#instruments;
    for (const scope of rates) rateLimited.at(route, scope);
    if (reportOnlyUntil === undefined) {
      until.remove(route);
      return;
    }
    for (const outcome of LET_ON) unverifiedForwarded.at(route, outcome);
    until.at(route).set(reportOnlyUntil / 1000);
  }

  /** Removes what is under no label that a route can still have. */
  #retire(routes: ReadonlyMap<string, DeclaredRoute>): void {
    for (const [key, entry] of Object.entries<Entry>(CATALOGUE)) {
      if (!entry.labels.includes('route')) continue;
      this.#instruments[key as keyof Instruments].retain((labels) => covers(routes, labels));
    }
  }
}

function covers(routes: ReadonlyMap<string, DeclaredRoute>, labels: Labels): boolean {
  const { destination, secret } = labels;
  const route = routes.get(labels.route ?? '');
  if (!route) return false;
  if (destination !== undefined && !route.destinations.some(({ name }) => name === destination)) return false;
  return secret === undefined || secret === OTHER || route.secrets.includes(secret);
}
