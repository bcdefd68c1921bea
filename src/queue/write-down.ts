/**
 * Writes down what became of a message: accepted, dead, or waiting. The record comes first or together with it: it
 * alone keeps the receiver from a second delivery.
 */
import type { AttemptResult } from '../line/attempt/attempt.js';
import type { LoggedAttempt } from '../model/log-entry.js';
import type { OutcomeCode } from '../model/outcome.js';
import type { DeadReason, Reporter } from '../model/trail.js';
import { destinationOfLane } from '../model/lane.js';
import { nextAttempt, type NextAttempt } from '../policy/retry.js';
import type { ClaimStore } from '../line/claim/claim-store.js';
import type { MessageStore } from './message-store.js';
import { patiently } from './patiently.js';
import type { QueuedRoute } from './queued-route.js';
import type { EpochMs } from '../model/time.js';

interface Parts {
  readonly route: () => QueuedRoute;
  readonly claims: ClaimStore;
  readonly messages: MessageStore;
  readonly reporter: Pick<Reporter, 'dead'>;
}

/** What was accepted and could not be written down; beyond so many the oldest are sent again. */
const MAX_REMEMBERED = 10_000;

/**
 * Each of its writes resolves when it is written; rejects with StoreUnavailable where that was not possible for a
 * while. Moments are by the store's clock.
 */
export class WriteDown {
  readonly #parts: Parts;
  /** By key; another schedule of the same message is not meant. The oldest first. */
  readonly #unwritten = new Map<string, { readonly armedAt: EpochMs; readonly status: number }>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @param armedAt epoch milliseconds at which the message's schedule began */
  async accepted(
    key: string,
    armedAt: EpochMs,
    status: number,
    attempt: LoggedAttempt | undefined,
    at: EpochMs,
  ): Promise<void> {
    const { route, claims, messages } = this.#parts;
    const { lane, keeping, window } = route();
    this.#remember(key, armedAt, status);
    await patiently(() =>
      Promise.all([
        window === undefined ? undefined : claims.commit(key, '', status, window),
        messages.end(lane, key, { state: 'accepted', attempt, at }, keeping),
      ]),
    );
    this.#unwritten.delete(key);
  }

  /** The status with which this message was accepted in this schedule, where that is not written down yet. */
  acceptedHere(key: string, armedAt: EpochMs): number | undefined {
    const known = this.#unwritten.get(key);
    return known?.armedAt === armedAt ? known.status : undefined;
  }

  async waits(key: string, attempt: LoggedAttempt | undefined, notBefore: EpochMs): Promise<void> {
    const { route, messages } = this.#parts;
    const { lane, keeping } = route();
    await patiently(() => messages.end(lane, key, { state: 'waits', attempt, notBefore }, keeping));
  }

  async dead(
    key: string,
    reason: DeadReason,
    last: AttemptResult | OutcomeCode,
    at: EpochMs,
    attempt?: LoggedAttempt,
  ): Promise<void> {
    const { route, claims, messages } = this.#parts;
    const { lane, keeping, window } = route();
    const outcome = typeof last === 'string' ? last : outcomeOf(last);
    const ended = { state: 'dead', attempt, at, outcome, dead: reason } as const;
    const bury = async (): Promise<unknown> => window !== undefined && claims.bury(key, reason, keeping.dead);
    const delivery = window === undefined ? undefined : await this.#deliveryOf(lane, key);
    if (delivery !== undefined) {
      await patiently(bury);
      await patiently(() => claims.reopen(delivery, 'queued'));
    }
    // In this order, which a Cluster may not keep: a message that is dead while its record is queued is nobody's to arm again.
    await patiently(() =>
      Promise.all([delivery === undefined && bury(), messages.end(lane, key, ended, keeping)]),
    );
  }

  /**
   * A dead letter is its source's to arm again, so the delivery that it was a part of is queued no more. While that one
   * is claimed, whoever holds the claim sees to it; therefore the message's own record comes before.
   */
  async #deliveryOf(lane: string, key: string): Promise<string | undefined> {
    if (destinationOfLane(lane) === undefined) return undefined;
    return patiently(() => this.#parts.messages.deliveryOf(lane, key));
  }

  /** The same, and told of: for what no report of an attempt tells of. */
  async bury(
    key: string,
    reason: DeadReason,
    last: AttemptResult | OutcomeCode,
    made?: LoggedAttempt,
  ): Promise<void> {
    const { route, messages, reporter } = this.#parts;
    const { name, lane, destination: its } = route();
    const at = await patiently(() => messages.time(lane));
    await this.dead(key, reason, last, at, made);
    // Perhaps nobody has read it.
    const entry = await messages.entry({ lane, key });
    const { id: messageId = '', destination = its, sourceId, event, attempts = [] } = entry ?? {};
    const identity = { route: name, destination, messageId, sourceId, event };
    reporter.dead({ ...identity, reason, attempts: attempts.length });
  }

  /**
   * What comes after this attempt; undefined where it was accepted.
   * @param attempts made in this schedule, this one included
   * @param armedAt epoch milliseconds at which the schedule began
   * @param now epoch milliseconds by the same clock
   */
  next(result: AttemptResult, attempts: number, armedAt: EpochMs, now: EpochMs): NextAttempt | undefined {
    const { route } = this.#parts;
    if (result.verdict === 'accepted') return undefined;
    return nextAttempt(route().policy, {
      attempts,
      verdict: result.verdict,
      status: result.note.status,
      retryAfter: 'answer' in result ? result.answer.retryAfter : undefined,
      receivedAt: armedAt,
      now,
      random: Math.random(),
    });
  }

  #remember(key: string, armedAt: EpochMs, status: number): void {
    const [oldest] = this.#unwritten.keys();
    if (this.#unwritten.size >= MAX_REMEMBERED && oldest !== undefined) this.#unwritten.delete(oldest);
    this.#unwritten.set(key, { armedAt, status });
  }
}

function outcomeOf(result: AttemptResult): OutcomeCode {
  if ('failure' in result) return result.failure.kind;
  return result.verdict === 'final' ? 'rejected' : 'failed';
}
