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
import {
  isUnreadable,
  StoreUnavailable,
  type ClaimStore,
  type RecordState,
} from '../line/claim/claim-store.js';
import type { Begun, MessageStore, StoredMessage } from './message-store.js';
import type { Governor } from './governor.js';
import { patiently } from './patiently.js';
import type { QueuedRoute } from './queued-route.js';
import type { WriteDown } from './write-down.js';

/** Milliseconds until the queue should look again; undefined: never. */
export type LookAgain = number | undefined;

/** Until somebody else's claim is looked at again, a worker that may not run now, or a store that did not answer. */
const SOON_MS = 1_000;
/** Until a message is looked at again that only another version of the gateway can read. */
export const UNREADABLE_MS = 60_000;
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
}

export class Work {
  readonly #parts: WorkParts;
  /** The turns of messages that took their worker down before, one after the other. */
  #suspects: Promise<unknown> = Promise.resolve();

  constructor(parts: WorkParts) {
    this.#parts = parts;
  }

  /** One look at a message. @returns when to look again */
  async at(key: string): Promise<LookAgain> {
    try {
      return await this.#look(key);
    } catch (error) {
      if (isUnreadable(error)) return UNREADABLE_MS;
      if (error instanceof StoreUnavailable) return SOON_MS;
      throw error;
    }
  }

