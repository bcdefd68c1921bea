/** What work costs, for tests that nothing a stranger sends costs more than its length. */
import { expect } from 'vitest';

/** The least of several measurements, in milliseconds of this process's own processor time: others may use the machine. */
function cost(work: () => unknown): number {
  let least = Infinity;
  for (let round = 0; round < 5; round++) {
    const from = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(from);
    least = Math.min(least, (user + system) / 1_000);
    // Long work is not measured again and again: what it costs is plain.
    if (least > 500) return least;
  }
  return least;
}

const SHORT = 16 * 1024;
const LONG = 16 * SHORT;

/**
 * Sixteen times the length may cost sixteen times as much, and up to 64 times in the unrest of a shared machine;
 * quadratic work costs 256 times as much. Half a millisecond is below what a clock can tell apart.
 */
export function growsInProportion(what: string, workOn: (length: number) => () => unknown): void {
  const [short, long] = [SHORT, LONG].map((length) => cost(workOn(length)));
  expect(long, what).toBeLessThan(Math.max(short ?? 0, 0.5) * 64);
}
