/**
 * One message from the queue: look at its record, make one attempt, write down what it came to. The record is the
 * authority on what was delivered; the queue only says when to look. A message ends in one of three ways: accepted,
 * dead, or waiting for its next attempt.
 */
import { logged, type Attempt, type AttemptResult } from '../line/attempt/attempt.js';
import type { LoggedAttempt } from '../model/log-entry.js';
import type { OutcomeCode } from '../model/outcome.js';
import type { DeadReason, QueueAttempt, Reporter } from '../model/trail.js';
import { Unsignable } from '../schemes/engine/unsignable.js';
import { StoreUnavailable, type ClaimStore, type RecordState } from '../line/claim/claim-store.js';
import type { Begun, MessageStore, StoredMessage } from './message-store.js';
import type { Governor } from './governor.js';
import { patiently } from './patiently.js';
import type { QueuedRoute } from './queued-route.js';
import type { WriteDown } from './write-down.js';
import type { EpochClock, EpochMs } from '../model/time.js';

/** When the queue should look again, in epoch milliseconds; undefined: never. */
export type LookAgain = number | undefined;

/** Until somebody else's claim is looked at again, a worker that may not run now, or a store that did not answer. */
const SOON_MS = 1_000;
/** Timers fire a little early. */
const EARLY_MS = 25;

export interface WorkParts {
  readonly route: () => QueuedRoute;
  readonly claims: Pick<ClaimStore, 'look'>;
  readonly messages: MessageStore;
  readonly writeDown: WriteDown;
  readonly governor: Pick<Governor, 'runs' | 'allow' | 'attempted'>;
  readonly reporter: Reporter;
  /** The receiver wants nothing any more (410): the route is paused. */
  readonly pause: () => Promise<void>;
  /** Attempts being made, for those who end them. */
  readonly running: Set<Attempt>;
  readonly stopping: () => boolean;
  /** Epoch milliseconds. */
  readonly clock: EpochClock;
}

export type Work = (key: string) => Promise<LookAgain>;

export function createWork(parts: WorkParts): Work {
  const { route, claims, messages, writeDown, governor, reporter, clock } = parts;
  let suspects: Promise<unknown> = Promise.resolve();

  return async function work(key) {
    try {
      return await look(key);
    } catch (error) {
      if (error instanceof StoreUnavailable) return clock() + SOON_MS;
      throw error;
    }
  };

  async function look(key: string): Promise<LookAgain> {
    if (!governor.runs) return clock() + SOON_MS;
    const begun = await messages.begin(route().name, key, false);
    // One that took its worker down before is made to wait its turn, so that it cannot take others with it.
    if (begun !== 'suspect') return handle(key, begun);
    const turn = suspects.then(async () => handle(key, await messages.begin(route().name, key, true)));
    suspects = turn.catch(() => undefined);
    return turn;
  }

  async function handle(key: string, begun: Begun): Promise<LookAgain> {
    if (begun === 'gone') return undefined;
    if (begun === 'suspect') return clock() + SOON_MS;
    const { name, policy } = route();
    if (begun === 'poison' || (begun !== 'lost' && begun.crashes > 0)) reporter.crashed(name);
    if (begun === 'lost' || begun === 'poison') return bury(key, begun, 'failed');
    if (begun.untranslated) return bury(key, 'untranslatable', 'untranslatable');
    const status = writeDown.acceptedHere(key, begun.armedAt);
    if (status !== undefined) return accepted(key, begun, status, undefined);

    const record = await patiently(() => claims.look(key));
    if (record.state === 'done' && !begun.replay) {
      await patiently(() =>
        messages.end(name, key, { state: 'accepted', attempt: undefined, at: clock() }, route().keeping),
      );
      return undefined;
    }
    const notYet = waitFor(record, begun, clock());
    if (notYet !== undefined) return wait(key, undefined, notYet);
    if (clock() > begun.armedAt + policy.maxAge)
      return bury(key, 'expired', begun.attempts > 0 ? 'failed' : 'queued');
    // Last, because the half-open breaker lets one through that must then make its attempt.
    return governor.allow() ? attempt(key, begun) : wait(key, undefined, clock() + SOON_MS);
  }

  async function attempt(key: string, stored: StoredMessage): Promise<LookAgain> {
    let running: Attempt;
    try {
      running = route().deliver(stored.message, stored.attempts + 1);
    } catch (error) {
      if (!(error instanceof Unsignable)) throw error;
      return bury(key, 'untranslatable', 'untranslatable');
    }
    parts.running.add(running);
    const result = await running.ended;
    parts.running.delete(running);
    // Cut off because the process ends: no fault of the receiver's, and another replica goes on.
    if ('failure' in result && parts.stopping()) return wait(key, undefined, clock());
    governor.attempted(result);
    return judge(key, stored, result);
  }

  async function judge(key: string, stored: StoredMessage, result: AttemptResult): Promise<LookAgain> {
    const made = logged(result, clock());
    if (result.verdict === 'accepted') return accepted(key, stored, result.answer.status, made);
    if ('answer' in result && route().disables(result.answer.status)) {
      report(stored, made, { at: clock() });
      await patiently(parts.pause);
      return wait(key, made, clock());
    }
    const next = writeDown.next(result, stored.attemptsOfSchedule + 1, stored.armedAt);
    if (next && 'delayMs' in next) {
      const at = clock() + next.delayMs;
      report(stored, made, { at });
      return wait(key, made, at);
    }
    const dead = next?.stop ?? 'final';
    report(stored, made, { dead });
    await writeDown.dead(key, dead, result, made);
    return undefined;
  }

  async function accepted(
    key: string,
    stored: StoredMessage,
    status: number,
    made: LoggedAttempt | undefined,
  ): Promise<undefined> {
    if (made) report(stored, made, undefined);
    await writeDown.accepted(key, stored.armedAt, status, made);
    return undefined;
  }

  async function wait(key: string, made: LoggedAttempt | undefined, notBefore: EpochMs): Promise<number> {
    await writeDown.waits(key, made, notBefore);
    return notBefore;
  }

  /** It dies without an attempt. */
  async function bury(key: string, reason: DeadReason, last: OutcomeCode): Promise<undefined> {
    await writeDown.bury(key, reason, last);
    return undefined;
  }

  function report(
    { message, receivedAt }: StoredMessage,
    attempt: LoggedAttempt,
    next: QueueAttempt['next'],
  ): void {
    const { name, destination } = route();
    const { id: messageId, sourceId, event } = message;
    reporter.queueAttempt({
      route: name,
      destination,
      messageId,
      sourceId,
      event,
      receivedAt,
      attempt,
      next,
    });
  }
}

/** Until when the message must be left alone. */
function waitFor(record: RecordState, stored: StoredMessage, now: EpochMs): number | undefined {
  // Whoever put it handed it over, though its claim may still stand.
  if (record.state === 'claimed' && record.owner !== stored.owner) return now + SOON_MS;
  return stored.notBefore > now + EARLY_MS ? stored.notBefore : undefined;
}
