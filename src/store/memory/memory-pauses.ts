import type { PauseStore } from '../../line/pauses.js';
import type { PausedBy } from '../../model/trail.js';

/** For one process; a restart forgets. */
export function createMemoryPauses(): PauseStore {
  const paused = new Map<string, PausedBy>();
  return {
    load: () => Promise.resolve(new Map(paused)),
    set(route, by) {
      if (by === undefined) paused.delete(route);
      else paused.set(route, by);
      return Promise.resolve();
    },
  };
}
