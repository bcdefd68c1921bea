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
      metrics.instruments.claims.at(route, 'takeover').inc();
      metrics.instruments.lateCommits.at(route).inc();
      log.takeover(name);
    },
    fault(error) {
      metrics.instruments.faults.at().inc();
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
      metrics.instruments.workerCrashes.at(metrics.routes.of(name).name).inc();
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
      metrics.instruments.storeErrors.at('take').inc();
      if (refusals.get(name) === reason) return;
      refusals.set(name, reason);
      log.warn('the queue is refused its messages', { ...fieldsOfLane(name), reason });
    },
    breaker(route, destination, state) {
      const labels = { route, destination };
      const lane = laneOf(route, destination);
      if (isDeclared(metrics.routes.declared(route), destination))
        metrics.instruments.breakerState.at(route, destination).set(BREAKER_VALUES[state]);
      if (state === 'closed') {
        if (unreachable.delete(lane)) log.info('breaker closed', labels);
      } else if (!unreachable.has(lane)) {
        unreachable.add(lane);
        log.warn('breaker open', labels);
      }
    },
    paused(name, by) {
      if (metrics.routes.declared(name)) metrics.instruments.paused.at(name).set(by ? 1 : 0);
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

  if (trail.takenFrom === undefined) series.lastReceived.at(route).set(seconds(trail.receivedAt));
  if (trail.secret !== undefined) {
    const secret = declared.secrets.includes(trail.secret) ? trail.secret : OTHER;
    series.verifications.at(route, secret).inc();
    // Only of genuine deliveries: anyone can write any time into a forgery.
    const age = trail.timestampAge;
    if (age !== undefined && Number.isFinite(age)) series.timestampAge.at(route).observe(Math.max(0, age));
  }
  countRefused(series, route, trail);
  countGates(series, route, trail);
  if (trail.outcome?.code === 'event_reuse') series.eventReuse.at(route).inc();
  if (trail.eventMismatch) series.eventMismatches.at(route).inc();
  if (trail.withoutDedupe) series.withoutDedupe.at(route).inc();
  for (const result of trail.claims) series.claims.at(route, result).inc();
  for (const { destination, attempt } of partsOf(trail)) {
    if (attempt) countAttempt(metrics, declared, destination, attempt, trail.unverified);
  }

  const { outcome } = trail;
  if (!outcome) return;
  series.deliveries.at(route, outcome.code).inc();
  series.deliveryDuration.at(route, outcome.kind).observe(times.total / 1000);
  if (outcome.kind === 'forwarded' && times.overhead !== undefined) {
    series.overhead.at(route).observe(times.overhead / 1000);
  }
  if (outcome.code === 'accepted') countAcceptance(metrics, declared, times.total, now);
}

function countGates(series: Instruments, route: string, { outcome, unverified }: Trail): void {
  if (unverified !== undefined) series.unverifiedForwarded.at(route, unverified).inc();
  if (outcome?.code === 'rate_limited') series.rateLimited.at(route, outcome.reason ?? 'client').inc();
}

/** What is judged again was counted when it came. */
function countRefused(series: Instruments, route: string, { outcome, takenFrom }: Trail): void {
  if (!outcome || takenFrom !== undefined || !isEvidence(outcome.code)) return;
  series.refused.at(route, refusalReason(outcome)).inc();
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
  attempts.at(route, destination, attempt.result).inc();
  receiverDuration.at(route, destination, statusClass(attempt.status)).observe(attempt.durationMs / 1000);
  // What carries no signature of ours is refused by any receiver that verifies.
  if (unverified !== undefined || attempt.status === undefined) return;
  const row = refusalsInARow.at(route, destination);
  if (attempt.status === 401 || attempt.status === 403) row.inc();
  else row.set(0);
}

/** @param total milliseconds from receipt. */
function countAcceptance(
  metrics: Metrics,
  { name: route }: DeclaredRoute,
  total: number,
  now: EpochMs,
): void {
  metrics.instruments.lastAccepted.at(route).set(seconds(now));
  metrics.instruments.acceptance.at(route).observe(total / 1000);
}

function countDead(metrics: Metrics, declared: DeclaredRoute, name: string, reason: DeadReason): void {
  const { name: route } = declared;
  metrics.instruments.deadLetters.at(route, labelOf(declared, name), reason).inc();
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
