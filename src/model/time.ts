/**
 * Two kinds of moments, both in milliseconds. They do not assign to each other, so that a moment of one clock is never
 * compared with a moment of the other. A duration is a plain number, and so is what arithmetic makes of a moment.
 */

/** Milliseconds since 1970: for signatures, freshness and everything that other machines or people read. */
export type EpochMs = number & { readonly clock?: 'epoch' };

/** Milliseconds since the process began, never set back: for durations and deadlines of this process. */
export type MonotonicMs = number & { readonly clock?: 'monotonic' };

/** Where a moment comes from; called `clock` wherever it is handed on. */
export type EpochClock = () => EpochMs;

/** Where a moment comes from; called `now` wherever it is handed on. */
export type MonotonicClock = () => MonotonicMs;
