/** Turns a rate as people write it (`100/s`, `600/m`) into one that a limiter of fixed windows keeps smoothly. */

/** So many attempts in so many milliseconds. */
export interface Rate {
  readonly count: number;
  readonly per: number;
}

/** At most `max` attempts in any window of `duration` milliseconds, both whole. */
export interface Limiter {
  readonly max: number;
  readonly duration: number;
}

/** A window holds what the rate allows in this time: a whole second's worth at once would be a burst. */
const WINDOW_MS = 100;

/** Over any long time never more than the rate, and at most one window's worth at once. */
export function limiterOf({ count, per }: Rate): Limiter {
  const max = Math.max(1, Math.floor((count * WINDOW_MS) / per));
  return { max, duration: Math.ceil((max * per) / count) };
}
