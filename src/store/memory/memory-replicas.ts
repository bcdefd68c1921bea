import type { ReplicaNotes } from '../../model/replica-notes.js';
import type { EpochClock } from '../../model/time.js';

/** For one process, which is alone and remembers its minutes itself; a restart forgets. */
export function createMemoryReplicas(clock: EpochClock = Date.now): ReplicaNotes {
  const first = new Set<string>();
  return {
    beat: (id, about) => Promise.resolve({ living: [{ id, about }], at: clock() }),
    leave: () => Promise.resolve(),
    keepMinute: () => Promise.resolve(),
    minutes: (minutes) => Promise.resolve(minutes.map(() => new Map())),
    keepFirst(routes) {
      for (const route of routes) first.add(route);
      return Promise.resolve();
    },
    firsts: () => Promise.resolve(new Set(first)),
  };
}
