/**
 * The closed lists behind the labels. A request can name anything; only what the running configuration declares
 * becomes a series, everything else shares `_unmatched`.
 */
import { OUTCOME_CODES, type OutcomeCode, type OutcomeKind } from '../model/outcome.js';
import { DEAD_REASONS, type AttemptNote, type ClaimResult } from '../model/trail.js';
import { REFUSAL_REASONS } from '../line/refused/refused-note.js';
import { KEY_RESULTS } from '../line/keys/key-store.js';
import { LET_ON } from '../line/let-on.js';
import { RATE_SCOPES } from '../line/rates.js';
import type { EpochMs } from '../model/time.js';
import { CATALOGUE, OTHER, UNMATCHED, type Entry, type Label } from './catalogue.js';
import type { Instruments } from './instruments.js';

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

const KINDS: readonly OutcomeKind[] = ['forwarded', 'answered', 'refused'];
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

type Labels = Partial<Record<Label, string>>;

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
    for (const old of this.#routes.values()) this.#retire(old, next.get(old.name));
    for (const route of next.values()) this.#zero(route);
    this.#routes = next;
  }

  /** Counters exist before their first event, so that a rise from nothing is a rise in every query. */
  #zero(route: DeclaredRoute): void {
    const { deliveries, attempts, claims, verifications, deadLetters, ...one } = this.#instruments;
    for (const outcome of route.outcomes) deliveries.inc({ route: route.name, outcome }, 0);
    one.refusedDropped.inc({ route: route.name }, 0);
    if (route === NOWHERE) return;
    for (const secret of route.secrets) verifications.inc({ route: route.name, secret }, 0);
    for (const reason of USUAL_REFUSALS) one.refused.inc({ route: route.name, reason }, 0);
    one.eventMismatches.inc({ route: route.name }, 0);
    one.eventReuse.inc({ route: route.name }, 0);
    if (route.outcomes.includes('key_unavailable')) {
      for (const result of KEY_RESULTS) one.keyFetches.inc({ route: route.name, result }, 0);
    }
    one.paused.inc({ route: route.name }, 0);
    this.#zeroGates(route);
    for (const { name: destination, queue } of route.destinations) {
      const labels = { route: route.name, destination };
      for (const result of ATTEMPT_RESULTS) attempts.inc({ ...labels, result }, 0);
      one.refusalsInARow.inc(labels, 0);
      if (!queue) continue;
      for (const reason of DEAD_REASONS) deadLetters.inc({ ...labels, reason }, 0);
      one.breakerState.inc(labels, 0);
    }
    if (route.destinations.some(({ queue }) => queue)) one.workerCrashes.inc({ route: route.name }, 0);
    if (route.outcomes.includes('duplicate')) {
      for (const result of CLAIM_RESULTS) claims.inc({ route: route.name, result }, 0);
      one.lateCommits.inc({ route: route.name }, 0);
      one.withoutDedupe.inc({ route: route.name }, 0);
    }
    if (route.maxInFlight === undefined) one.inFlightLimit.remove({ route: route.name });
    else one.inFlightLimit.set({ route: route.name }, route.maxInFlight);
  }

  #zeroGates({ name: route, rates = [], reportOnlyUntil }: DeclaredRoute): void {
    const { rateLimited, unverifiedForwarded, reportOnlyUntil: until } = this.#instruments;
    for (const scope of rates) rateLimited.inc({ route, scope }, 0);
    if (reportOnlyUntil === undefined) {
      until.remove({ route });
      return;
    }
    for (const outcome of LET_ON) unverifiedForwarded.inc({ route, outcome }, 0);
    until.set({ route }, reportOnlyUntil / 1000);
  }

  #retire(old: DeclaredRoute, heir: DeclaredRoute | undefined): void {
    for (const [key, entry] of Object.entries<Entry>(CATALOGUE)) {
      if (!entry.labels.includes('route')) continue;
      for (const labels of labelSets(entry.labels, old)) {
        if (!heir || !covers(heir, labels)) this.#instruments[key as keyof Instruments].remove(labels);
      }
    }
  }
}

function covers(route: DeclaredRoute, labels: Labels): boolean {
  const { destination } = labels;
  if (destination !== undefined && !route.destinations.some(({ name }) => name === destination)) return false;
  return labels.secret === undefined || labels.secret === OTHER || route.secrets.includes(labels.secret);
}

/** Every set of labels an entry can have for a route: the closed lists multiplied. */
function labelSets(labels: readonly Label[], route: DeclaredRoute): Labels[] {
  const lists: Record<Label, readonly string[]> = {
    route: [route.name],
    destination: route.destinations.map(({ name }) => name),
    secret: [...route.secrets, OTHER],
    outcome: OUTCOME_CODES,
    kind: KINDS,
    status: STATUS_CLASSES,
    result: [...CLAIM_RESULTS, ...ATTEMPT_RESULTS, ...KEY_RESULTS],
    state: QUEUE_STATES,
    reason: [...DEAD_REASONS, ...REFUSAL_REASONS],
    scope: RATE_SCOPES,
    operation: [],
    what: [],
    token: [],
    version: [],
  };
  return labels.reduce<Labels[]>(
    (sets, label) => sets.flatMap((set) => lists[label].map((value) => ({ ...set, [label]: value }))),
    [{}],
  );
}
