/** Where the line's trail becomes one log line and all counts: nobody else logs or counts a delivery. */
import { destinationOfLane, fieldsOfLane, laneOf } from '../model/lane.js';
import {
  partsOf,
  type AttemptNote,
  type BreakerState,
  type DeadReason,
  type EndListener,
  type PausedBy,
  type Reporter,
  type Trail,
} from '../model/trail.js';
import type { OutcomeCode } from '../model/outcome.js';
import { isEvidence, refusalReason } from '../line/refused/refused-note.js';
import { OTHER } from './catalogue.js';
import type { Instruments } from './instruments.js';
import type { Log } from './log.js';
import type { Metrics } from './metrics.js';
import { statusClass, type DeclaredRoute } from './route-series.js';
import { timings, type Timings } from './timings.js';
import type { EpochClock, EpochMs, MonotonicClock } from '../model/time.js';

export interface Clocks {
  /** performance.now(), in milliseconds. */
  readonly now: MonotonicClock;
  /** Epoch milliseconds. */
  readonly clock: EpochClock;
}

const BREAKER_VALUES: Readonly<Record<BreakerState, number>> = { closed: 0, half_open: 1, open: 2 };

const REAL: Clocks = { now: () => performance.now(), clock: () => Date.now() };

/** Nobody listens. */
const NOBODY: EndListener = {
  delivery: () => undefined,
  late: () => undefined,
  queueAttempt: () => undefined,
};

/**
 * The one place where a delivery becomes a log line and counts.
 * @param listener hears of it too
 */
export function createReporter(
  metrics: Metrics,
  log: Log,
  clocks: Clocks = REAL,
  listener: EndListener = NOBODY,
): Reporter {
  return {
    ...lineReporter(metrics, log, clocks, listener),
    ...queueReporter(metrics, log, clocks, listener),
    ...stateReporter(metrics, log),
  };
}

function lineReporter(
  metrics: Metrics,
  log: Log,
  clocks: Clocks,
  listener: EndListener,
): Pick<Reporter, 'delivery' | 'late' | 'takeover' | 'fault'> {
  return {
    delivery(trail) {
      const elapsed = trail.way.endedAt ?? clocks.now();
      const at = clocks.clock();
      log.later(() => {
        const times = timings(trail, elapsed);
        const route = metrics.routes.of(trail.route);
        count(metrics, route, trail, times, at);
        log.delivery(trail, times, route.name, at);
        listener.delivery(trail, at, times.ours);
      });
    },
    late(trail, attempt, remembered) {
      const route = metrics.routes.of(trail.route);
      const total = clocks.now() - trail.startedAt;
      const at = clocks.clock();
      countAttempt(metrics, route, trail.destination, attempt, trail.unverified);
      const isAccepted = attempt.result === 'accepted' && trail.unverified === undefined;
      if (isAccepted) countAcceptance(metrics, route, total, at);
      log.late(trail, attempt, remembered, total);
      // Behind the delivery itself, which may still be put off.
      log.later(() => {
        listener.late(trail, attempt, at);
      });
    },
    takeover(name) {
      const route = metrics.routes.of(name).name;
      // Waiting for a claim that was then released is a takeover as well, and harmless; this one is not.
      metrics.instruments.claims.inc({ route, result: 'takeover' });
      metrics.instruments.lateCommits.inc({ route });
      log.takeover(name);
    },
    fault(error) {
      metrics.instruments.faults.inc();
      log.fault(error);
    },
  };
}

function queueReporter(
  metrics: Metrics,
  log: Log,
  clocks: Clocks,
  listener: EndListener,
): Pick<Reporter, 'queueAttempt' | 'dead' | 'crashed'> {
  return {
    queueAttempt(entry) {
      const at = clocks.clock();
      log.later(() => {
        const route = metrics.routes.of(entry.route);
        const total = Math.max(0, entry.age);
        countAttempt(metrics, route, entry.destination, entry.attempt);
        if (entry.attempt.result === 'accepted') countAcceptance(metrics, route, total, at);
        if (entry.next && 'dead' in entry.next) countDead(metrics, route, entry.destination, entry.next.dead);
        log.attempt(entry, total, at);
        listener.queueAttempt(entry, at);
      });
    },
    dead(letter) {
      countDead(metrics, metrics.routes.of(letter.route), letter.destination, letter.reason);
      log.dead(letter);
    },
    crashed(name) {
      metrics.instruments.workerCrashes.inc({ route: metrics.routes.of(name).name });
      log.warn('attempt never reported back', { route: name });
    },
  };
}

