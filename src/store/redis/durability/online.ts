/** Asks a Redis, before the gateway relies on it, whether it can keep the gateway's promises as it is set up. */
import { Cluster, type Redis } from 'ioredis';
import type { Fault } from '../../../checks/fault.js';
import { withDeadline } from '../connection/deadline.js';
import { judgeDurability, judgeServer, type Finding, type Wanted } from './judge.js';
import { reasonOf } from '../connection/reason.js';
import { askFacts, type ServerFacts } from './server-facts.js';
import { mastersOf } from '../connection/slots.js';
import { createRedisClient, type RedisClient } from '../connection/topology.js';
import { addressText, parseRedisUrl, type RedisAddress } from '../connection/url.js';
import type { MonotonicMs } from '../../../model/time.js';

export type { Wanted } from './judge.js';

const PATH = 'store.url';
/** What waits goes by Redis's clock alone; beyond this one of the two hosts is set up wrong, and signed times will suffer. */
const MAX_SKEW_MS = 5_000;
const NOTHING_WANTED: Wanted = { durability: 'server', replicas: 0, queued: false };

/** Of a Cluster: what is true of all its masters, else of the weakest. */
export interface RedisFacts extends Partial<Omit<ServerFacts, 'runId' | 'mode'>> {
  /** Hosts, ports, name and database, without user and password. */
  readonly address: string;
  /** Of a Cluster. */
  readonly masters?: number;
  /** Milliseconds by which Redis's clock is ahead of ours; known to half a round trip. */
  readonly clockSkewMs?: number;
  readonly roundTripMs?: number;
}

export interface RedisReport {
  readonly facts: RedisFacts;
  readonly warnings: readonly Fault[];
  readonly faults: readonly Fault[];
}

export interface DurabilityReport extends Omit<RedisReport, 'facts'> {
  /** Whether what is written stays, as far as the server is set up for it; undefined if it does not answer. */
  readonly durable: boolean | undefined;
}

/**
 * Asks once and never rejects: what stands in the way is a fault.
 * @param timeoutMs for all of it
 * @param prefix of the keys that the user must be let at; left out: not asked
 */
export async function askRedis(
  url: string,
  timeoutMs: number,
  wanted: Wanted = NOTHING_WANTED,
  prefix?: string,
): Promise<RedisReport> {
  let address;
  try {
    address = parseRedisUrl(url);
  } catch (error) {
    return {
      facts: { address: '' },
      warnings: [],
      faults: [fault(error instanceof Error ? error.message : '')],
    };
  }
  const text = addressText(address);
  const answer = await ask(address, timeoutMs, prefix);
  if ('reason' in answer) {
    const advice = ADVICE[answer.reason] ?? 'see that it runs there and that this host may reach it';
    const message = `Redis at ${text} does not answer (${answer.reason}): ${advice}`;
    return { facts: { address: text }, warnings: [], faults: [fault(message)] };
  }
  const { servers, clock, isKeptOut } = answer;
  if (isKeptOut) {
    const message = `Redis at ${text} keeps the user of the URL from keys under ${prefix}: (store.prefix); let it at ~${prefix}:*`;
    return { facts: { address: text }, warnings: [], faults: [fault(message)] };
  }
  const findings = gather(servers, (facts) => [
    ...judgeServer(facts, address.kind),
    ...judgeDurability(facts, wanted),
  ]);
  const skew = skewWarning(clock.clockSkewMs);
  return {
    facts: { address: text, ...weakest(servers, address), ...clock },
    ...split([...findings, ...(skew ? [skew] : [])]),
  };
}

/** The same for what is written alone, asked while the gateway runs: what passes by itself is a warning. */
export async function askDurability(
  url: string,
  timeoutMs: number,
  wanted: Wanted,
): Promise<DurabilityReport> {
  const answer = await ask(parseRedisUrl(url), timeoutMs);
  if ('reason' in answer) return { durable: undefined, warnings: [], faults: [] };
  const findings = gather(answer.servers, (facts) => judgeDurability(facts, wanted));
  return {
    durable: findings.every(({ passing }) => passing),
    ...split(findings.map((finding) => (finding.passing ? { ...finding, kind: 'warning' } : finding))),
  };
}

interface Answer {
  /** By `host:port`. */
  readonly servers: ReadonlyMap<string, ServerFacts>;
  readonly clock: Pick<RedisFacts, 'clockSkewMs' | 'roundTripMs'>;
  /** The user may not read keys under the prefix. */
  readonly isKeptOut: boolean;
}

async function ask(
  address: RedisAddress,
  timeoutMs: number,
  prefix?: string,
): Promise<Answer | { readonly reason: string }> {
  const client = createRedisClient(address, {
    server: { socketTimeout: timeoutMs, maxRetriesPerRequest: 0 },
    alone: { retryStrategy: () => null, sentinelRetryStrategy: () => null },
    cluster: { clusterRetryStrategy: () => null, maxRedirections: 4 },
    lazyConnect: true,
  });
  // The first error says why; what `connect` rejects with is only that the connection closed.
  let cause: unknown;
  client.on('error', (error: unknown) => {
    cause ??= error;
  });
  try {
    return await withDeadline(askAll(client, prefix), timeoutMs);
  } catch (error) {
    return { reason: reasonOf(cause ?? error) };
  } finally {
    client.disconnect();
  }
}

