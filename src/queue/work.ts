/**
 * One message from the queue: look at its record, make one attempt, write down what it came to. The record is the
 * authority on what was delivered; the queue only says when to look. A message ends in one of three ways: accepted,
 * dead, or waiting for its next attempt.
 */
import { logged, type Attempt, type AttemptResult } from '../deliver.js';
import type { LoggedAttempt } from '../operations.js';
import type { OutcomeCode } from '../outcome.js';
import type { DeadReason, Reporter } from '../record.js';
import { nextAttempt } from '../retry.js';
import { Unsignable } from '../schemes/unsignable.js';
import type { ClaimStore, RecordState } from '../steps/claims.js';
import type { MessageStore, StoredMessage } from '../steps/messages.js';
import type { Governor } from './governor.js';
import { patiently } from './patiently.js';
import type { QueuedRoute } from './route.js';

/** When the queue should look again; undefined: never. */
export type LookAgain = number | undefined;

/** Until somebody else's claim is looked at again, or a worker that may not run now. */
const SOON_MS = 1_000;
/** Timers fire a little early. */
const EARLY_MS = 25;

export interface WorkParts {
  readonly route: () => QueuedRoute;
  readonly claims: ClaimStore;
  readonly messages: MessageStore;
  readonly governor: Governor;
  readonly reporter: Reporter;
  /** The receiver wants nothing any more (410): the route is paused. */
  readonly pause: () => Promise<void>;
  /** Attempts being made, for those who end them. */
  readonly running: Set<Attempt>;
  readonly stopping: () => boolean;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

export type Work = (key: string) => Promise<LookAgain>;

export function createWork(parts: WorkParts): Work {
  const { route, claims, messages, governor, reporter, clock } = parts;
  /** Accepted, but the store would not have it yet: not to be sent again by us. */
  const acceptedHere = new Map<string, number>();
  let suspects: Promise<unknown> = Promise.resolve();

  return async function work(key) {
    if (!governor.allow()) return clock() + SOON_MS;
    const begun = await begin(key, false);
    // One that took its worker down before is made to wait its turn, so that it cannot take others with it.
    if (begun !== 'suspect') return handle(key, begun);
    const turn = suspects.then(async () => handle(key, await begin(key, true)));
    suspects = turn.catch(() => undefined);
    return turn;
  };

  function begin(key: string, alone: boolean): ReturnType<MessageStore['begin']> {
    return messages.begin(route().name, key, alone);
  }

  async function handle(key: string, begun: Awaited<ReturnType<typeof begin>>): Promise<LookAgain> {
    if (begun === 'gone') return undefined;
    if (begun === 'suspect') return clock() + SOON_MS;
    if (begun === 'lost' || begun === 'poison') return bury(key, begun, undefined, 'failed');
    const { name } = route();
    if (begun.crashes > 0) reporter.crashed(name);
    const remembered = acceptedHere.get(key);
    if (remembered !== undefined) return accepted(key, begun, remembered, undefined);

    const record = await patiently(() => claims.look(key));
    if (record.state === 'done' && !begun.replay) {
      await messages.end(name, key, { state: 'accepted', attempt: undefined, at: clock() }, route().keeping);
      return undefined;
    }
    const notYet = waitFor(record, begun, clock());
    if (notYet !== undefined) return wait(key, undefined, notYet);
    if (clock() > begun.armedAt + route().policy.maxAge)
      return bury(key, 'expired', begun, lastOutcome(begun));
    return attempt(key, begun);
  }

  async function attempt(key: string, stored: StoredMessage): Promise<LookAgain> {
    const { deliver } = route();
    let running: Attempt;
    try {
      running = deliver(stored.message, stored.attempts + 1);
    } catch (error) {
      if (!(error instanceof Unsignable)) throw error;
      return bury(key, 'untranslatable', stored, 'untranslatable');
    }
    parts.running.add(running);
    const result = await running.ended;
    parts.running.delete(running);
    // Cut off because the process ends: no fault of the receiver's, and another replica goes on.
    if ('failure' in result && parts.stopping()) return wait(key, undefined, clock());
    governor.attempted(result);
    return settle(key, stored, result);
  }

  async function settle(key: string, stored: StoredMessage, result: AttemptResult): Promise<LookAgain> {
    const { policy, disables } = route();
    const made = logged(result, clock());
    if (result.verdict === 'accepted') return accepted(key, stored, result.answer.status, made);
    if ('answer' in result && disables(result.answer.status)) {
      await parts.pause();
      return wait(key, made, clock());
    }
    const next = nextAttempt(policy, {
      attempts: stored.attemptsOfSchedule + 1,
      verdict: result.verdict,
      status: result.record.status,
      retryAfter: 'answer' in result ? result.answer.retryAfter : undefined,
      receivedAt: stored.armedAt,
      now: clock(),
      random: Math.random(),
    });
    if ('stop' in next) return bury(key, next.stop, stored, outcomeOf(result), made);
    const at = clock() + next.delayMs;
    reporter.queueAttempt({ ...about(stored), attempt: made, next: { at } });
    return wait(key, made, at);
  }

  /** The record first: it alone keeps the receiver from a second delivery. */
  async function accepted(
    key: string,
    stored: StoredMessage,
    status: number,
    made: LoggedAttempt | undefined,
  ): Promise<undefined> {
    const { name, keeping, window } = route();
    if (made) reporter.queueAttempt({ ...about(stored), attempt: made, next: undefined });
    acceptedHere.set(key, status);
    await patiently(() =>
      Promise.all([
        window === undefined ? undefined : claims.commit(key, '', status, window),
        messages.end(name, key, { state: 'accepted', attempt: made, at: clock() }, keeping),
      ]),
    );
    acceptedHere.delete(key);
    return undefined;
  }

  async function wait(key: string, made: LoggedAttempt | undefined, notBefore: number): Promise<number> {
    const { name, keeping } = route();
    await patiently(() => messages.end(name, key, { state: 'waits', attempt: made, notBefore }, keeping));
    return notBefore;
  }

  async function bury(
    key: string,
    dead: DeadReason,
    stored: StoredMessage | undefined,
    outcome: OutcomeCode,
    made?: LoggedAttempt,
  ): Promise<undefined> {
    const { name, keeping, window } = route();
    const ended = { state: 'dead', attempt: made, at: clock(), outcome, dead } as const;
    await patiently(() =>
      Promise.all([
        window === undefined ? undefined : claims.bury(key, dead, keeping.dead),
        messages.end(name, key, ended, keeping),
      ]),
    );
    if (stored && made) reporter.queueAttempt({ ...about(stored), attempt: made, next: { dead } });
    else await reportDead(key, dead);
    return undefined;
  }

  /** It died without an attempt, perhaps without anybody having read it. */
  async function reportDead(key: string, reason: DeadReason): Promise<void> {
    const { name, destination } = route();
    const entry = await messages.entry({ route: name, key });
    const { id: messageId = '', sourceId, event, attempts = [] } = entry ?? {};
    reporter.dead({
      route: name,
      destination,
      messageId,
      sourceId,
      event,
      reason,
      attempts: attempts.length,
    });
  }

  function about({ message, receivedAt }: StoredMessage) {
    const { name, destination } = route();
    const { id: messageId, sourceId, event } = message;
    return { route: name, destination, messageId, sourceId, event, receivedAt };
  }
}

/** Until when the message must be left alone. */
function waitFor(record: RecordState, stored: StoredMessage, now: number): number | undefined {
  // Whoever put it handed it over, though its claim may still stand.
  if (record.state === 'claimed' && record.owner !== stored.owner) return now + SOON_MS;
  return stored.notBefore > now + EARLY_MS ? stored.notBefore : undefined;
}

export function outcomeOf(result: AttemptResult): OutcomeCode {
  if ('failure' in result) return result.failure.kind;
  return result.verdict === 'final' ? 'rejected' : result.verdict === 'retry' ? 'failed' : 'accepted';
}

function lastOutcome({ attempts }: StoredMessage): OutcomeCode {
  return attempts > 0 ? 'failed' : 'queued';
}
