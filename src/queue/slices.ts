/** Long work in slices, so that a process that serves meanwhile answers between them. */
import type { MonotonicClock } from '../model/time.js';

/** Milliseconds: less than anybody notices in an answer. */
const SLICE_MS = 10;
const PAUSE_MS = 5;

/** Waits for a turn of the event loop if the slice is used up. */
export type Breathe = () => Promise<void>;

export function inSlices(now: MonotonicClock): Breathe {
  let since = now();
  return async () => {
    if (now() - since < SLICE_MS) return;
    // Longer than a turn: what a delivery needs of several turns would wait for a slice at each of them.
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    since = now();
  };
}
