/**
 * Hand-over `direct`: one attempt, and its verdict is the answer. If the source's deadline comes first, the source
 * hears 504 and the attempt goes on detached: a late acceptance is remembered, so the source's retry ends as a
 * duplicate instead of a second delivery.
 */
import { REFUSES_US, type Attempt, type AttemptResult, type Deliver } from '../attempt/attempt.js';
import { Outcome } from '../../model/outcome.js';
import type { Reporter } from '../../model/trail.js';
import type { HandOver, Source } from '../route.js';
import type { Claim } from '../claim/claim-store.js';
import type { DetachedAttempts } from './detached.js';
import { noLaterThan } from '../claim/no-later-than.js';
import type { MonotonicClock } from '../../model/time.js';

interface Parts {
  readonly deliver: Deliver;
  readonly source: Source;
  /** Milliseconds an attempt may take at the most. */
  readonly timeout: number;
  readonly reporter: Reporter;
  readonly detached: DetachedAttempts;
  /** Monotonic milliseconds. */
  readonly now: MonotonicClock;
}

export function createDirect({ deliver, source, timeout, reporter, detached, now }: Parts): HandOver {
  return async function direct(message, claim, trail, answerBy) {
    trail.way.begin('attempt');
    const attempt = deliver(message, 1);
    const patience = answerBy - now();
    const result = timeout < patience ? await attempt.ended : await endedBy(attempt, patience);
    if (result) {
      trail.attempt = result.note;
      trail.way.begin('settle');
      const outcome = outcomeOf(result, source);
      await end(claim, result, outcome);
      return outcome;
    }
    const settled = attempt.ended.then(async (late) => {
      await settle(late, claim, source);
      reporter.late(trail, late.note, late.verdict === 'accepted');
    });
    settled.catch((error: unknown) => {
      reporter.fault(error);
    });
    if (!detached.add(attempt, message.body.length, settled)) attempt.abort();
    return new Outcome('timeout', { reason: 'source_deadline' });
  };
}

/** The claim is ended before the source is answered, so its next attempt finds what this one came to. */
export async function settle(result: AttemptResult, claim: Claim, source: Source): Promise<Outcome> {
  const outcome = outcomeOf(result, source);
  await end(claim, result, outcome);
  return outcome;
}

function end(claim: Claim, result: AttemptResult, outcome: Outcome): Promise<void> {
  return result.verdict === 'accepted' ? claim.accepted(result.answer.status) : claim.release(outcome);
}

const CODE_OF = { accepted: 'accepted', retry: 'failed', final: 'rejected' } as const;

export function outcomeOf(result: AttemptResult, source: Source): Outcome {
  if ('failure' in result) return new Outcome(result.failure.kind, { reason: result.failure.reason });
  const { verdict, answer, note } = result;
  // The source would take the receiver's own status for a word about its event.
  const told = note.reason === REFUSES_US ? undefined : answer.status;
  const status = source.answerTo(verdict, told);
  return new Outcome(CODE_OF[verdict], {
    ...{ receiver: answer, status },
    ...(note.reason !== undefined && { reason: note.reason }),
  });
}

/**
 * A receiver whose status is known has answered, though its body may never end.
 * @returns undefined if the verdict is not known after `ms`
 */
export function endedBy(attempt: Attempt, ms: number): Promise<AttemptResult | undefined> {
  return noLaterThan(attempt.ended, ms, () => (attempt.conclude() ? attempt.ended : undefined));
}