  async #look(key: string): Promise<LookAgain> {
    const { governor, messages, route } = this.#parts;
    if (!governor.runs) return SOON_MS;
    const begun = await messages.begin(route().lane, key, false);
    // One that took its worker down before is made to wait its turn, so that it cannot take others with it.
    if (begun !== 'suspect') return this.#handle(key, begun);
    const turn = this.#suspects.then(async () =>
      this.#handle(key, await messages.begin(route().lane, key, true)),
    );
    this.#suspects = turn.catch(() => undefined);
    return turn;
  }

  async #handle(key: string, begun: Begun): Promise<LookAgain> {
    const { route, reporter } = this.#parts;
    if (begun === 'gone') return undefined;
    if (begun === 'suspect') return SOON_MS;
    if (begun === 'poison' || (begun !== 'lost' && begun.crashes > 0)) reporter.crashed(route().name);
    if (begun === 'lost' || begun === 'poison') return this.#bury(key, begun, 'failed');
    if (begun.untranslated) return this.#bury(key, 'untranslatable', 'untranslatable');
    if (!this.#heirOf(begun)) return this.#bury(key, 'removed', begun.attempts > 0 ? 'failed' : 'queued');
    return this.#tryNow(key, begun);
  }

  /** Who delivers it; undefined where its destination is not configured any more. */
  #heirOf({ destination }: StoredMessage): QueuedRoute | undefined {
    const route = this.#parts.route();
    return route.heir ? route.heir(destination) : route;
  }

  /** Unless the record, or the time, says that no attempt is due. */
  async #tryNow(key: string, stored: StoredMessage): Promise<LookAgain> {
    const { route, claims, writeDown, governor } = this.#parts;
    const { policy } = route();
    const status = writeDown.acceptedHere(key, stored.armedAt);
    if (status !== undefined) return this.#accepted(key, stored, status, undefined);
    const record = await patiently(() => claims.look(key)).catch(unlessUnreadable);
    // What it says decides whether the receiver has it, so without it there is no attempt.
    if (!record) return this.#wait(key, stored, undefined, UNREADABLE_MS);
    if (record.state === 'done' && !stored.replay) return this.#deliveredAlready(key, stored);
    const notYet = waitFor(record, stored);
    if (notYet !== undefined) return this.#wait(key, stored, undefined, notYet);
    if (stored.clock() > stored.armedAt + policy.maxAge)
      return this.#bury(key, 'expired', stored.attempts > 0 ? 'failed' : 'queued');
    // Last, because the half-open breaker lets one through that must then make its attempt.
    return governor.allow() ? this.#attempt(key, stored) : this.#wait(key, stored, undefined, SOON_MS);
  }

  async #attempt(key: string, stored: StoredMessage): Promise<LookAgain> {
    const { route, running, stopping, governor } = this.#parts;
    let attempt: Attempt;
    try {
      const heir = this.#heirOf(stored) ?? route();
      attempt = heir.deliver(stored.message, stored.attempts + 1);
    } catch (error) {
      if (!(error instanceof Unsignable)) throw error;
      return this.#bury(key, 'untranslatable', 'untranslatable');
    }
    running.add(attempt);
    const result = await attempt.ended.finally(() => running.delete(attempt));
    // Cut off because the process ends: no fault of the receiver's, and another replica goes on.
    if ('failure' in result && stopping()) return this.#wait(key, stored, undefined, 0);
    governor.attempted(result);
    return this.#judge(key, stored, result);
  }

  async #judge(key: string, stored: StoredMessage, result: AttemptResult): Promise<LookAgain> {
    const { route, writeDown, pause } = this.#parts;
    const now = stored.clock();
    const made = logged(result, now);
    if (result.verdict === 'accepted') return this.#accepted(key, stored, result.answer.status, made);
    if ('answer' in result && route().disables(result.answer.status)) {
      this.#report(stored, made, { at: now });
      await patiently(pause);
      return this.#wait(key, stored, made, 0);
    }
    const next = writeDown.next(result, stored.attemptsOfSchedule + 1, stored.armedAt, now);
    if (next && 'delayMs' in next) {
      this.#report(stored, made, { at: now + next.delayMs });
      return this.#wait(key, stored, made, next.delayMs);
    }
    const dead = next?.stop ?? 'final';
    this.#report(stored, made, { dead });
    await writeDown.dead(key, dead, result, now, made);
    return undefined;
  }

  async #accepted(
    key: string,
    stored: StoredMessage,
    status: number,
    made: LoggedAttempt | undefined,
  ): Promise<undefined> {
    if (made) this.#report(stored, made, undefined);
    await this.#parts.writeDown.accepted(key, stored.armedAt, status, made, stored.clock());
    return undefined;
  }

  /** By another way than ours: its record says so, and only the message is to be ended. */
  async #deliveredAlready(key: string, { clock }: StoredMessage): Promise<undefined> {
    const { route, messages } = this.#parts;
    const { lane } = route();
    await patiently(() =>
      messages.end(lane, key, { state: 'accepted', attempt: undefined, at: clock() }, route().keeping),
    );
    return undefined;
  }

  async #wait(
    key: string,
    stored: StoredMessage,
    made: LoggedAttempt | undefined,
    ms: number,
  ): Promise<number> {
    const until = stored.clock() + ms;
    await this.#parts.writeDown.waits(key, made, until);
    return Math.max(0, until - stored.clock());
  }

  /** It dies without an attempt. */
  async #bury(key: string, reason: DeadReason, last: OutcomeCode): Promise<undefined> {
    await this.#parts.writeDown.bury(key, reason, last);
    return undefined;
  }

  #report(
    { message, destination, receivedAt, clock }: StoredMessage,
    attempt: LoggedAttempt,
    next: QueueAttempt['next'],
  ): void {
    const { route, reporter } = this.#parts;
    const { name } = route();
    const { id: messageId, sourceId, event } = message;
    reporter.queueAttempt({
      ...{ route: name, destination, messageId, sourceId, event },
      ...{ age: clock() - receivedAt, attempt, next },
    });
  }
}

function unlessUnreadable(error: unknown): undefined {
  if (!isUnreadable(error)) throw error;
}

/** Milliseconds for which the message must be left alone. */
function waitFor(record: RecordState, stored: StoredMessage): number | undefined {
  // Whoever put it handed it over, though its claim may still stand.
  if (record.state === 'claimed' && record.owner !== stored.owner) return SOON_MS;
  const left = stored.notBefore - stored.clock();
  return left > EARLY_MS ? left : undefined;
}
