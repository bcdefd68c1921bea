/**
 * Gives a new job to each pending message whose job no worker would come to in time: it is gone, stands in no list, or is
 * put off for too long (a failover may lose the half of what was written). It walks over a route's pending messages from
 * the oldest on, a few at a time, again and again.
 */
import type { MessageStore } from './message-store.js';
import type { RouteQueue } from './route-queue.js';
import type { EpochMs } from '../model/time.js';

const AT_ONCE = 200;
/** Of a route in one look: a hundred thousand messages are gone through in five minutes. */
const PAGES = 25;
/** Younger ones may be on their way: stored, and their job about to be. */
const SETTLED_AFTER_MS = 10_000;

export class Reconciler {
  readonly #messages: MessageStore;
  readonly #offsets = new Map<string, number>();

  constructor(messages: MessageStore) {
    this.#messages = messages;
  }

  /** @returns how many were without a job that would run. @throws StoreUnavailable (rejects) */
  async look(queue: RouteQueue, now: EpochMs): Promise<number> {
    let missing = 0;
    for (let page = 0; page < PAGES; page++) {
      const { found, without } = await this.#lookAtPage(queue, now);
      missing += without;
      if (found < AT_ONCE) break;
    }
    return missing;
  }

  async #lookAtPage(queue: RouteQueue, now: EpochMs): Promise<{ found: number; without: number }> {
    const { lane } = queue.route;
    const offset = this.#offsets.get(lane) ?? 0;
    const keys = await this.#messages.pending(lane, now - SETTLED_AFTER_MS, offset, AT_ONCE);
    this.#offsets.set(lane, keys.length < AT_ONCE ? 0 : offset + AT_ONCE);
    const idle = await queue.jobs.idle(keys, now);
    await Promise.all(idle.map((key) => queue.jobs.again(key)));
    return { found: keys.length, without: idle.length };
  }
}
