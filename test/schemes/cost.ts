/** What work costs, for tests that nothing a stranger sends costs more than its length. */
import { expect } from 'vitest';

/** Milliseconds of this process's own processor time, all its threads: others may use the machine. */
function spentSince(from: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1_000;
}

async function onceAwaited(work: () => unknown): Promise<number> {
  const from = process.cpuUsage();
  await work();
  return spentSince(from);
}

function once(work: () => unknown): number {
  const from = process.cpuUsage();
  work();
  return spentSince(from);
}

/** How often work is done before it is said that it costs too much. */
const ROUNDS = 8;

/** The least of up to eight rounds: one alone may meet a collection of what other tests left in this process. */
export async function costsLess(work: () => unknown, milliseconds: number): Promise<void> {
  let least = await onceAwaited(work);
  for (let round = 1; round < ROUNDS && least >= milliseconds; round++) {
    least = Math.min(least, await onceAwaited(work));
  }
  expect(least).toBeLessThan(milliseconds);
}

const SHORT = 16 * 1024;
const LONG = 16 * SHORT;

/** Below what a clock can tell apart, in milliseconds. */
const UNTOLD = 0.5;
/** Quadratic work costs 256 times as much. */
const TIMES = 64;

/** Work that is this slow, in milliseconds, is not unrest: half the rounds will do. */
const SLOW = 2_000;

/**
 * Sixteen times the length may cost sixteen times as much, and up to 64 times in the unrest of a shared machine. The least
 * of each counts: a collection of what other tests left, in a process they share, can cost more than the work itself.
 */
export function growsInProportion(what: string, workOn: (length: number) => () => unknown): void {
  const workOnLong = workOn(LONG);
  let long = once(workOnLong);
  // So little is within the limit whatever the short text costs: most work is measured but this once.
  if (long < UNTOLD * TIMES) return;
  const workOnShort = workOn(SHORT);
  let short = Infinity;
  for (let round = 0; round < ROUNDS; round += long > SLOW ? 2 : 1) {
    for (let again = 0; again < 5; again++) short = Math.min(short, once(workOnShort));
    if (long < Math.max(short, UNTOLD) * TIMES) return;
    long = Math.min(long, once(workOnLong));
  }
  expect(long, what).toBeLessThan(Math.max(short, UNTOLD) * TIMES);
}
