/** What a server says of itself: who it is, how it keeps what it is told, who follows it. */
import type { Redis } from 'ioredis';
import { StoreUnavailable } from '../../../line/claim/claim-store.js';

export interface ServerFacts {
  /** Another one after each start. */
  readonly runId: string;
  readonly version: string;
  /** `standalone`, `cluster` or `sentinel`. */
  readonly mode?: string;
  readonly role?: string;
  readonly appendOnly?: boolean;
  /** Of `appendonly`; undefined if the user may not ask (CONFIG GET). */
  readonly appendFsync?: string;
  readonly evictionPolicy?: string;
  /** Bytes; 0: as much as the host has. */
  readonly maxMemory?: number;
  readonly usedMemory?: number;
  readonly connectedReplicas?: number;
}

/** @throws if the user may not call INFO (rejects), as the one below. */
export async function askRunId(server: Redis): Promise<string> {
  return readInfo(await server.info('server')).runId;
}

/**
 * @throws StoreUnavailable (rejects, `loading`) while it reads its data: until then it says of itself that it keeps no
 *   file, whatever it is set up for
 */
export async function askFacts(server: Redis): Promise<ServerFacts> {
  const [info, fsync] = await Promise.all([
    server.info(),
    // Often forbidden, and managed servers do not know it.
    server.config('GET', 'appendfsync', 'no-appendfsync-on-rewrite').then(readConfig, () => undefined),
  ]);
  if (/^loading:1\b/m.test(info)) throw new StoreUnavailable('loading');
  return { ...readInfo(info), ...(fsync !== undefined && { appendFsync: fsync }) };
}

/** What comes back with `always` is on the disk, if a rewrite of the file does not stop that. */
function readConfig(answer: unknown): string | undefined {
  const pairs = answer as string[];
  const value = (name: string): string | undefined => pairs[pairs.indexOf(name) + 1];
  if (!pairs.includes('appendfsync')) return undefined;
  return value('no-appendfsync-on-rewrite') === 'yes' ? 'not while rewriting' : value('appendfsync');
}

function readInfo(text: string): Omit<ServerFacts, 'appendFsync'> {
  const info = new Map(
    text
      .split('\r\n')
      .filter((line) => line.includes(':'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  );
  const word = <K extends string>(key: K, name: string): Partial<Record<K, string>> => {
    const value = info.get(name);
    return value === undefined ? {} : ({ [key]: value } as Record<K, string>);
  };
  const number = <K extends string>(key: K, name: string): Partial<Record<K, number>> => {
    const value = Number(info.get(name) ?? NaN);
    return Number.isNaN(value) ? {} : ({ [key]: value } as Record<K, number>);
  };
  return {
    runId: info.get('run_id') ?? '',
    version: info.get('redis_version') ?? '',
    // Valkey's word is the second.
    ...word('mode', info.has('redis_mode') ? 'redis_mode' : 'server_mode'),
    ...word('role', 'role'),
    ...(info.has('aof_enabled') && { appendOnly: info.get('aof_enabled') === '1' }),
    ...word('evictionPolicy', 'maxmemory_policy'),
    ...number('maxMemory', 'maxmemory'),
    ...number('usedMemory', 'used_memory'),
    ...number('connectedReplicas', 'connected_slaves'),
  };
}

/** How a server can promise that something is on its disk; undefined if it cannot. */
export function fsyncBy({ appendOnly, appendFsync, version }: ServerFacts): 'itself' | 'waitaof' | undefined {
  if (appendOnly !== true) return undefined;
  if (appendFsync === 'always') return 'itself';
  return appendFsync !== 'no' && isAtLeast(version, 7, 2) ? 'waitaof' : undefined;
}

export function isAtLeast(version: string, major: number, minor: number): boolean {
  const [theirMajor = 0, theirMinor = 0] = version.split('.').map(Number);
  return theirMajor > major || (theirMajor === major && theirMinor >= minor);
}
