/** A group of processes that gets a part of a processor, as a container with a limit does. Linux, as root. */
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = '/sys/fs/cgroup';
/** Such a group is given its part anew so often; what a container has by default. */
const PERIOD_US = 100_000;

export interface Limit {
  /** A process that writes its number here belongs to the group. */
  readonly processes: string;
  /** When all of them have ended. */
  remove(): void;
}

/** @param share of one processor @returns undefined where nobody lets us make one */
export function limitTo(share: number): Limit | undefined {
  const isSecond = existsSync(join(ROOT, 'cgroup.controllers'));
  const folder = join(ROOT, isSecond ? '' : 'cpu', `gateway-bench-${process.pid}`);
  const quota = String(Math.round(share * PERIOD_US));
  try {
    if (isSecond) writeFileSync(join(ROOT, 'cgroup.subtree_control'), '+cpu');
    mkdirSync(folder);
    if (isSecond) writeFileSync(join(folder, 'cpu.max'), `${quota} ${PERIOD_US}`);
    else {
      writeFileSync(join(folder, 'cpu.cfs_period_us'), String(PERIOD_US));
      writeFileSync(join(folder, 'cpu.cfs_quota_us'), quota);
    }
  } catch {
    return undefined;
  }
  return {
    processes: join(folder, 'cgroup.procs'),
    remove: () => {
      rmdirSync(folder);
    },
  };
}
