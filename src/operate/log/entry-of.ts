/** What a trail comes to in the delivery log. */
import { loggedAttempt } from '../../line/attempt/attempt.js';
import type { DeliveryEntry, LoggedWay } from '../../model/log-entry.js';
import { Outcome, type OutcomeCode } from '../../model/outcome.js';
import type { AttemptNote, Trail } from '../../model/trail.js';
import type { EpochMs } from '../../model/time.js';
import { writeSteps } from '../../model/way-text.js';

/** A trail that the log takes, and what it lies under. */
export interface Notable {
  readonly trail: Trail;
  readonly key: string;
  readonly messageId: string;
}

/** @returns undefined for what is not verified, and for what the queue notes itself. */
export function notable(trail: Trail): Notable | undefined {
  const { key, messageId, outcome } = trail;
  if (key === undefined || messageId === undefined || !outcome) return undefined;
  if (outcome.kind === 'refused' || outcome.code === 'queued') return undefined;
  return { trail, key, messageId };
}

/**
 * A delivery whose source had heard `timeout`, as it came to after all.
 * @returns undefined if it was stored meanwhile: then it is the queue's to note.
 */
export function endedLate(trail: Trail, attempt: AttemptNote): Trail | undefined {
  if (trail.outcome?.code !== 'timeout') return undefined;
  const { result, reason } = attempt;
  const outcome = new Outcome(ATTEMPT_OUTCOMES[result], reason === undefined ? {} : { reason });
  return { ...trail, attempt, outcome };
}

/** What a delivery comes to whose last attempt ended so. */
export const ATTEMPT_OUTCOMES: Readonly<Record<AttemptNote['result'], OutcomeCode>> = {
  accepted: 'accepted',
  retry: 'failed',
  final: 'rejected',
  timeout: 'timeout',
  unreachable: 'unreachable',
};

/** What becomes of a text that strangers may choose. */
type Keep = (text: string | undefined) => string | undefined;

const AS_IT_IS: Keep = (text) => text;

/**
 * @param receivedAt epoch milliseconds
 * @param endedAt by the same clock
 */
export function entryOf(
  trail: Trail,
  receivedAt: EpochMs,
  endedAt: EpochMs,
  keep: Keep = AS_IT_IS,
): DeliveryEntry {
  const { outcome, attempt } = trail;
  return {
    id: trail.messageId ?? '',
    route: trail.route,
    destination: trail.destination ?? '',
    sourceId: keep(trail.sourceId),
    event: keep(trail.event),
    outcome: outcome?.code ?? 'overloaded',
    reason: outcome?.reason,
    dead: undefined,
    receivedAt,
    endedAt,
    nextAttemptAt: undefined,
    attempts: attempt ? [loggedAttempt(attempt, outcome?.receiver, endedAt)] : [],
    bytes: trail.bodyBytes,
    bodyKept: false,
    way: loggedWay(trail, keep),
  };
}

export function loggedWay(
  { secret, scheme, client, way, startedAt, status }: Trail,
  keep: Keep = AS_IT_IS,
): LoggedWay {
  return { secret, scheme, client: keep(client), steps: writeSteps(way, startedAt), status };
}
