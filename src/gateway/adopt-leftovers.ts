/**
 * Messages of routes that queue no longer. They were acknowledged, so they must still be delivered. If the route is
 * configured, it gets a queue for them, under the usual schedule. If it is not, the log says how many wait.
 */
import { queuedRoute } from './build-queued-route.js';
import type { QueueConfig } from '../config/config.js';
import type { ConfiguredRoute } from './open-durable.js';
import type { Log } from '../observe/log.js';
import type { QueueEngine } from '../queue/engine.js';
import type { MessageStore } from '../queue/message-store.js';

const DAY_MS = 86_400_000;

interface Parts {
  /** As they are configured now, by name: another reload may come while the store is asked. */
  readonly routes: () => ReadonlyMap<string, ConfiguredRoute>;
  readonly messages: MessageStore;
  readonly openQueues: () => Promise<QueueEngine>;
  readonly log: Log;
}

/** Never rejects: what cannot be looked at now is looked at after the next start or reload. */
export async function adoptLeftovers({ routes, messages, openQueues, log }: Parts): Promise<void> {
  try {
    for (const name of await messages.routes()) {
      const { pending } = await messages.counts(name);
      if (pending === 0) continue;
      if (!routes().has(name)) {
        log.warn(
          `${pending} acknowledged messages wait for a route that is not configured any more: configure it again to deliver or cancel them`,
          { route: name },
        );
        continue;
      }
      const queues = await openQueues();
      const route = routes().get(name);
      if (route?.config.delivery.mode !== 'direct') continue;
      queues.open(queuedRoute(route.config, leftoverQueue(route), route.deliver));
      log.info(`${pending} messages wait from a time when this route queued; they are delivered now`, {
        route: name,
      });
    }
  } catch {
    log.warn('messages that may be left of routes without a queue could not be looked for');
  }
}

function leftoverQueue({ config }: ConfiguredRoute): QueueConfig {
  return {
    mode: 'queued',
    schedule: [5_000, 60_000, 300_000, 1_800_000, 7_200_000, 18_000_000],
    scheduleName: undefined,
    concurrency: 4,
    rate: undefined,
    order: 'none',
    maxAge: 7 * DAY_MS,
    keepBodies: 0,
    keepDead: Math.max(30 * DAY_MS, config.deliveries.maxAge),
  };
}
