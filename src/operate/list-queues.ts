/** Answers what queue-operations.ts offers, a lane at a time. */
import { lanesOf } from '../model/lane.js';
import type { DeadReason } from '../model/trail.js';
import { pauseOver, type Pauses } from '../line/pauses.js';
import type { QueueEngine } from '../queue/engine.js';
import type { LaneQueue, MessageStore } from '../queue/message-store.js';
import type { OperatedDestination, OperatedRoute } from './operations.js';
import {
  DUE_SPANS_MS,
  MOST_DEAD_READ,
  type DestinationQueue,
  type Due,
  type QueueQuery,
} from './queue-operations.js';

/** So few at a time that Redis answers deliveries meanwhile. */
const DEAD_AT_ONCE = 200;
/** Queues that are asked about at the same time: deliveries wait for the same connection. */
const AT_ONCE = 16;

export interface QueueParts {
  readonly routes: readonly OperatedRoute[];
  /** Of these routes, those that no destination has any more too. */
  readonly lanes: readonly string[];
  readonly messages: MessageStore | undefined;
  readonly queues: QueueEngine | undefined;
  readonly pauses: Pauses;
}

/**
 * @returns undefined if there is no such route or destination
 * @throws StoreUnavailable (rejects)
 */
export async function listQueues(
  query: QueueQuery,
  parts: QueueParts,
): Promise<readonly DestinationQueue[] | undefined> {
  const configured = new Map(
    parts.routes.flatMap(({ destinations }) => destinations.map((one) => [one.lane, one] as const)),
  );
  // What a destination left lies under its name, be it configured or not.
  const nameOf = (lane: string): string | undefined =>
    configured.get(lane)?.name ?? parts.queues?.of(lane)?.route.destination;
  const { route, destination } = query;
  const ofRoute = lanesOf(parts.lanes, route);
  const lanes = destination === undefined ? ofRoute : ofRoute.filter((lane) => nameOf(lane) === destination);
  if (lanes.length === 0 && (route !== undefined || destination !== undefined)) return undefined;
  const found = new Map<string, DestinationQueue>();
  for (let i = 0; i < lanes.length; i += AT_ONCE) {
    const some = lanes.slice(i, i + AT_ONCE).map((lane) => queueOf(lane, configured.get(lane)?.mode, parts));
    for (const one of await Promise.all(some)) if (one) addTo(found, one);
  }
  return [...found.values()];
}

/** What a destination left in another lane, when its route was configured otherwise, counts with what it has now. */
function addTo(found: Map<string, DestinationQueue>, one: DestinationQueue): void {
  const place = `${one.route}/${one.destination}`;
  const known = found.get(place);
  found.set(place, known ? together(known, one) : one);
}

function together(one: DestinationQueue, other: DestinationQueue): DestinationQueue {
  const deadBy = { ...one.deadBy };
  for (const [reason, count] of Object.entries(other.deadBy) as [DeadReason, number][])
    deadBy[reason] = (deadBy[reason] ?? 0) + count;
  const oldest = Math.min(one.oldest ?? Infinity, other.oldest ?? Infinity);
  return {
    ...one,
    waiting: one.waiting + other.waiting,
    delayed: one.delayed + other.delayed,
    active: one.active + other.active,
    dead: one.dead + other.dead,
    oldest: oldest === Infinity ? undefined : oldest,
    due: one.due.map((due, i) => ({ ...due, count: due.count + (other.due[i]?.count ?? 0) })),
    ...{ deadBy, deadByCut: one.deadByCut || other.deadByCut },
  };
}

/**
 * @param configured undefined if no destination has the lane any more
 * @returns undefined of a lane without a queue, and of an empty one whose destination does not queue
 */
async function queueOf(
  lane: string,
  configured: OperatedDestination['mode'] | undefined,
  { messages, queues, pauses }: QueueParts,
): Promise<DestinationQueue | undefined> {
  const queue = queues?.of(lane);
  if (!queue || !messages) return undefined;
  const { name: route, destination } = queue.route;
  const held = await messages.queue(lane, DUE_SPANS_MS);
  const { waiting, active, dead, oldest } = held;
  const delayed = held.due.reduce((sum, count) => sum + count, 0);
  const mode = configured === 'spill' ? configured : 'queued';
  if (mode !== configured && waiting + delayed + active + dead === 0) return undefined;
  return {
    ...{ route, destination, mode },
    paused: pauseOver(pauses, lane),
    breaker: queue.governor.breaker,
    ...{ waiting, delayed, active, dead, oldest, due: dueOf(held) },
    deadBy: await deadBy(lane, dead, messages),
    deadByCut: dead > MOST_DEAD_READ,
  };
}

/** @param dead how many there are */
async function deadBy(
  lane: string,
  dead: number,
  messages: MessageStore,
): Promise<DestinationQueue['deadBy']> {
  const by: Partial<Record<DeadReason, number>> = {};
  for (let from = 0; from < Math.min(dead, MOST_DEAD_READ); from += DEAD_AT_ONCE)
    for (const reason of await messages.deadReasons(lane, from, DEAD_AT_ONCE))
      by[reason] = (by[reason] ?? 0) + 1;
  return by;
}

/** What waits for a worker is due like what is overdue. */
function dueOf({ at, due, waiting }: LaneQueue): readonly Due[] {
  return due.map((count, i) => {
    const end = DUE_SPANS_MS[i];
    return {
      from: at + (DUE_SPANS_MS[i - 1] ?? 0),
      until: end === undefined ? undefined : at + end,
      count: i === 0 ? count + waiting : count,
    };
  });
}
