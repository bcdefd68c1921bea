/** A time axis: where a span lies on it, and its ticks. */

export interface Scale {
  /** From 0 to 1. */
  readonly at: (ms: number) => number;
  readonly ticks: readonly { readonly ms: number; readonly at: number }[];
}

const S = 1_000;
const MIN = 60 * S;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;

const LOG_TICKS = [S, 10 * S, MIN, 10 * MIN, HOUR, 6 * HOUR, DAY, 4 * DAY, 10 * DAY, 30 * DAY, 90 * DAY];
const LINEAR_STEPS = [
  10 * S,
  MIN,
  5 * MIN,
  30 * MIN,
  HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  30 * DAY,
];
const MOST_TICKS = 9;

/** Each doubling has the same length, so that seconds and days are seen on one axis. The first second is its foot. */
export function logScale(mostMs: number): Scale {
  const most = Math.log2(Math.max(mostMs, 10 * S) / S);
  const at = (ms: number): number => (ms <= S ? 0 : Math.min(1, Math.log2(ms / S) / most));
  return { at, ticks: LOG_TICKS.filter((ms) => ms <= mostMs).map((ms) => ({ ms, at: at(ms) })) };
}

export function linearScale(mostMs: number): Scale {
  const most = Math.max(mostMs, 10 * S);
  const step = LINEAR_STEPS.find((one) => most / one <= MOST_TICKS) ?? 90 * DAY;
  const at = (ms: number): number => Math.min(1, ms / most);
  const count = Math.floor(most / step);
  return { at, ticks: Array.from({ length: count + 1 }, (_, i) => ({ ms: i * step, at: at(i * step) })) };
}
