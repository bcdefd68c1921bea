/**
 * Messages that lie in a lane without a queue: their route queues no longer, or their destination has moved or is gone.
 * They were acknowledged, so they must still be delivered. If the route is configured, the lane gets a queue, under the
 * usual schedule: it delivers to the destination that a message was stored for, and what was stored for one that is not
 * configured any more becomes a dead letter. If the route is not configured, the log says how many wait.
 */
import { queuedRoute } from './build-queued-route.js';
import type { QueueConfig, RouteConfig } from '../config/config.js';
import { destinationOfLane, fieldsOfLane, routeOfLane } from '../model/lane.js';
import type { ClaimStore } from '../line/claim/claim-store.js';
import type { Leftovers } from './leftovers.js';
import { queuedLanes } from './live-routes.js';
import type { ConfiguredRoute } from './configured-route.js';
import type { QueuedRoute } from '../queue/queued-route.js';
import type { Log } from '../observe/log.js';
import type { QueueEngine } from '../queue/engine.js';
import type { MessageStore } from '../queue/message-store.js';

const DAY_MS = 86_400_000;

interface Parts {
  readonly store: Pick<ClaimStore, 'onChange'>;
  /** As they are configured now, by name: another reload may come while the store is asked. */
  readonly routes: () => ReadonlyMap<string, ConfiguredRoute>;
  readonly leftovers: Leftovers;
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
async function adoptLeftovers({ routes, leftovers, messages, openQueues, log }: Parts): Promise<boolean> {
  try {
    const queued = queuedLanes([...routes().values()].map(({ config }) => config));
    const left = (await messages.routes()).filter((lane) => !queued.has(lane));
    leftovers.found(left);
    for (const lane of left) {
      const { pending, dead } = await messages.counts(lane);
      const name = routeOfLane(lane);
      if (!routes().has(name)) {
        if (pending > 0) log.warn(waitFor(pending), { route: name });
        continue;
      }
      // A dead letter may be sent again.
      if (pending + dead === 0) continue;
      const queues = await openQueues();
      // A reload may have come meanwhile.
      const route = routes().get(name);
      if (!route || queuedLanes([route.config]).has(lane)) continue;
      queues.open(leftoverRoute(lane, route));
      if (pending > 0)
        log.info(
          `${pending} messages wait from an earlier configuration; they are delivered now`,
          fieldsOfLane(lane),
        );
    }
    return true;
  } catch {
    return false;
  }
}

function waitFor(pending: number): string {
  return `${pending} acknowledged messages wait for a route that is not configured any more: configure it again to deliver or cancel them`;
}

/** A lane's queue: each message goes to the destination of the name that it was stored for. */
function leftoverRoute(lane: string, { config, live }: ConfiguredRoute): QueuedRoute {
  const queue = leftoverQueue(config);
  const heirs = new Map(
    config.destinations.flatMap((one, i) => {
      const deliver = live.destinations[i]?.deliver;
      return deliver ? [[one.name, queuedRoute(config, { ...one, lane }, queue, deliver)] as const] : [];
    }),
  );
  const [first] = [...heirs.values()];
  if (!first) throw new TypeError(`${config.name} has no destination`);
  const destination = destinationOfLane(lane) ?? first.destination;
  const own = heirs.get(destination) ?? { ...first, destination };
  // A route's own lane was its only destination's, whatever that was called.
  const isOnly = !config.several && lane === config.name;
  return isOnly ? own : { ...own, heir: (name) => heirs.get(name) };
}

function leftoverQueue(config: RouteConfig): QueueConfig {
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
