import type { OutcomeCode } from '../model/outcome.js';
import type { AttemptNote, DeadLetter, Trail, QueueAttempt } from '../model/trail.js';
import type { Fields } from './log-fields.js';
import { clip } from './safe.js';
import type { Timings } from './timings.js';

/** Outcomes that nobody needs to look at. Every other one is a `warn`. */
const QUIET: ReadonlySet<OutcomeCode> = new Set<OutcomeCode>([
  'accepted',
  'queued',
  'duplicate',
  'filtered',
  'challenge',
  'paused',
]);

export type LineLevel = 'info' | 'warn' | 'error';

/** `error` for a trail without an outcome: the line broke its promise. */
export function levelOf(outcome: OutcomeCode | undefined): LineLevel {
  if (outcome === undefined) return 'error';
  return QUIET.has(outcome) ? 'info' : 'warn';
}

/** The one line of a delivery; fields.ts says what each field means. */
export function deliveryLine(trail: Trail, times: Timings): Fields {
  const { outcome, parts } = trail;
  // Of several, what became of the one whose verdict was told.
  const told = parts?.find(({ destination }) => destination === trail.destination) ?? trail;
  const { attempt } = told;
  return {
    route: clip(trail.route),
    outcome: outcome?.code,
    // An outcome without one leaves room for the attempt's: what was tried before it was stored.
    reason: clip(outcome?.reason ?? attempt?.reason),
    status: trail.status,
    messageId: clip(trail.messageId),
    sourceId: clip(trail.sourceId),
    event: clip(trail.event),
    client: clip(trail.client),
    path: clip(trail.unmatched?.path),
    nearest: clip(trail.unmatched?.nearest()),
    takenFrom: clip(trail.takenFrom),
    secret: clip(trail.secret),
    timestampAge: trail.timestampAge,
    eventMismatch: trail.eventMismatch || undefined,
    droppedHeaders: clip(told.droppedHeaders),
    claims: trail.claims.length > 0 ? trail.claims.join(' ') : undefined,
    withoutDedupe: trail.withoutDedupe || undefined,
    destination: clip(trail.destination),
    destinations: parts && parts.length > 0 ? clip(parts.map(endOf).join(' ')) : undefined,
    attempt: attempt?.number,
    result: attempt?.result,
    receiverStatus: attempt?.status,
    durationMs: round(times.total),
    uploadMs: round(times.upload),
    receiverMs: round(times.receiver),
    overheadMs: round(times.overhead),
    bytes: trail.bodyBytes,
  };
}

function endOf({ destination = '', outcome }: Trail): string {
  return `${destination}=${outcome?.code ?? 'overloaded'}`;
}

/**
 * The second line of a delivery whose attempt outlived the answer.
 * @param total milliseconds from receipt to the attempt's end.
 */
export function lateLine(trail: Trail, attempt: AttemptNote, remembered: boolean, total: number): Fields {
  return {
    route: clip(trail.route),
    messageId: clip(trail.messageId),
    sourceId: clip(trail.sourceId),
    event: clip(trail.event),
    destination: clip(trail.destination),
    attempt: attempt.number,
    result: attempt.result,
    reason: clip(attempt.reason),
    receiverStatus: attempt.status,
    remembered,
    durationMs: round(total),
    receiverMs: round(attempt.durationMs),
  };
}

/**
 * The line of one attempt of the queue.
 * @param total milliseconds from receipt to the attempt's end.
 */
export function attemptLine(entry: QueueAttempt, total: number): Fields {
  const { attempt, next } = entry;
  return {
    route: clip(entry.route),
    messageId: clip(entry.messageId),
    sourceId: clip(entry.sourceId),
    event: clip(entry.event),
    destination: clip(entry.destination),
    attempt: attempt.number,
    result: attempt.result,
    reason: clip(attempt.reason),
    receiverStatus: attempt.status,
    nextAttempt: next && 'at' in next ? new Date(next.at).toISOString() : undefined,
    dead: next && 'dead' in next ? next.dead : undefined,
    durationMs: round(total),
    receiverMs: round(attempt.durationMs),
  };
}

/** The line of a message that died without an attempt. */
export function deadLine(letter: DeadLetter): Fields {
  return {
    route: clip(letter.route),
    messageId: clip(letter.messageId),
    sourceId: clip(letter.sourceId),
    event: clip(letter.event),
    destination: clip(letter.destination),
    attempts: letter.attempts,
    dead: letter.reason,
  };
}

/** Milliseconds with two digits; more is noise. */
function round(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms * 100) / 100;
}
