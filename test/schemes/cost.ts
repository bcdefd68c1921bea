/** What work costs, for tests that nothing a stranger sends costs more than its length. */
import { expect } from 'vitest';

/** In milliseconds of this process's own processor time: others may use the machine. */
function once(work: () => unknown): number {
  const from = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1_000;
}

/** The least of several measurements. */
function cost(work: () => unknown): number {
  let least = Infinity;
  for (let round = 0; round < 5; round++) {
    least = Math.min(least, once(work));
    // Long work is not measured again and again: what it costs is plain.
    if (least > 500) return least;
  }
  return least;
}

const SHORT = 16 * 1024;
const LONG = 16 * SHORT;

/** Below what a clock can tell apart, in milliseconds. */
const UNTOLD = 0.5;
/** Quadratic work costs 256 times as much. */
const TIMES = 64;

/** Sixteen times the length may cost sixteen times as much, and up to 64 times in the unrest of a shared machine. */
export function growsInProportion(what: string, workOn: (length: number) => () => unknown): void {
  const long = workOn(LONG);
  // So little is within the limit whatever the short text costs: most work is measured but this once.
  if (once(long) < UNTOLD * TIMES) return;
  const short = cost(workOn(SHORT));
  expect(cost(long), what).toBeLessThan(Math.max(short, UNTOLD) * TIMES);
}
