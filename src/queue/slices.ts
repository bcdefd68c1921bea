/** Long work in slices, so that a process that serves meanwhile answers between them. */
import type { MonotonicClock } from '../model/time.js';

/** Milliseconds: less than anybody notices in an answer. */
const SLICE_MS = 10;

/** Waits for a turn of the event loop if the slice is used up. */
export type Breathe = () => Promise<void>;

export function inSlices(now: MonotonicClock): Breathe {
  let since = now();
  return async () => {
    if (now() - since < SLICE_MS) return;
    await new Promise((resolve) => setImmediate(resolve));
    since = now();
  };
}
