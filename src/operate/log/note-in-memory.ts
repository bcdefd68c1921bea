/** Notes ended deliveries in this process's memory, for routes that keep their log there. */
import type { LogPlace } from '../../config/config.js';
import { partsOf, type EndListener, type Trail } from '../../model/trail.js';
import type { EpochMs } from '../../model/time.js';
import { endedLate, entryOf, notable } from './entry-of.js';
import { own, type MemoryLog } from './memory-log.js';

export function createMemoryNotes(
  memory: MemoryLog,
  placeOf: (route: string) => LogPlace | undefined,
): {
  readonly delivery: (trail: Trail, at: EpochMs) => void;
  readonly late: EndListener['late'];
} {
  return {
    delivery(trail, at) {
      for (const part of partsOf(trail)) note(part, at);
    },
    late(trail, attempt, at) {
      const late = endedLate(trail, attempt);
      if (late) note(late, at);
    },
  };

  function note(trail: Trail, at: EpochMs): void {
    if (placeOf(trail.route) !== 'memory') return;
    const one = notable(trail);
    if (one) memory.add(one.key, entryOf(trail, trail.receivedAt, at, own));
  }
}
