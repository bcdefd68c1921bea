/**
 * The latest deliveries of this process that were refused, or went on unverified, in a ring. Anyone who can send a request can fill it. So it never
 * grows, and costs the store nothing.
 */
import { loggedAttempt } from '../line/attempt/attempt.js';
import type { DeliveryEntry } from '../model/log-entry.js';
import type { Trail } from '../model/trail.js';
import { loggedWay } from './log/entry-of.js';

const KEPT = 1_000;

export class Refusals {
  readonly #ring: DeliveryEntry[] = [];
  #next = 0;

  add(trail: Trail): void {
    const { attempt, outcome, receivedAt } = trail;
    if (!outcome) return;
    this.#ring[this.#next] = {
      id: trail.messageId ?? '',
      route: trail.route,
      destination: trail.destination ?? '',
      sourceId: trail.sourceId,
      event: trail.event,
      outcome: outcome.code,
      reason: outcome.reason,
      dead: undefined,
      receivedAt,
      endedAt: receivedAt,
      nextAttemptAt: undefined,
      attempts: attempt ? [loggedAttempt(attempt, outcome.receiver, receivedAt + attempt.durationMs)] : [],
      bytes: trail.bodyBytes,
      bodyKept: false,
      // Only these are ever shown one by one.
      way: outcome.code === 'unverified' ? loggedWay(trail) : undefined,
    };
    this.#next = (this.#next + 1) % KEPT;
  }

  /** The latest first. */
  list(): DeliveryEntry[] {
    return [...this.#ring.slice(this.#next), ...this.#ring.slice(0, this.#next)].reverse();
  }
}
