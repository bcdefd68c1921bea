/**
 * Messages of routes that queue no longer. They were acknowledged, so they must still be delivered. If the route is
 * configured, it gets a queue for them, under the usual schedule. If it is not, the log says how many wait.
 */
import { queuedRoute } from './build-queued-route.js';
import type { QueueConfig } from '../config/config.js';
import type { ClaimStore } from '../line/claim/claim-store.js';
import type { ConfiguredRoute } from './open-durable.js';
import type { Log } from '../observe/log.js';
import type { QueueEngine } from '../queue/engine.js';
import type { MessageStore } from '../queue/message-store.js';

const DAY_MS = 86_400_000;

interface Parts {
  readonly store: Pick<ClaimStore, 'onChange'>;
  /** As they are configured now, by name: another reload may come while the store is asked. */
  readonly routes: () => ReadonlyMap<string, ConfiguredRoute>;
  readonly messages: MessageStore;
  readonly openQueues: () => Promise<QueueEngine>;
  readonly log: Log;
}

/** @returns what looks for them now, and never rejects: if the store cannot be asked, it is when it is back. */
export function createAdoption(parts: Parts): () => Promise<void> {
  let owed = false;
  const adopt = async (): Promise<void> => {
    const told = owed;
    owed = !(await adoptLeftovers(parts));
    if (owed && !told)
      parts.log.warn(
        'messages that may be left of routes without a queue could not be looked for; they are when the store is back',
      );
  };
  parts.store.onChange((up) => {
    if (up && owed) void adopt();
  });
  return adopt;
}

/** @returns whether the store could be asked */
async function adoptLeftovers({ routes, messages, openQueues, log }: Parts): Promise<boolean> {
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
    return true;
  } catch {
    return false;
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
