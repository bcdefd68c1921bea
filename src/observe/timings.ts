import { partsOf, type Trail } from '../model/trail.js';
import type { MonotonicMs } from '../model/time.js';
import type { Step } from '../model/way.js';

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
  /** The same of every delivery: where the source's deadline ended the wait for a receiver, without that wait. */
  readonly ours: number;
}

/** @param now performance.now() when the answer was decided. */
export function timings(trail: Trail, now: MonotonicMs): Timings {
  const total = Math.max(0, now - trail.startedAt);
  const upload = Math.min(total, Math.max(0, trail.bodyReadAt - trail.startedAt));
  const receiver = longestAttempt(trail);
  const overhead = receiver === undefined ? undefined : Math.max(0, total - upload - receiver);
  const ours = overhead ?? Math.max(0, total - upload - longestWait(trail, now));
  return { total, upload, receiver, overhead, ours };
}

/** Attempts at several destinations go on at the same time. */
function longestAttempt(trail: Trail): number | undefined {
  if (!trail.parts) return trail.attempt?.durationMs;
  const durations = partsOf(trail).flatMap(({ attempt }) => attempt?.durationMs ?? []);
  return durations.length > 0 ? Math.max(...durations) : undefined;
}

const WAITS: ReadonlySet<Step> = new Set<Step>(['attempt', 'others']);

/** For receivers that had not answered by then. */
function longestWait(trail: Trail, now: MonotonicMs): number {
  const waits = partsOf(trail).map(({ way }) =>
    way
      .passed(trail.startedAt, now)
      .filter(({ step }) => WAITS.has(step))
      .reduce((sum, { from, to }) => sum + Math.max(0, to - from), 0),
  );
  return Math.max(0, ...waits);
}
