/**
 * Notes at stored messages how they came. The queue stores a message before its source has its answer, so this comes a
 * little later, of many messages at a time: one by one it would cost each delivery a question more.
 */
import type { LoggedWay } from '../../model/log-entry.js';
import type { Trail } from '../../model/trail.js';
import type { MessageStore } from '../../queue/message-store.js';
import { loggedWay } from './entry-of.js';

/** Does work a little later. */
export interface Soon {
  later(work: () => void): void;
}

export class WayNotes {
  readonly #messages: Pick<MessageStore, 'noteWays'>;
  readonly #soon: Soon;
  /** By lane, and by record key. */
  #waiting = new Map<string, Map<string, LoggedWay>>();

  constructor(messages: Pick<MessageStore, 'noteWays'>, soon: Soon) {
    this.#messages = messages;
    this.#soon = soon;
  }

  add(lane: string, key: string, trail: Trail): void {
    if (this.#waiting.size === 0) {
      this.#soon.later(() => {
        this.#write();
      });
    }
    let ways = this.#waiting.get(lane);
    if (!ways) this.#waiting.set(lane, (ways = new Map<string, LoggedWay>()));
    // What came again while it waited is no other delivery.
    if (!ways.has(key)) ways.set(key, loggedWay(trail));
  }

  #write(): void {
    const waiting = this.#waiting;
    this.#waiting = new Map();
    for (const [lane, ways] of waiting) {
      // A log with a gap is better than a delivery that waits for it; the store's own state tells of the loss.
      this.#messages.noteWays(lane, ways).catch(() => undefined);
    }
  }
}
