/** Which routes are paused. The store keeps it for all replicas, and each of them looks every second. */
import { routeOfLane } from '../model/lane.js';
import type { PausedBy } from '../model/trail.js';

export interface PauseStore {
  /** @throws StoreUnavailable (rejects) */
  load(): Promise<ReadonlyMap<string, PausedBy>>;
  /** @param by undefined ends the pause. @throws StoreUnavailable (rejects) */
  set(route: string, by: PausedBy | undefined): Promise<void>;
}

export interface Pauses {
  of(route: string): PausedBy | undefined;
  /** Holds here at once, and on every other replica within a second. @throws StoreUnavailable (rejects) */
  set(route: string, by: PausedBy | undefined): Promise<void>;
  /** Looks now; never rejects: without an answer, what was known goes on. */
  look(): Promise<void>;
  /** Called with every route whose state changed. */
  onChange(listener: (route: string, by: PausedBy | undefined) => void): void;
  close(): void;
}

/** By whom a lane is paused, its route's pause being one for each of its lanes. */
export function pauseOver(pauses: Pick<Pauses, 'of'>, lane: string): PausedBy | undefined {
  return pauses.of(routeOfLane(lane)) ?? pauses.of(lane);
}

const LOOK_EVERY_MS = 1_000;

export function createPauses(store: PauseStore): Pauses {
  let known: ReadonlyMap<string, PausedBy> = new Map();
  const listeners: ((route: string, by: PausedBy | undefined) => void)[] = [];
  /** A look that began before a change must not undo it. */
  let changes = 0;
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  timer.unref();

  function take(next: ReadonlyMap<string, PausedBy>): void {
    const before = known;
    known = next;
    for (const route of new Set([...before.keys(), ...next.keys()])) {
      if (before.get(route) === next.get(route)) continue;
      for (const listener of listeners) listener(route, next.get(route));
    }
  }

  async function look(): Promise<void> {
    const begunAt = changes;
    try {
      const next = await store.load();
      if (begunAt === changes) take(next);
    } catch {
      // What was known goes on; the store's own state tells that it is lost.
    }
  }

  return {
    of: (route) => known.get(route),
    async set(route, by) {
      await store.set(route, by);
      changes += 1;
      const next = new Map(known);
      if (by === undefined) next.delete(route);
      else next.set(route, by);
      take(next);
    },
    look,
    onChange(listener) {
      listeners.push(listener);
    },
    close() {
      clearInterval(timer);
    },
  };
}
