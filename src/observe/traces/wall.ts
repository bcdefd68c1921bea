import type { EpochClock, EpochMs, MonotonicClock, MonotonicMs } from '../../model/time.js';

/** The wall clock counts whole milliseconds; further off than this, it has been set. */
const SET_MS = 50;

/** A moment of the monotonic clock as one of the wall clock. */
export type Wall = (moment: MonotonicMs) => EpochMs;

/** Moments keep their order to the microsecond, so that spans stand in the order in which they began. */
export function createWall(clock: EpochClock, now: MonotonicClock): Wall {
  let offset = clock() - now();
  return function wall(moment) {
    const present = clock() - now();
    if (Math.abs(present - offset) > SET_MS) offset = present;
    return moment + offset;
  };
}
