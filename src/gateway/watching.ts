/** What listens to the end of deliveries, for operators: the log in memory. */
import type { LogPlace } from '../config/config.js';
import type { EndListener } from '../model/trail.js';
import { MemoryLog } from '../operate/log/memory-log.js';
import { createMemoryNotes } from '../operate/log/note-in-memory.js';

export interface Watching {
  readonly memory: MemoryLog;
  readonly listener: EndListener;
  /** After a reload: what routes held that are gone, or keep no log any more, is dropped. */
  retain(): void;
}

/** @param logOf where a route keeps its log, as it is configured now; undefined if there is no such route */
export function createWatching(logOf: (route: string) => LogPlace | undefined): Watching {
  const memory = new MemoryLog();
  const notes = createMemoryNotes(memory, logOf);
  return {
    memory,
    retain() {
      memory.retain((name) => (logOf(name) ?? 'off') !== 'off');
    },
    listener: {
      delivery(trail, at) {
        notes.delivery(trail, at);
      },
      late(trail, attempt, at) {
        notes.late(trail, attempt, at);
      },
      queueAttempt() {
        // The queue's log is in the store.
      },
    },
  };
}
