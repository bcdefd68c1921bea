/** What the figures were measured on. */
import { execFileSync } from 'node:child_process';
import { cpus, release } from 'node:os';
import type { Cores } from '../rig/cores.js';

export interface Machine {
  readonly processor: string;
  readonly node: string;
  readonly redis: string;
  readonly kernel: string;
  readonly pinned: string;
  readonly commit: string;
}

export function machineOf(cores: Cores, redis: string): Machine {
  const [first] = cpus();
  return {
    processor: `${cpus().length} × ${first?.model.trim() ?? 'unknown'}`,
    node: process.version,
    redis,
    kernel: release(),
    pinned: cores.told,
    commit: commit(),
  };
}

function commit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}