async function askAll(client: RedisClient, prefix: string | undefined): Promise<Answer> {
  await client.connect();
  const asked = serversOf(client);
  const facts = await Promise.all(
    [...asked].map(async ([name, server]) => [name, await askFacts(server)] as const),
  );
  const startedAt = performance.now();
  // Who may not ask loses a warning.
  const clock = await client.time().then(
    (time) => clockOf(time, startedAt),
    () => ({}),
  );
  const isKeptOut = prefix !== undefined && (await keepsOut(client, prefix));
  return { servers: new Map(facts), clock, isKeptOut };
}

/** Asked with the key that every start reads. What else goes wrong with it is not about the user. */
function keepsOut(client: RedisClient, prefix: string): Promise<boolean> {
  return client.get(`${prefix}:layout`).then(
    () => false,
    (error: unknown) => error instanceof Error && error.message.startsWith('NOPERM'),
  );
}

function clockOf(time: readonly (string | number)[], startedAt: MonotonicMs): Answer['clock'] {
  const [seconds, microseconds] = time;
  const roundTripMs = performance.now() - startedAt;
  const theirs = Number(seconds) * 1_000 + Number(microseconds) / 1_000;
  return {
    clockSkewMs: Math.round(theirs - (Date.now() - roundTripMs / 2)),
    roundTripMs: Math.round(roundTripMs * 100) / 100,
  };
}

/** @throws if a part of a Cluster has no master. */
function serversOf(client: RedisClient): Map<string, Redis> {
  if (!(client instanceof Cluster)) return new Map([['', client]]);
  const { byName, complete } = mastersOf(client);
  const servers = new Map<string, Redis>();
  for (const [name, server] of byName) if (server) servers.set(name, server);
  if (!complete || servers.size < byName.size) throw new Error('CLUSTERDOWN not all slots have a master');
  return servers;
}

const ADVICE: Readonly<Record<string, string>> = {
  auth: 'check user and password in the URL, and that the user may call INFO, and in a Cluster CLUSTER SLOTS',
  tls: 'check its certificate; one of a private authority needs NODE_EXTRA_CA_CERTS, and a server without TLS redis://',
  loading: 'it reads its data; ask again when it is done',
  unreachable: 'check the host name and the network',
  no_master: "the Sentinels answer and know no master of that name; check the URL's path",
  no_cluster: 'this server is in no Cluster: write redis://host:port',
  cluster_down: 'a part of the Cluster has no master: see redis-cli --cluster check',
};

/** What is found on every server is said once, what is found on some says on which. */
function gather(
  servers: ReadonlyMap<string, ServerFacts>,
  judge: (facts: ServerFacts) => readonly Finding[],
): Finding[] {
  const found = new Map<string, { finding: Finding; at: string[] }>();
  for (const [name, facts] of servers) {
    for (const finding of judge(facts)) {
      const known = found.get(finding.message) ?? { finding, at: [] };
      known.at.push(name);
      found.set(finding.message, known);
    }
  }
  return [...found.values()].map(({ finding, at }) =>
    at.length === servers.size
      ? finding
      : { ...finding, message: `${finding.message} (at ${at.join(', ')})` },
  );
}

function weakest(servers: ReadonlyMap<string, ServerFacts>, { kind }: RedisAddress): Partial<RedisFacts> {
  const all = [...servers.values()];
  const [first, ...others] = all;
  if (first === undefined) return {};
  const facts = Object.fromEntries(
    Object.entries(first).filter(([name]) => name !== 'runId' && name !== 'mode'),
  ) as Partial<RedisFacts>;
  if (kind !== 'cluster') return facts;
  const odd = <T>(value: (facts: ServerFacts) => T, isWeak: (value: T) => boolean): T =>
    value(others.find((other) => isWeak(value(other))) ?? first);
  const evictionPolicy = odd(
    (one) => one.evictionPolicy,
    (policy) => policy !== 'noeviction',
  );
  const appendOnly = odd(
    (one) => one.appendOnly,
    (on) => on !== true,
  );
  return {
    ...facts,
    ...(evictionPolicy !== undefined && { evictionPolicy }),
    ...(appendOnly !== undefined && { appendOnly }),
    connectedReplicas: Math.min(...all.map((one) => one.connectedReplicas ?? 0)),
    masters: servers.size,
  };
}

function skewWarning(clockSkewMs = 0): Finding | undefined {
  if (Math.abs(clockSkewMs) <= MAX_SKEW_MS) return undefined;
  const seconds = Math.round(Math.abs(clockSkewMs) / 1_000);
  return {
    kind: 'warning',
    path: PATH,
    message: `Redis's clock is ${seconds} s ${clockSkewMs > 0 ? 'ahead of' : 'behind'} this host's; one of them is wrong, and signed timestamps are judged by ours`,
  };
}

function fault(message: string): Fault {
  return { path: PATH, message };
}

function split(findings: readonly Finding[]): Omit<RedisReport, 'facts'> {
  const of = (kind: Finding['kind']): Fault[] =>
    findings.filter((one) => one.kind === kind).map(({ path, message }) => ({ path, message }));
  return { faults: of('fault'), warnings: of('warning') };
}