/** What is told again and again; what was told last, by route, is no news. */
function stateReporter(metrics: Metrics, log: Log): Pick<Reporter, 'refused' | 'breaker' | 'paused'> {
  const refusals = new Map<string, string>();
  const unreachable = new Set<string>();
  const pauses = new Map<string, PausedBy | undefined>();
  return {
    refused(name, reason) {
      if (reason === undefined) {
        if (refusals.delete(name)) log.info('the queue takes messages again', fieldsOfLane(name));
        return;
      }
      metrics.instruments.storeErrors.inc({ operation: 'take' });
      if (refusals.get(name) === reason) return;
      refusals.set(name, reason);
      log.warn('the queue is refused its messages', { ...fieldsOfLane(name), reason });
    },
    breaker(route, destination, state) {
      const labels = { route, destination };
      const lane = laneOf(route, destination);
      if (isDeclared(metrics.routes.declared(route), destination))
        metrics.instruments.breakerState.set(labels, BREAKER_VALUES[state]);
      if (state === 'closed') {
        if (unreachable.delete(lane)) log.info('breaker closed', labels);
      } else if (!unreachable.has(lane)) {
        unreachable.add(lane);
        log.warn('breaker open', labels);
      }
    },
    paused(name, by) {
      if (metrics.routes.declared(name)) metrics.instruments.paused.set({ route: name }, by ? 1 : 0);
      if (pauses.get(name) === by) return;
      pauses.set(name, by);
      const what = destinationOfLane(name) === undefined ? 'route' : 'destination';
      if (by) log.warn(`${what} paused`, { ...fieldsOfLane(name), reason: by });
      else log.info(`${what} resumed`, fieldsOfLane(name));
    },
  };
}

/** @param now epoch milliseconds. */
function count(metrics: Metrics, declared: DeclaredRoute, trail: Trail, times: Timings, now: EpochMs): void {
  const series = metrics.instruments;
  const route = declared.name;

  if (trail.takenFrom === undefined) series.lastReceived.set({ route }, seconds(trail.receivedAt));
  if (trail.secret !== undefined) {
    const secret = declared.secrets.includes(trail.secret) ? trail.secret : OTHER;
    series.verifications.inc({ route, secret });
    // Only of genuine deliveries: anyone can write any time into a forgery.
    const age = trail.timestampAge;
    if (age !== undefined && Number.isFinite(age)) series.timestampAge.observe({ route }, Math.max(0, age));
  }
  countRefused(series, route, trail);
  countGates(series, route, trail);
  if (trail.outcome?.code === 'event_reuse') series.eventReuse.inc({ route });
  if (trail.eventMismatch) series.eventMismatches.inc({ route });
  if (trail.withoutDedupe) series.withoutDedupe.inc({ route });
  for (const result of trail.claims) series.claims.inc({ route, result });
  for (const { destination, attempt } of partsOf(trail)) {
    if (attempt) countAttempt(metrics, declared, destination, attempt, trail.unverified);
  }

  const { outcome } = trail;
  if (!outcome) return;
  series.deliveries.inc({ route, outcome: outcome.code });
  series.deliveryDuration.observe({ route, kind: outcome.kind }, times.total / 1000);
  if (outcome.kind === 'forwarded' && times.overhead !== undefined) {
    series.overhead.observe({ route }, times.overhead / 1000);
  }
  if (outcome.code === 'accepted') countAcceptance(metrics, declared, times.total, now);
}

function countGates(series: Instruments, route: string, { outcome, unverified }: Trail): void {
  if (unverified !== undefined) series.unverifiedForwarded.inc({ route, outcome: unverified });
  if (outcome?.code === 'rate_limited') series.rateLimited.inc({ route, scope: outcome.reason ?? 'client' });
}

/** What is judged again was counted when it came. */
function countRefused(series: Instruments, route: string, { outcome, takenFrom }: Trail): void {
  if (!outcome || takenFrom !== undefined || !isEvidence(outcome.code)) return;
  series.refused.inc({ route, reason: refusalReason(outcome) });
}

function countAttempt(
  metrics: Metrics,
  declared: DeclaredRoute,
  name: string | undefined,
  attempt: AttemptNote,
  unverified?: OutcomeCode,
): void {
  const { name: route } = declared;
  const destination = labelOf(declared, name);
  const { attempts, receiverDuration, refusalsInARow } = metrics.instruments;
  attempts.inc({ route, destination, result: attempt.result });
  receiverDuration.observe(
    { route, destination, status: statusClass(attempt.status) },
    attempt.durationMs / 1000,
  );
  // What carries no signature of ours is refused by any receiver that verifies.
  if (unverified !== undefined || attempt.status === undefined) return;
  if (attempt.status === 401 || attempt.status === 403) refusalsInARow.inc({ route, destination });
  else refusalsInARow.set({ route, destination }, 0);
}

/** @param total milliseconds from receipt. */
function countAcceptance(
  metrics: Metrics,
  { name: route }: DeclaredRoute,
  total: number,
  now: EpochMs,
): void {
  metrics.instruments.lastAccepted.set({ route }, seconds(now));
  metrics.instruments.acceptance.observe({ route }, total / 1000);
}

function countDead(metrics: Metrics, declared: DeclaredRoute, name: string, reason: DeadReason): void {
  const { name: route } = declared;
  metrics.instruments.deadLetters.inc({ route, destination: labelOf(declared, name), reason });
}

/** One that is not configured any more is counted with the first. */
function labelOf(declared: DeclaredRoute, name: string | undefined): string {
  const { destinations } = declared;
  const [first] = destinations;
  return (isDeclared(declared, name) ? name : first?.name) ?? OTHER;
}

function isDeclared(declared: DeclaredRoute | undefined, name: string | undefined): name is string {
  return declared?.destinations.some((one) => one.name === name) === true;
}

/** Epoch seconds with the milliseconds' digits. */
function seconds(epochMs: EpochMs): number {
  return Math.round(epochMs) / 1000;
}
