/** Which processor serves whom: the gateway has the first one for itself, everything else shares the others. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { onPath } from '../../test/helpers/tools.js';

export interface Cores {
  /** Undefined where nothing can be pinned. */
  readonly gateway: string | undefined;
  readonly others: string | undefined;
  /** For the report. */
  readonly told: string;
  /** What the gateway runs in gets a part of its processor (limit.ts). */
  readonly limit?: string;
}

/** Moves this process (and so all it starts) to the others' processors. */
export function takeCores(): Cores {
  const allowed = listOf(/^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
  const [gateway, ...rest] = allowed;
  const taskset = onPath(['taskset']);
  if (taskset === undefined) return unpinned('`taskset` is not installed');
  if (gateway === undefined || rest.length === 0) return unpinned('there is only one processor');
  const others = rest.join(',');
  execFileSync(taskset, ['-a', '-c', '-p', others, String(process.pid)], { stdio: 'ignore' });
  const told = `gateway on processor ${gateway}, generator, receiver and Redis on ${others}`;
  return { gateway: String(gateway), others, told };
}

function unpinned(why: string): Cores {
  return { gateway: undefined, others: undefined, told: `nothing pinned: ${why}` };
}

/** `0,2-3` as numbers. */
function listOf(text = ''): number[] {
  return text.split(',').flatMap((piece) => {
    const [first = NaN, last = first] = piece.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/** The command that runs another one on the gateway's processor, within its limit. */
export function onGatewayCore({ gateway, limit }: Cores, command: readonly string[]): readonly string[] {
  const pinned = gateway === undefined ? command : ['taskset', '-c', gateway, ...command];
  return limit === undefined ? pinned : ['sh', '-c', `echo $$ > ${limit} && exec "$@"`, 'sh', ...pinned];
}
