import type { OutcomeCode } from '../model/outcome.js';
import type { AttemptRecord, DeadLetter, DeliveryRecord, QueueAttempt } from '../model/trail.js';
import type { Fields } from './log-fields.js';
import { clip } from './safe.js';
import type { Timings } from './timings.js';

/** Ends nobody needs to look at. Everything else is a `warn`. */
const QUIET: ReadonlySet<OutcomeCode> = new Set<OutcomeCode>([
  'accepted',
  'queued',
  'duplicate',
  'filtered',
  'challenge',
  'paused',
]);

export type LineLevel = 'info' | 'warn' | 'error';

/** `error` for a record without an outcome: the line broke its promise. */
export function levelOf(outcome: OutcomeCode | undefined): LineLevel {
  if (outcome === undefined) return 'error';
  return QUIET.has(outcome) ? 'info' : 'warn';
}

/** The one line of a delivery; fields.ts says what each field means. */
export function deliveryLine(record: DeliveryRecord, times: Timings): Fields {
  const { outcome, attempt } = record;
  return {
    route: clip(record.route),
    outcome: outcome?.code,
    reason: clip(outcome?.reason),
    status: record.status,
    messageId: clip(record.messageId),
    sourceId: clip(record.sourceId),
    event: clip(record.event),
    client: clip(record.client),
    secret: clip(record.secret),
    timestampAge: record.timestampAge,
    eventMismatch: record.eventMismatch || undefined,
    claims: record.claims.length > 0 ? record.claims.join(' ') : undefined,
    withoutDedupe: record.withoutDedupe || undefined,
    destination: clip(record.destination),
    attempt: attempt?.number,
    result: attempt?.result,
    receiverStatus: attempt?.status,
    durationMs: round(times.total),
    uploadMs: round(times.upload),
    receiverMs: round(times.receiver),
    overheadMs: round(times.overhead),
    bytes: record.bodyBytes,
  };
}

/**
 * The second line of a delivery whose attempt outlived the answer.
 * @param total milliseconds from receipt to the attempt's end.
 */
export function lateLine(
  record: DeliveryRecord,
  attempt: AttemptRecord,
  remembered: boolean,
  total: number,
): Fields {
  return {
    route: clip(record.route),
    messageId: clip(record.messageId),
    sourceId: clip(record.sourceId),
    event: clip(record.event),
    destination: clip(record.destination),
    attempt: attempt.number,
    result: attempt.result,
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
    ...whichMessage(entry),
    attempt: attempt.number,
    result: attempt.result,
    receiverStatus: attempt.status,
    nextAttempt: next && 'at' in next ? new Date(next.at).toISOString() : undefined,
    dead: next && 'dead' in next ? next.dead : undefined,
    durationMs: round(total),
    receiverMs: round(attempt.durationMs),
  };
}

/** The line of a message that died without an attempt. */
export function deadLine(letter: DeadLetter): Fields {
  return { ...whichMessage(letter), attempts: letter.attempts, dead: letter.reason };
}

function whichMessage(entry: QueueAttempt | DeadLetter): Fields {
  return {
    route: clip(entry.route),
    messageId: clip(entry.messageId),
    sourceId: clip(entry.sourceId),
    event: clip(entry.event),
    destination: clip(entry.destination),
  };
}

/** Milliseconds with two digits; more is noise. */
function round(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms * 100) / 100;
}
