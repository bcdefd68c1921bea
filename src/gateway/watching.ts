/** What listens to the end of deliveries, for operators: the last hour, the log in memory, and who watches. */
import { Hour } from '../operate/overview/hour.js';
import type { LogPlace } from '../config/config.js';
import type { EndListener } from '../model/trail.js';
import { MemoryLog } from '../operate/log/memory-log.js';
import { Tails } from '../operate/tails.js';
import { createMemoryNotes } from '../operate/log/note-in-memory.js';

export interface Watching {
  readonly memory: MemoryLog;
  readonly hour: Hour;
  readonly tails: Tails;
  readonly listener: EndListener;
  /** @param ahead milliseconds by which the clock that all replicas share is ahead of this process's */
  follow(ahead: () => number): void;
  /** After a reload: what routes held that are gone, or keep no log any more, is dropped. */
  retain(): void;
}

/** @param logOf where a route keeps its log, as it is configured now; undefined if there is no such route */
export function createWatching(logOf: (route: string) => LogPlace | undefined): Watching {
  const memory = new MemoryLog();
  let aheadNow = (): number => 0;
  const hour = new Hour(() => aheadNow());
  const tails = new Tails();
  const notes = createMemoryNotes(memory, logOf);
  return {
    memory,
    hour,
    tails,
    follow(ahead) {
      aheadNow = ahead;
    },
    retain() {
      memory.retain((name) => (logOf(name) ?? 'off') !== 'off');
    },
    listener: {
      delivery(trail, at, oursMs) {
        hour.delivery(trail, at, oursMs);
        notes.delivery(trail, at);
        tails.delivery(trail, at);
      },
      late(trail, attempt, at) {
        hour.late(trail, attempt, at);
        notes.late(trail, attempt, at);
        tails.late(trail, attempt, at);
      },
      queueAttempt(entry, at) {
        hour.queueAttempt(entry, at);
        tails.queueAttempt(entry, at);
      },
    },
  };
}
