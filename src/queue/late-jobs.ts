/**
 * Has each message looked at whose job lies further away than was planned: when it was planned, Redis's clock was ahead
 * of what it says now. It walks over a route's delayed jobs, a few at a time, again and again.
 */
import type { MessageStore } from './message-store.js';
import type { RouteQueue } from './route-queue.js';

const AT_ONCE = 500;
/** Of a route in one look: a hundred thousand jobs are gone through in five minutes. */
const PAGES = 10;

export class LateJobs {
  readonly #messages: MessageStore;
  readonly #places = new Map<string, number>();

  constructor(messages: MessageStore) {
    this.#messages = messages;
  }

  /** @throws StoreUnavailable (rejects) */
  async look(queue: RouteQueue): Promise<void> {
    const { lane } = queue.route;
    for (let page = 0; page < PAGES; page++) {
      const from = this.#places.get(lane) ?? 0;
      const { looked, keys } = await this.#messages.late(lane, from, AT_ONCE);
      await Promise.all(keys.map((key) => queue.jobs.hurry(key)));
      // Those that were hurried are gone from their places.
      this.#places.set(lane, looked < AT_ONCE ? 0 : from + AT_ONCE - keys.length);
      if (looked < AT_ONCE) return;
    }
  }
}
