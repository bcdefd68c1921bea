/**
 * Shows how far a long job has come: to a person in one line that is rewritten, to a log in a line every few seconds.
 */
import type { MonotonicClock } from '../model/time.js';

export interface Progress {
  /** Shown at once, or with the next one that is due. */
  tell(text: string): void;
  /** Shown in any case; leaves the cursor on a fresh line. */
  end(text: string): void;
}

const PERSON_MS = 100;
const LOG_MS = 5_000;

/** @param now monotonic milliseconds */
export function createProgress(
  write: (text: string) => void,
  isTerminal: boolean,
  now: MonotonicClock = () => performance.now(),
): Progress {
  // The beginning says what is about to be done, so the first one of a log is not due yet.
  let shownAt = isTerminal ? Number.NEGATIVE_INFINITY : now();
  return {
    tell(text) {
      if (now() - shownAt < (isTerminal ? PERSON_MS : LOG_MS)) return;
      shownAt = now();
      write(isTerminal ? `\r${text}\u001b[K` : `${text}\n`);
    },
    end(text) {
      write(isTerminal ? `\r${text}\u001b[K\n` : `${text}\n`);
    },
  };
}
