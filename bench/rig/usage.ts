/**
 * What processes cost, from /proc: processor time in user and system mode, and resident memory, of a process and all
 * that descend from it (nginx and haproxy work in children).
 */
import { readFileSync, readdirSync } from 'node:fs';

/** The kernel tells times to user space in this unit, whatever its own. */
const TICK_MS = 10;

export interface Usage {
  readonly cpuMs: number;
  readonly rssMiB: number;
  /** Since the start. */
  readonly peakMiB: number;
}

/** Of all of them together. */
export function usageOf(pids: readonly number[]): Usage {
  let cpuMs = 0;
  let rssMiB = 0;
  let peakMiB = 0;
  for (const one of familyOf(pids)) {
    const fields = statOf(one);
    if (!fields) continue;
    cpuMs += (Number(fields[11]) + Number(fields[12])) * TICK_MS;
    const status = textOf(`/proc/${one}/status`) ?? '';
    rssMiB += Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
    peakMiB += Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
  }
  return { cpuMs, rssMiB, peakMiB };
}

function familyOf(ancestors: readonly number[]): readonly number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    const fields = Number.isInteger(pid) ? statOf(pid) : undefined;
    if (fields) parents.set(pid, Number(fields[1]));
  }
  const family = new Set(ancestors);
  for (let before = 0; before !== family.size;) {
    before = family.size;
    for (const [pid, parent] of parents) if (family.has(parent)) family.add(pid);
  }
  return [...family];
}

/** From the third field on (state): the second, the program's name, may hold anything. */
function statOf(pid: number): readonly string[] | undefined {
  const text = textOf(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** @returns undefined where the process has gone. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
