/**
 * Walks over what a filter matches in one list of all lanes, the oldest first, a lane after the other. Each item has a
 * place, `<time>-<key>:<lane>`, from which another walk goes on.
 */
import { lanesOf } from '../../model/lane.js';
import type { DeliveryEntry } from '../../model/log-entry.js';
import type { EpochMs } from '../../model/time.js';
import type { ListQuery, MessageStore } from '../../queue/message-store.js';
import { fits } from '../lists.js';
import type { JobFilter, WorkItem } from './work.js';

const AT_ONCE = 200;
/** Ids that are looked up at once. */
const LOOKED_UP = 50;

export interface WalkParts {
  /** Of all routes as they are configured now. */
  readonly lanes: () => readonly string[];
  /** Undefined if the store cannot keep messages. */
  readonly messages: MessageStore | undefined;
}

export interface Walked extends WorkItem {
  readonly entry: DeliveryEntry;
}

type Index = ListQuery['index'];

/** @throws StoreUnavailable (rejects) */
export async function* walk(
  index: Index,
  filter: JobFilter,
  after: string | undefined,
  { lanes, messages }: WalkParts,
): AsyncGenerator<Walked> {
  if (!messages) return;
  const from = after === undefined ? undefined : readPlace(after);
  const wanted = lanesOf(lanes(), filter.route)
    .filter((lane) => from === undefined || lane >= from.lane)
    .toSorted();
  if (filter.ids) {
    yield* byIds(index, filter, filter.ids, from, wanted, messages);
    return;
  }
  for (const lane of wanted) {
    const within = from?.lane === lane ? from.within : undefined;
    for await (const one of ofLane(lane, index, filter, within, messages)) {
      if (fitsFilter(one.entry, filter)) yield one;
    }
  }
}

async function* ofLane(
  lane: string,
  index: Index,
  { since, until, askedAt }: JobFilter,
  within: string | undefined,
  messages: MessageStore,
): AsyncGenerator<Walked> {
  // Only the log is by time of receipt.
  const [first, last] = index === 'log' ? [since, earlier(until, askedAt)] : [undefined, askedAt];
  let after = within;
  do {
    const page = await messages.list(lane, {
      ...{ index, order: 'oldest', since: first, until: last, after, limit: AT_ONCE },
    });
    for (const entry of page.data) {
      yield { place: `${entry.place}:${lane}`, lane, key: entry.key, entry };
    }
    after = page.next;
  } while (after !== undefined);
}

/** Named ones are looked up: a list may be long. */
async function* byIds(
  index: Index,
  filter: JobFilter,
  ids: readonly string[],
  from: Place | undefined,
  lanes: readonly string[],
  messages: MessageStore,
): AsyncGenerator<Walked> {
  const found: Walked[] = [];
  for (let i = 0; i < ids.length; i += LOOKED_UP) {
    const some = ids.slice(i, i + LOOKED_UP).map((id) => messages.find(lanes, 'message', id));
    for (const { lane, key, entry } of (await Promise.all(some)).flat()) {
      if (!isIn(index, entry, filter.askedAt) || !fitsFilter(entry, filter)) continue;
      found.push({ place: `${entry.receivedAt}-${key}:${lane}`, lane, key, entry });
    }
  }
  const inOrder = found.toSorted((a, b) => compare(readPlace(a.place), readPlace(b.place)));
  yield* inOrder.filter(({ place }) => from === undefined || compare(readPlace(place), from) > 0);
}

/** Whether a delivery that was found otherwise stood in the list at that moment. */
function isIn(index: Index, entry: DeliveryEntry, askedAt = Number.POSITIVE_INFINITY): boolean {
  if (index === 'log') return entry.receivedAt <= askedAt;
  if (index === 'pending') return isPending(entry) && entry.receivedAt <= askedAt;
  return isDeadLetter(entry) && (entry.endedAt ?? 0) <= askedAt;
}

export function isDeadLetter({ dead }: DeliveryEntry): boolean {
  return dead !== undefined && dead !== 'cancelled';
}

export function isPending({ nextAttemptAt }: DeliveryEntry): boolean {
  return nextAttemptAt !== undefined;
}

/** Whether a delivery is one of those that are meant. */
export function fitsFilter(entry: DeliveryEntry, filter: JobFilter): boolean {
  const { ids } = filter;
  return fits(entry, filter) && (ids === undefined || ids.includes(entry.id));
}

interface Place {
  readonly lane: string;
  /** As the lane's list has it. */
  readonly within: string;
}

function readPlace(place: string): Place {
  const colon = place.indexOf(':');
  return { within: place.slice(0, colon), lane: place.slice(colon + 1) };
}

function compare(a: Place, b: Place): number {
  if (a.lane !== b.lane) return a.lane < b.lane ? -1 : 1;
  const [timeA, timeB] = [parseInt(a.within), parseInt(b.within)];
  if (timeA !== timeB) return timeA - timeB;
  return a.within < b.within ? -1 : a.within > b.within ? 1 : 0;
}

function earlier(one: EpochMs | undefined, other: EpochMs | undefined): EpochMs | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}
