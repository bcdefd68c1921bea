import { partsOf, type Trail } from '../model/trail.js';
import type { MonotonicMs } from '../model/time.js';

/** Where a delivery's time went, in milliseconds. */
export interface Timings {
  /** Receipt to answer. */
  readonly total: number;
  /** Receipt to the body's last byte. */
  readonly upload: number;
  /** Undefined if no attempt had ended when the source was answered. */
  readonly receiver: number | undefined;
  /** The rest, with the wait for a busy claim; only if an attempt had ended. */
  readonly overhead: number | undefined;
}

/** @param now performance.now() when the answer was decided. */
export function timings(trail: Trail, now: MonotonicMs): Timings {
  const total = Math.max(0, now - trail.startedAt);
  const upload = Math.min(total, Math.max(0, trail.bodyReadAt - trail.startedAt));
  const receiver = longestAttempt(trail);
  const overhead = receiver === undefined ? undefined : Math.max(0, total - upload - receiver);
  return { total, upload, receiver, overhead };
}

/** Attempts at several destinations go on at the same time. */
function longestAttempt(trail: Trail): number | undefined {
  if (!trail.parts) return trail.attempt?.durationMs;
  const durations = partsOf(trail).flatMap(({ attempt }) => attempt?.durationMs ?? []);
  return durations.length > 0 ? Math.max(...durations) : undefined;
}
