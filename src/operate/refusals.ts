/**
 * The latest refused deliveries of this process, in a ring. Anyone who can send a request can fill it. So it never
 * grows, and costs the store nothing.
 */
import type { DeliveryEntry } from '../model/log-entry.js';
import type { Trail } from '../model/trail.js';

const KEPT = 1_000;

export class Refusals {
  readonly #ring: DeliveryEntry[] = [];
  #next = 0;

  add(trail: Trail): void {
    const { outcome, receivedAt } = trail;
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
      attempts: [],
      bytes: trail.bodyBytes,
      bodyKept: false,
    };
    this.#next = (this.#next + 1) % KEPT;
  }

  /** The latest first. */
  list(): DeliveryEntry[] {
    return [...this.#ring.slice(this.#next), ...this.#ring.slice(0, this.#next)].reverse();
  }
}
