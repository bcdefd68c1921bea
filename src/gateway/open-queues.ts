/** Opens what delivers stored messages; only if a route stores any. */
import type { StoreConfig } from '../config/config.js';
import type { ClaimStore } from '../line/claim/claim-store.js';
import type { Pauses } from '../line/pauses.js';
import { fieldsOfLane } from '../model/lane.js';
import { seldom } from '../model/seldom.js';
import type { EpochClock, MonotonicClock } from '../model/time.js';
import type { Reporter } from '../model/trail.js';
import type { Log } from '../observe/log.js';
import type { Metrics } from '../observe/metrics.js';
import type { QueueEngine } from '../queue/engine.js';
import type { MessageStore } from '../queue/message-store.js';
import type { Stores } from '../store/open.js';

interface Parts {
  readonly store: StoreConfig;
  readonly stores: Stores;
  readonly claims: ClaimStore;
  readonly reporter: Reporter;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly clock: EpochClock;
  readonly now: MonotonicClock;
}

export async function openQueues(parts: Parts, messages: MessageStore, pauses: Pauses): Promise<QueueEngine> {
  const { store, stores, claims, reporter, metrics, log, clock, now } = parts;
  // Imported only where they are used, like the store itself: the scheduler is a good part of a cold start.
  const [{ createQueueClients }, engine] = await Promise.all([
    import('../store/redis/connection/queue-clients.js'),
    import('../queue/engine.js'),
  ]);
  return new engine.QueueEngine({
    prefix: store.prefix,
    clients: createQueueClients(store.url),
    claims,
    messages,
    pauses,
    reporter,
    confirm: (route) => stores.confirm(route),
    onSample: (lane, destination, sample) => {
      metrics.queueSampled(lane, destination, sample);
    },
    onMissing: (lane, count) => {
      log.warn(`${count} pending messages had no job that would run and got a new one`, fieldsOfLane(lane));
    },
    onUnknownJob: seldom((count) => {
      log.warn(`${count} looks at jobs of a version that this gateway does not know; they stay as they are`);
    }, now),
    clock,
    now,
  });
}
