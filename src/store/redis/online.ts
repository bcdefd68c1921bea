/** What `check --online` asks a Redis: whether it can keep the gateway's promises as it is set up. */
import type { Fault } from '../../config/config.js';
import { withDeadline } from './deadline.js';
import { reasonOf } from './reason.js';
import { createRedisClient, type RedisClient } from './topology.js';
import { addressText, parseRedisUrl } from './url.js';

const PATH = 'store.url';
/** The commit script's `allow-oom` flag came with Redis 7; an older server refuses the script. */
const OLDEST_MAJOR = 7;
/** Nothing depends on Redis's clock; beyond this one of the two hosts is set up wrong, and signed times will suffer. */
const MAX_SKEW_MS = 5_000;

export interface RedisFacts {
  /** Host, port and database, without user and password. */
  readonly address: string;
  readonly version?: string;
  readonly role?: string;
  readonly appendOnly?: boolean;
  readonly evictionPolicy?: string;
  /** Bytes; 0: as much as the host has. */
  readonly maxMemory?: number;
  readonly usedMemory?: number;
  readonly connectedReplicas?: number;
  /** Milliseconds by which Redis's clock is ahead of ours; known to half a round trip. */
  readonly clockSkewMs?: number;
  readonly roundTripMs?: number;
}

export interface RedisReport {
  readonly facts: RedisFacts;
  readonly warnings: readonly Fault[];
  readonly faults: readonly Fault[];
}

/**
 * Asks once and never rejects: what stands in the way is a fault.
 * @param timeoutMs for all of it
 */
export async function askRedis(url: string, timeoutMs: number): Promise<RedisReport> {
  let address;
  try {
    address = parseRedisUrl(url);
  } catch (error) {
    return report({ address: '' }, [error instanceof Error ? error.message : 'not a Redis URL']);
  }
  const text = addressText(address);
  const client = createRedisClient(address, {
    server: { socketTimeout: timeoutMs, maxRetriesPerRequest: 0 },
    alone: { retryStrategy: () => null },
    cluster: { enableOfflineQueue: false, maxRedirections: 4 },
    lazyConnect: true,
  });
  // The first error says why; what `connect` rejects with is only that the connection closed.
  let cause: unknown;
  client.on('error', (error: unknown) => {
    cause ??= error;
  });
  try {
    return judge({ address: text, ...(await withDeadline(ask(client), timeoutMs)) });
  } catch (error) {
    const reason = reasonOf(cause ?? error);
    return report({ address: text }, [
      `Redis at ${text} does not answer (${reason}): ${ADVICE[reason] ?? ELSE}`,
    ]);
  } finally {
    client.disconnect();
  }
}

async function ask(client: RedisClient): Promise<Partial<RedisFacts>> {
  await client.connect();
  const startedAt = performance.now();
  const [seconds, microseconds] = await client.time();
  const roundTripMs = performance.now() - startedAt;
  const theirs = Number(seconds) * 1_000 + Number(microseconds) / 1_000;
  const ours = Date.now() - roundTripMs / 2;
  return {
    ...factsOf(parseInfo(await client.info())),
    clockSkewMs: Math.round(theirs - ours),
    roundTripMs: Math.round(roundTripMs * 100) / 100,
  };
}

const ELSE = 'see that it runs there and that this host may reach it';
const ADVICE: Readonly<Record<string, string>> = {
  auth: 'check user and password in the URL, and that the user may call INFO and TIME',
  tls: 'check its certificate; one of a private authority needs NODE_EXTRA_CA_CERTS, and a server without TLS redis://',
  loading: 'it reads its data; ask again when it is done',
  unreachable: 'check the host name and the network',
};

function parseInfo(text: string): ReadonlyMap<string, string> {
  return new Map(
    text
      .split('\r\n')
      .filter((line) => line.includes(':'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  );
}

function factsOf(info: ReadonlyMap<string, string>): Partial<RedisFacts> {
  const text = <K extends string>(key: K, name: string): Partial<Record<K, string>> => {
    const value = info.get(name);
    return value === undefined ? {} : ({ [key]: value } as Record<K, string>);
  };
  const number = <K extends string>(key: K, name: string): Partial<Record<K, number>> => {
    const value = Number(info.get(name) ?? NaN);
    return Number.isNaN(value) ? {} : ({ [key]: value } as Record<K, number>);
  };
  return {
    ...text('version', 'redis_version'),
    ...text('role', 'role'),
    ...(info.has('aof_enabled') && { appendOnly: info.get('aof_enabled') === '1' }),
    ...text('evictionPolicy', 'maxmemory_policy'),
    ...number('maxMemory', 'maxmemory'),
    ...number('usedMemory', 'used_memory'),
    ...number('connectedReplicas', 'connected_slaves'),
  };
}

function judge(facts: RedisFacts): RedisReport {
  const faults: string[] = [];
  const warnings: string[] = [];
  const { version, evictionPolicy, maxMemory, usedMemory, clockSkewMs } = facts;
  if (version !== undefined && Number.parseInt(version, 10) < OLDEST_MAJOR) {
    faults.push(`Redis ${version} is too old: ${OLDEST_MAJOR}.0 or newer is needed (or Valkey)`);
  }
  if (facts.role === 'slave') {
    faults.push('this is a read-only replica: name the master');
  }
  if (evictionPolicy !== undefined && evictionPolicy !== 'noeviction') {
    warnings.push(
      `Redis drops keys when memory is short (maxmemory-policy ${evictionPolicy}), and a dropped delivery may be forwarded twice: set noeviction`,
    );
  }
  if (maxMemory !== undefined && maxMemory > 0 && (usedMemory ?? 0) > 0.9 * maxMemory) {
    warnings.push(
      'Redis uses more than nine tenths of its maxmemory; when it is full, new deliveries are refused',
    );
  }
  if (facts.appendOnly === false) {
    warnings.push(
      'Redis keeps no append-only file: after its restart, deliveries already accepted may be forwarded again; set appendonly yes',
    );
  }
  if (clockSkewMs !== undefined && Math.abs(clockSkewMs) > MAX_SKEW_MS) {
    const seconds = Math.round(Math.abs(clockSkewMs) / 1_000);
    warnings.push(
      `Redis's clock is ${seconds} s ${clockSkewMs > 0 ? 'ahead of' : 'behind'} this host's; one of them is wrong, and signed timestamps are judged by ours`,
    );
  }
  return report(facts, faults, warnings);
}

function report(facts: RedisFacts, faults: readonly string[], warnings: readonly string[] = []): RedisReport {
  const at = (message: string): Fault => ({ path: PATH, message });
  return { facts, faults: faults.map(at), warnings: warnings.map(at) };
}
