import { readFileSync } from 'node:fs';

/** Linux tells it in hundredths of a second, whatever its own clock is. */
const TICK_MS = 10;

/** Milliseconds of processor time that a process has had; undefined where nobody tells (not on Linux, or it is gone). */
export function processorTimeOf(pid: number | undefined): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid ?? ''}/stat`, 'latin1');
    // Its name comes before, in brackets, and may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    return Number.isFinite(ticks) ? ticks * TICK_MS : undefined;
  } catch {
    return undefined;
  }
}
