/** Who watches deliveries end, as they do, at this replica. While nobody does, a delivery costs one look at a number. */
import {
  partsOf,
  type AttemptNote,
  type EndListener,
  type QueueAttempt,
  type Trail,
} from '../model/trail.js';
import type { DeliveryEntry } from '../model/log-entry.js';
import type { EpochMs } from '../model/time.js';
import { fits } from './lists.js';
import { ATTEMPT_OUTCOMES, endedLate, entryOf } from './log/entry-of.js';
import type { TailListener, TailQuery } from './tail-listener.js';

/** At the same time; each costs a line for every delivery. */
export const MOST_TAILS = 8;

interface Tail {
  readonly query: TailQuery;
  readonly listener: TailListener;
}

export class Tails implements EndListener {
  readonly #open = new Set<Tail>();

  /** @returns what closes it; undefined if as many are open as may be */
  listen(query: TailQuery, listener: TailListener): (() => void) | undefined {
    if (this.#open.size >= MOST_TAILS) return undefined;
    const tail = { query, listener };
    this.#open.add(tail);
    return () => {
      this.#open.delete(tail);
    };
  }

  delivery(trail: Trail, at: EpochMs): void {
    if (this.#open.size === 0) return;
    for (const part of partsOf(trail)) {
      if (part.outcome) this.#tell('delivery', entryOf(part, part.receivedAt, at));
    }
  }

  late(trail: Trail, attempt: AttemptNote, at: EpochMs): void {
    if (this.#open.size === 0) return;
    const late = endedLate(trail, attempt);
    if (late) this.#tell('delivery', entryOf(late, late.receivedAt, at));
  }

  queueAttempt(entry: QueueAttempt, at: EpochMs): void {
    if (this.#open.size === 0) return;
    const ended = !entry.next || 'dead' in entry.next;
    this.#tell(ended ? 'delivery' : 'attempt', queuedEntry(entry, at));
  }

  /** Ends all of them. */
  async end(): Promise<void> {
    const open = [...this.#open];
    this.#open.clear();
    await Promise.all(open.map(({ listener }) => listener.end()));
  }

  #tell(kind: 'delivery' | 'attempt', entry: DeliveryEntry): void {
    for (const { query, listener } of this.#open) if (fits(entry, query)) listener.hear(kind, entry);
  }
}

/** What the queue's attempt says of its message; the size of its body it does not know. */
function queuedEntry(entry: QueueAttempt, at: EpochMs): DeliveryEntry {
  const { route, destination, messageId, sourceId, event, attempt, next, age } = entry;
  const dead = next && 'dead' in next ? next.dead : undefined;
  const isEnded = !next || dead !== undefined;
  return {
    ...{ id: messageId, route, destination, sourceId, event, dead },
    outcome: isEnded ? ATTEMPT_OUTCOMES[attempt.result] : 'queued',
    reason: attempt.reason,
    receivedAt: Math.round(at - age),
    endedAt: isEnded ? at : undefined,
    nextAttemptAt: next && 'at' in next ? next.at : undefined,
    attempts: [{ ...attempt, at: Math.round(at - attempt.durationMs), answer: undefined }],
    bytes: 0,
    bodyKept: false,
    way: undefined,
  };
}
