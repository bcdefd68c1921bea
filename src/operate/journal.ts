/**
 * Notes in the store how deliveries ended, for operators who ask later: verified ones, if the route keeps its log there.
 * The queue notes its own deliveries; the journal notes all others. Refused ones go to memory. No delivery waits for it.
 */
import { anyoneCauses } from '../model/outcome.js';
import { partsOf, type Trail, type Reporter } from '../model/trail.js';
import type { Keeping, MessageStore } from '../queue/message-store.js';
import type { MonotonicClock } from '../model/time.js';
import { endedLate, entryOf, notable } from './log/entry-of.js';
import type { MemoryLog } from './log/memory-log.js';
import { WayNotes, type Soon } from './log/way-notes.js';
import type { Refusals } from './refusals.js';

/** Where the log of a destination lies in the store, and for how long; undefined if it is not there. */
export type KeepingOf = (
  route: string,
  destination: string | undefined,
) => { readonly lane: string; readonly keeping: Keeping } | undefined;

interface Parts {
  readonly messages: MessageStore | undefined;
  readonly memory: MemoryLog;
  readonly refusals: Refusals;
  readonly keepingOf: KeepingOf;
  /** Monotonic milliseconds. */
  readonly now: MonotonicClock;
  /** Does work soon, and before a delivery is looked for. */
  readonly log: Soon;
}

/** The same reporter, with every delivery noted as well. */
export function withJournal(reporter: Reporter, parts: Parts): Reporter {
  const { messages, memory, refusals, keepingOf, now, log } = parts;
  const ways = messages && new WayNotes(messages, log);
  return {
    ...reporter,
    delivery(trail) {
      reporter.delivery(trail);
      if (trail.outcome && anyoneCauses(trail.outcome)) refusals.add(trail);
      else for (const part of partsOf(trail)) note(part);
    },
    late(trail, attempt, remembered) {
      reporter.late(trail, attempt, remembered);
      const late = endedLate(trail, attempt);
      if (late) note(late);
    },
  };

  function note(trail: Trail): void {
    const { route, destination } = trail;
    const place = keepingOf(route, destination);
    if (!place || !messages) return;
    const { lane, keeping } = place;
    const { key } = trail;
    if (trail.outcome?.code === 'queued' && key !== undefined) ways?.add(lane, key, trail);
    const one = notable(trail);
    if (!one) return;
    const age = now() - trail.startedAt;
    memory.forget(route, one.key);
    // A log with a gap is better than a delivery that waits for it; the store's own state tells of the loss.
    messages
      .time(lane)
      .then((endedAt) =>
        messages.log(lane, one.key, entryOf(trail, Math.floor(endedAt - age), endedAt), keeping),
      )
      .catch(() => undefined);
  }
}
