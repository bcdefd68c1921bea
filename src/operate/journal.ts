/**
 * Notes how deliveries ended, for those who ask later: verified ones in the store where the route keeps a log, refused
 * ones in memory. The queue notes its own; here come all others. Never in a delivery's way: nobody waits for it.
 */
import { loggedAttempt } from '../line/attempt/attempt.js';
import type { DeliveryEntry } from '../model/log-entry.js';
import { Outcome, type OutcomeCode } from '../model/outcome.js';
import type { AttemptRecord, DeliveryRecord, Reporter } from '../model/trail.js';
import type { Keeping, MessageStore } from '../queue/message-store.js';
import type { Refusals } from './refusals.js';

/** How long a route keeps its log; undefined where it keeps none. */
export type KeepingOf = (route: string) => Keeping | undefined;

interface Parts {
  readonly messages: MessageStore | undefined;
  readonly refusals: Refusals;
  readonly keepingOf: KeepingOf;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** The same reporter, with every delivery noted as well. */
export function withJournal(reporter: Reporter, parts: Parts): Reporter {
  const { messages, refusals, keepingOf, clock, now } = parts;
  return {
    ...reporter,
    delivery(record) {
      reporter.delivery(record);
      if (record.outcome?.kind === 'refused') refusals.add(record, receiptOf(record));
      else note(record);
    },
    late(record, attempt, remembered) {
      reporter.late(record, attempt, remembered);
      // What was stored meanwhile is the queue's to note.
      if (record.outcome?.code !== 'timeout') return;
      note({ ...record, attempt, outcome: new Outcome(LATE_OUTCOMES[attempt.result]) });
    },
  };

  function receiptOf({ startedAt }: DeliveryRecord): number {
    return Math.round(clock() - (now() - startedAt));
  }

  function note(record: DeliveryRecord): void {
    const keeping = keepingOf(record.route);
    const { key, messageId, outcome } = record;
    if (!keeping || !messages || key === undefined || messageId === undefined || !outcome) return;
    if (outcome.code === 'queued') return;
    const entry = entryOf(record, messageId, receiptOf(record), clock());
    // A log with a gap is better than a delivery that waits for it; the store's own state tells of the loss.
    messages.log(record.route, key, entry, keeping).catch(() => undefined);
  }
}

/** What a delivery came to after all, whose source had heard `timeout`. */
const LATE_OUTCOMES: Readonly<Record<AttemptRecord['result'], OutcomeCode>> = {
  accepted: 'accepted',
  retry: 'failed',
  final: 'rejected',
  timeout: 'timeout',
  unreachable: 'unreachable',
};

function entryOf(record: DeliveryRecord, id: string, receivedAt: number, endedAt: number): DeliveryEntry {
  const { outcome, attempt } = record;
  const receiver = outcome?.receiver;
  return {
    id,
    route: record.route,
    destination: record.destination ?? '',
    sourceId: record.sourceId,
    event: record.event,
    outcome: outcome?.code ?? 'overloaded',
    reason: outcome?.reason,
    dead: undefined,
    receivedAt,
    endedAt,
    nextAttemptAt: undefined,
    attempts: attempt ? [loggedAttempt(attempt, receiver?.body, endedAt)] : [],
    bytes: record.bodyBytes,
    bodyKept: false,
  };
}
