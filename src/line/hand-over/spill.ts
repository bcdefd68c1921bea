/**
 * Hand-over `spill`: one attempt first, as `direct` makes it. If the receiver is not there, wants a retry or takes
 * longer than the source waits, the message is stored and the source hears 200. The queue goes on under the same id.
 * A running attempt goes on too: the queue's own comes after it, and looks at the record first.
 */
import type { Attempt, AttemptResult, Deliver } from '../attempt/attempt.js';
import type { Message } from '../../model/delivery.js';
import { Outcome } from '../../model/outcome.js';
import type { Reporter } from '../../model/trail.js';
import type { HandOver, Source } from '../route.js';
import { Unsignable } from '../../schemes/engine/unsignable.js';
import type { Claim } from '../claim/claim-store.js';
import type { DetachedAttempts } from './detached.js';
import { endedBy, outcomeOf, settle } from './direct.js';
import type { NewMessage } from './new-message.js';
import { acknowledge, store, type QueueParts } from './queued.js';
import type { Seat } from './together.js';
import type { MonotonicClock } from '../../model/time.js';
import type { Way } from '../../model/way.js';

interface Parts extends QueueParts {
  readonly deliver: Deliver;
  readonly source: Source;
  /** Milliseconds an attempt may take at the most. */
  readonly timeout: number;
  readonly reporter: Reporter;
  readonly detached: DetachedAttempts;
  /** Monotonic milliseconds. */
  readonly now: MonotonicClock;
}

/** Of the time the source waits, this much is for storing: a quarter, and not more than a second. */
const STORING_MS = 1_000;
/** Beyond an attempt's own end, so that the queue's first one never runs beside it. */
const MARGIN_MS = 1_000;

export function createSpill(parts: Parts): HandOver {
  const { queue, source, timeout, destination, window, reporter, detached, now } = parts;

  return async function spill(message, claim, trail, answerBy, seat) {
    const { startedAt: receivedAt, way } = trail;
    const { key, owner, delivery } = claim;
    const wanted = { key, owner, delivery, destination, message, receivedAt };
    const startedAt = now();
    const attempt = firstAttempt(parts, message, way);
    if (!attempt) {
      const stored = await store(queue, wanted, way, seat);
      return stored instanceof Outcome ? give(claim, stored) : acknowledge(claim, window);
    }
    const patience = answerBy - now();
    const result = await endedBy(attempt, patience - Math.min(STORING_MS, patience / 4));
    if (result) {
      trail.attempt = result.note;
      queue.attempted(result);
      return again(wanted, claim, result, way, seat);
    }

    const notBefore = Math.max(now(), startedAt + timeout) + MARGIN_MS;
    const stored = await store(queue, { ...wanted, notBefore }, way, seat);
    const settled = attempt.ended.then(async (late) => {
      queue.attempted(late);
      if (stored instanceof Outcome) await settle(late, claim, source);
      else await queue.endedLate(claim.key, stored, late);
      reporter.late(trail, late.note, late.verdict === 'accepted');
    });
    settled.catch((error: unknown) => {
      reporter.fault(error);
    });
    if (!detached.add(attempt, message.body.length, settled)) attempt.abort();
    return stored instanceof Outcome
      ? new Outcome('timeout', { reason: 'source_deadline' })
      : acknowledge(claim, window);
  };

  /** The verdict is the answer, unless it is a retry: that one is the queue's. */
  async function again(
    wanted: NewMessage,
    claim: Claim,
    result: AttemptResult,
    way: Way,
    seat: Seat | undefined,
  ): Promise<Outcome> {
    const delay = result.verdict === 'retry' ? queue.delayAfterFirst(result, wanted.receivedAt) : undefined;
    if (delay === undefined) {
      way.begin('settle');
      return settle(result, claim, source);
    }
    const later = { ...wanted, first: result, notBefore: now() + delay };
    const stored = await store(queue, later, way, seat);
    // What cannot be stored is the source's to try again, and it hears what the receiver said.
    return stored instanceof Outcome ? give(claim, outcomeOf(result, source)) : acknowledge(claim, window);
  }
}

async function give(claim: Claim, outcome: Outcome): Promise<Outcome> {
  await claim.release(outcome);
  return outcome;
}

/** Undefined if none is worth it; what cannot be signed is the queue's to bury. */
function firstAttempt({ queue, deliver }: Parts, message: Message, way: Way): Attempt | undefined {
  if (!queue.reachable) return undefined;
  way.begin('attempt');
  try {
    return deliver(message, 1);
  } catch (error) {
    if (error instanceof Unsignable) return undefined;
    throw error;
  }
}
