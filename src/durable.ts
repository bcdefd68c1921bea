/** What outlives a delivery's answer: the queue's engine and the pauses, opened with the store they lie in. */
import type { StoreConfig } from './config/config.js';
import type { Metrics } from './observe/metrics.js';
import type { Log } from './observe/log.js';
import { QueueEngine } from './queue/engine.js';
import type { Reporter } from './record.js';
import type { ClaimStore } from './steps/claims.js';
import { createPauses, type Pauses } from './steps/pauses.js';
import type { Stores } from './store/open.js';

export interface Durable {
  readonly pauses: Pauses;
  /** Undefined where the store cannot keep messages, or nothing is to be kept. */
  readonly queues: QueueEngine | undefined;
  close(): Promise<void>;
}

interface Parts {
  readonly store: StoreConfig;
  readonly stores: Stores;
  readonly claims: ClaimStore;
  readonly reporter: Reporter;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly clock: () => number;
  readonly now: () => number;
}

export async function openDurable(parts: Parts): Promise<Durable> {
  const { store, stores, claims, reporter, metrics, log, clock, now } = parts;
  const pauses = createPauses(stores.pauses);
  pauses.onChange((route, by) => {
    reporter.paused(route, by !== undefined);
    log.info(by === undefined ? `${route}: goes on` : `${route}: paused (${by})`, { route });
  });
  if (!stores.messages) return { pauses, queues: undefined, close: () => Promise.resolve(pauses.close()) };

  const { createQueueClients } = await import('./store/redis/queue-clients.js');
  const queues = new QueueEngine({
    prefix: store.prefix,
    clients: createQueueClients(store.url),
    claims,
    messages: stores.messages,
    pauses,
    reporter,
    confirm: () => Promise.resolve(),
    onSample: (route, sample) => {
      metrics.queueSampled(route, sample);
    },
    onMissing: (route, count) => {
      log.warn(`${count} pending messages had no job and got a new one`, { route });
    },
    clock,
    now,
  });
  return {
    pauses,
    queues,
    async close() {
      pauses.close();
      await queues.close();
    },
  };
}
