/** Judges a server's facts by the gateway's promises: faults stand in the way, warnings say what can be lost. */
import { fsyncBy, isAtLeast, type ServerFacts } from './server-facts.js';
import type { Durability } from './quorum.js';

export interface Wanted extends Durability {
  /** Whether messages are stored until they are delivered. */
  readonly queued: boolean;
}

export interface Finding {
  readonly kind: 'fault' | 'warning';
  readonly path: 'store.url' | 'store.durability' | 'store.replicas';
  readonly message: string;
  /** Replicas come and go; while they are away nothing is acknowledged that they should have. */
  readonly passing?: true;
}

/** The commit script's `allow-oom` flag came with Redis 7; an older server refuses the script. */
const OLDEST_MAJOR = 7;

/** Whether it is the right server, and has room. */
export function judgeServer(facts: ServerFacts, kind: 'single' | 'sentinel' | 'cluster'): Finding[] {
  const findings: Finding[] = [];
  const fault = (message: string): number => findings.push({ kind: 'fault', path: 'store.url', message });
  const { version, maxMemory, usedMemory, mode } = facts;
  if (mode === 'sentinel') {
    fault('this is a Sentinel, not a Redis: write redis+sentinel://host:port/master-name');
    return findings;
  }
  if (mode === 'cluster' && kind !== 'cluster')
    fault('this is a node of a Redis Cluster: write redis+cluster://host:port');
  if (version !== '' && !isAtLeast(version, OLDEST_MAJOR, 0))
    fault(`Redis ${version} is too old: ${OLDEST_MAJOR}.0 or newer is needed (or Valkey)`);
  if (facts.role === 'slave')
    fault(
      kind === 'single'
        ? 'this is a read-only replica: name the master'
        : 'this is a read-only replica: a failover is going on',
    );
  if (maxMemory !== undefined && maxMemory > 0 && (usedMemory ?? 0) > 0.9 * maxMemory)
    findings.push({
      kind: 'warning',
      path: 'store.url',
      message:
        'Redis uses more than nine tenths of its maxmemory; when it is full, new deliveries are refused',
    });
  return findings;
}

/** Whether what is written stays. */
export function judgeDurability(facts: ServerFacts, wanted: Wanted): Finding[] {
  const { appendOnly, evictionPolicy, connectedReplicas = 0 } = facts;
  const { durability, replicas, queued } = wanted;
  const fsync = durability === 'fsync';
  // What was asked for cannot be had: a warning would be acknowledged and lost.
  const kind = fsync || replicas > 0 ? 'fault' : 'warning';
  const path = fsync ? 'store.durability' : replicas > 0 ? 'store.replicas' : 'store.url';
  const findings: Finding[] = [];
  if (evictionPolicy !== undefined && evictionPolicy !== 'noeviction')
    findings.push({
      kind,
      path,
      message: `Redis drops keys when memory is short (maxmemory-policy ${evictionPolicy}): a dropped delivery may be forwarded twice${queued ? ', and a queued message may be lost' : ''}; set noeviction`,
    });
  if (appendOnly === false)
    findings.push({
      kind,
      path,
      message: `Redis keeps no append-only file: after its restart deliveries already accepted may be forwarded again${queued ? ', and queued messages are lost' : ''}${replicas > 0 ? ', on its replicas too, which copy its empty memory' : ''}; set appendonly yes`,
    });
  else if (fsync && fsyncBy(facts) === undefined) findings.push({ kind, path, message: whyNoFsync(facts) });
  if (replicas > connectedReplicas)
    findings.push({
      kind: 'fault',
      path: 'store.replicas',
      passing: true,
      message: `${replicas} ${replicas === 1 ? 'replica' : 'replicas'} must have each acknowledged message, but ${connectedReplicas} ${connectedReplicas === 1 ? 'is' : 'are'} connected; until then deliveries to be queued are answered 503`,
    });
  return findings;
}

function whyNoFsync({ appendOnly, appendFsync, version }: ServerFacts): string {
  if (appendOnly === undefined)
    return 'Redis does not say whether it keeps an append-only file (INFO persistence)';
  if (appendFsync === 'no') return 'appendfsync is no: set always, or everysec with Redis 7.2 or newer';
  const newer = `Redis ${version} cannot tell when its disk has something (WAITAOF came with 7.2)`;
  return appendFsync === undefined
    ? `${newer}, and the user may not ask how it is set up: allow CONFIG GET and set appendfsync always`
    : `${newer}, and appendfsync is not always (${appendFsync}): set appendfsync always and no-appendfsync-on-rewrite no`;
}
