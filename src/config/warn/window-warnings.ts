/**
 * Times of a route that do not fit each other: the provider's patience and retries, the tolerance, the dedupe window, and
 * our schedule. The API shows them beside these times (config/windows.ts).
 */
import { totalSpan } from '../../policy/retry.js';
import { duration, formatDuration } from '../../model/units.js';
import { member } from '../../checks/report.js';
import type { Scheme } from '../../schemes/spec.js';
import type { QueueConfig, RouteConfig } from '../config.js';
import { deliveryPath } from '../destination-path.js';
import { takenFor } from '../resolve/resolve-dedupe.js';
import { retrySpan, spanText } from '../resolve/resolve-source.js';

type Warn = (path: string, message: string) => void;

/** Below it a direct try has hardly begun when the message must be stored. */
const SHORT_DEADLINE = 2_000;

/** @param path of the route */
export function windowWarnings(route: RouteConfig, path: string, warn: Warn): void {
  const { mode, destinations, source } = route;
  sourceWarnings(route, member(path, 'source'), warn);
  dedupeWarnings(route, member(path, 'dedupe'), warn);
  destinations.forEach(({ delivery }, k) => {
    if (delivery.mode !== 'direct')
      queueWarnings(route, delivery, member(path, ...deliveryPath(route, k)), warn);
  });
  const doubt = doubtOfRetries(source.scheme);
  if (mode === 'direct' && doubt !== undefined)
    warn(member(path, 'delivery'), `${doubt}; delivery: { mode: spill } keeps it (with a Redis)`);
}

/** Why a source may not send again what was not taken. */
function doubtOfRetries({ retries, rests }: Scheme): string | undefined {
  const estimated = rests?.retries === 'estimate';
  if (retries === 'none') {
    const sent = estimated ? 'documents no retries' : 'never retries';
    return `this provider ${sent}: in direct mode a delivery that the receiver does not take is lost`;
  }
  return estimated
    ? "this provider's retries are not documented: in direct mode a delivery that the receiver does not take may never come again"
    : undefined;
}

function sourceWarnings({ source }: RouteConfig, path: string, warn: Warn): void {
  const { scheme, tolerance, deadline } = source;
  const patience = duration(scheme.deadline);
  if (deadline > patience) {
    warn(
      member(path, 'deadline'),
      scheme.rests?.deadline === 'estimate'
        ? `${formatDuration(deadline)} is longer than ${formatDuration(patience)}: how long this provider waits is not documented, and it may give up first`
        : `${formatDuration(deadline)} is longer than ${formatDuration(patience)}, the time this provider waits: it gives up first and retries`,
    );
  }
  if (tolerance === 'off') {
    warn(
      member(path, 'tolerance'),
      'off: a recorded delivery can be replayed at any time once dedupe has forgotten it',
    );
    return;
  }
  const past = takenFor(scheme, tolerance)?.past;
  const span = retrySpan(scheme);
  if (past !== undefined && scheme.signsRetriesAnew !== true && past < span) {
    warn(
      member(path, 'tolerance'),
      `${formatDuration(past)} is shorter than the ${spanText(span)} this provider retries for, perhaps with the first attempt's time: late retries would be refused as stale`,
    );
  }
}

function dedupeWarnings({ dedupe, source }: RouteConfig, path: string, warn: Warn): void {
  const span = retrySpan(source.scheme);
  if (dedupe === false) {
    warn(path, 'off: every retry of the provider reaches the receiver again');
    return;
  }
  if (dedupe.window < span) {
    warn(
      member(path, 'window'),
      `${formatDuration(dedupe.window)} is shorter than the ${spanText(span)} this provider retries for: a late retry would be taken as new`,
    );
  }
  const taken = takenFor(source.scheme, source.tolerance)?.past;
  if (taken !== undefined && taken > dedupe.window) {
    warn(
      member(path, 'window'),
      `${formatDuration(dedupe.window)} is shorter than the tolerance of ${formatDuration(taken)}: in between dedupe has forgotten a delivery, and a copy of it still passes`,
    );
  }
}

function queueWarnings({ source }: RouteConfig, queue: QueueConfig, path: string, warn: Warn): void {
  const { mode, schedule, maxAge } = queue;
  const span = totalSpan(schedule);
  const own = retrySpan(source.scheme);
  if (maxAge <= span) {
    warn(
      member(path, 'maxAge'),
      `${formatDuration(maxAge)} is not longer than the ${spanText(span)} that the schedule takes: messages die before their last attempts`,
    );
  }
  if (span < own) {
    warn(
      member(path, 'schedule'),
      `takes ${spanText(span)}, but this provider itself would retry for ${spanText(own)}, and it never sends an acknowledged delivery again; schedule: ${source.schemeName} goes on for as long`,
    );
  }
  if (mode === 'spill' && source.deadline < SHORT_DEADLINE) {
    warn(
      member(path, 'mode'),
      `the direct try must end within ${formatDuration(source.deadline)} (source.deadline), less the time to store; if the receiver is often slower, take queued`,
    );
  }
}
