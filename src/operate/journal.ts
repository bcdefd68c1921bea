/**
 * Notes how deliveries ended, for operators who ask later. Verified ones go to the store if the route keeps a log,
 * refused ones to memory. The queue notes its own deliveries; the journal notes all others. No delivery waits for it.
 */
import { loggedAttempt } from '../line/attempt/attempt.js';
import type { DeliveryEntry } from '../model/log-entry.js';
import { Outcome, type OutcomeCode } from '../model/outcome.js';
import type { AttemptNote, Trail, Reporter } from '../model/trail.js';
import type { Keeping, MessageStore } from '../queue/message-store.js';
import type { Refusals } from './refusals.js';
import type { EpochMs, MonotonicClock } from '../model/time.js';

/** How long a route keeps its log; undefined if it keeps none. */
export type KeepingOf = (route: string) => Keeping | undefined;

interface Parts {
  readonly messages: MessageStore | undefined;
  readonly refusals: Refusals;
  readonly keepingOf: KeepingOf;
  /** Monotonic milliseconds. */
  readonly now: MonotonicClock;
}

/** The same reporter, with every delivery noted as well. */
export function withJournal(reporter: Reporter, parts: Parts): Reporter {
  const { messages, refusals, keepingOf, now } = parts;
  return {
    ...reporter,
    delivery(trail) {
      reporter.delivery(trail);
      if (trail.outcome?.kind === 'refused') refusals.add(trail);
      else note(trail);
    },
    late(trail, attempt, remembered) {
      reporter.late(trail, attempt, remembered);
      // What was stored meanwhile is the queue's to note.
      if (trail.outcome?.code !== 'timeout') return;
      note({ ...trail, attempt, outcome: lateOutcome(attempt) });
    },
  };

  function note(trail: Trail): void {
    const keeping = keepingOf(trail.route);
    const { key, messageId, outcome } = trail;
    if (!keeping || !messages || key === undefined || messageId === undefined || !outcome) return;
    if (outcome.code === 'queued') return;
    const { route } = trail;
    const age = now() - trail.startedAt;
    // A log with a gap is better than a delivery that waits for it; the store's own state tells of the loss.
    messages
      .time(route)
      .then((endedAt) => messages.log(route, key, entryOf(trail, messageId, endedAt, age), keeping))
      .catch(() => undefined);
  }
}

/** What a delivery came to after all, whose source had heard `timeout`. */
const LATE_OUTCOMES: Readonly<Record<AttemptNote['result'], OutcomeCode>> = {
  accepted: 'accepted',
  retry: 'failed',
  final: 'rejected',
  timeout: 'timeout',
  unreachable: 'unreachable',
};

function lateOutcome({ result, reason }: AttemptNote): Outcome {
  return new Outcome(LATE_OUTCOMES[result], reason === undefined ? {} : { reason });
}

/** @param endedAt by the store's clock; @param age milliseconds since receipt */
function entryOf(trail: Trail, id: string, endedAt: EpochMs, age: number): DeliveryEntry {
  const { outcome, attempt } = trail;
  const receiver = outcome?.receiver;
  return {
    id,
    route: trail.route,
    destination: trail.destination ?? '',
    sourceId: trail.sourceId,
    event: trail.event,
    outcome: outcome?.code ?? 'overloaded',
    reason: outcome?.reason,
    dead: undefined,
    receivedAt: Math.floor(endedAt - age),
    endedAt,
    nextAttemptAt: undefined,
    attempts: attempt ? [loggedAttempt(attempt, receiver, endedAt)] : [],
    bytes: trail.bodyBytes,
    bodyKept: false,
  };
}
