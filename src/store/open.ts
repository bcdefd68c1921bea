/** The store a configuration names. */
import type { StoreConfig } from '../config/config.js';
import type { ClaimStore } from '../line/claim/claim-store.js';
import type { MessageStore } from '../queue/message-store.js';
import type { PauseStore } from '../line/pauses.js';
import type { AuditStore } from '../model/audit.js';
import type { RefusedStore } from '../line/refused/refused-store.js';
import type { LabelStore } from '../line/claim/label-store.js';
import type { JobStore } from '../operate/jobs/job-store.js';
import { createMemoryJobs } from './memory/memory-jobs.js';
import { createMemoryAudit } from './memory/memory-audit.js';
import { createMemoryLabels } from './memory/memory-labels.js';
import { createMemoryReplicas } from './memory/memory-replicas.js';
import { createMemoryPauses } from './memory/memory-pauses.js';
import { createMemoryStore } from './memory/memory-claims.js';
import type { ReplicaNotes } from '../model/replica-notes.js';
import type { RedisStoreOptions } from './redis/redis-claims.js';

export interface StoreHooks extends Pick<RedisStoreOptions, 'log' | 'onOperation'> {
  /** A full memory store forgot a delivery before its window ended; the total so far. */
  readonly onEvict?: (evicted: number) => void;
}

export interface Stores {
  readonly claims: ClaimStore;
  readonly labels: LabelStore;
  /** Undefined if the store cannot keep messages: it would forget them. */
  readonly messages: MessageStore | undefined;
  readonly pauses: PauseStore;
  /** Undefined if nobody shares the store. */
  readonly refused: RefusedStore | undefined;
  /** Bulk work on an operator's word; in memory for this process alone. */
  readonly jobs: JobStore;
  readonly replicas: ReplicaNotes;
  readonly audit: AuditStore;
  /**
   * Resolves when what was written to the route's messages before is as durable as configured. To be called in the same
   * turn in which the last write was answered.
   * @throws StoreUnavailable (rejects)
   */
  confirm(route: string): Promise<void>;
  /**
   * Which layout lies in the store, where this gateway does not know it (redis/versions.ts).
   * @throws StoreUnavailable (rejects)
   */
  unknownLayout(): Promise<string | undefined>;
}

/**
 * Opens without waiting for an answer; `ready` does that.
 * @throws TypeError for a URL of no known kind; the message does not repeat it.
 */
export async function openStore(config: StoreConfig, hooks: StoreHooks = {}): Promise<Stores> {
  if (config.url === 'memory:') {
    const claims = createMemoryStore({
      ...(hooks.onEvict && { onEvict: hooks.onEvict }),
      ...(hooks.onOperation && { onOperation: hooks.onOperation }),
    });
    return {
      claims,
      labels: createMemoryLabels(),
      messages: undefined,
      refused: undefined,
      pauses: createMemoryPauses(),
      jobs: createMemoryJobs(),
      replicas: createMemoryReplicas(),
      audit: createMemoryAudit(),
      confirm: () => Promise.resolve(),
      unknownLayout: () => Promise.resolve(undefined),
    };
  }
  // Imported only where it is used: the client is a good part of a cold start.
  const { createRedisStore } = await import('./redis/redis-claims.js');
  const claims = createRedisStore({
    url: config.url,
    prefix: config.prefix,
    durability: config,
    ...(hooks.log && { log: hooks.log }),
    ...(hooks.onOperation && { onOperation: hooks.onOperation }),
  });
  return {
    claims,
    labels: claims.labels,
    messages: claims.messages,
    refused: claims.refused,
    pauses: claims.pauses,
    jobs: claims.jobs,
    replicas: claims.replicas,
    audit: claims.audit,
    confirm: (route) => claims.confirm(route),
    unknownLayout: () => claims.unknownLayout(),
  };
}
