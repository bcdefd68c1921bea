/**
 * Lists over all lanes, of the store and of this process's memory. It reads each lane's index a page at a time and merges
 * the pages by time.
 */
import { lanesOf, routeOfLane, routesOf } from '../model/lane.js';
import { StoreUnavailable } from '../line/claim/claim-store.js';
import type { Logbook } from './log/logbook.js';
import type { DeadQuery, DeliveryQuery, PendingQuery } from './operations.js';
import type { DeliveryEntry, Page } from '../model/log-entry.js';
import { OUTCOMES, anyoneCauses } from '../model/outcome.js';
import type { ListedEntry, MessageStore, ListQuery } from '../queue/message-store.js';
import type { Refusals } from './refusals.js';

const PAGE = 200;
/** A search that finds little ends here, and its next page goes on: nobody waits for a whole log. */
const MOST_READ = 5_000;

/** A page, and whether the store answered. */
export interface LoggedPage extends Page<DeliveryEntry> {
  readonly storeAway?: true;
}

/**
 * @param inMemory whether a route keeps its log in memory alone
 * @throws StoreUnavailable (rejects) if the store has a part of what is asked for and does not answer
 */
export async function listDeliveries(
  query: DeliveryQuery,
  lanes: readonly string[],
  logbook: Logbook,
  refusals: Refusals,
  inMemory: (route: string) => boolean,
): Promise<LoggedPage> {
  if (asksRefused(query))
    return pageOf(
      refusals.list().filter((entry) => fits(entry, query)),
      query,
    );
  if (query.outcome === 'dead') return listDead(query, lanes, logbook.messages);
  const page = await listLogged(query, lanes, logbook, inMemory);
  if (query.id === undefined || query.outcome !== undefined || page.data.length > 0) return page;
  // An id that somebody has at hand: what anybody can bring about, such as a delivery let on unverified, is meant too.
  return { ...page, data: refusals.list().filter((entry) => fits(entry, query)) };
}

async function listLogged(
  query: DeliveryQuery,
  lanes: readonly string[],
  logbook: Logbook,
  inMemory: (route: string) => boolean,
): Promise<LoggedPage> {
  const wanted = lanesOf(lanes, query.route);
  const { messages } = logbook;
  try {
    return await merge(wanted, 'log', query, logbook, messages);
  } catch (error) {
    if (!(error instanceof StoreUnavailable) || !wanted.every((lane) => inMemory(routeOfLane(lane))))
      throw error;
    return { ...(await merge(wanted, 'log', query, logbook, undefined)), storeAway: true };
  }
}

/** Whether it asks for what anybody can bring about, which no log has. */
export function asksRefused({ outcome }: DeliveryQuery): boolean {
  return (
    outcome !== undefined &&
    outcome !== 'dead' &&
    anyoneCauses({ code: outcome, kind: OUTCOMES[outcome].kind })
  );
}

export function listDead(
  query: DeadQuery,
  lanes: readonly string[],
  messages: MessageStore | undefined,
): Promise<Page<DeliveryEntry>> {
  return listStored('dead', query, lanes, messages);
}

/** Found where the store has what is pending, and not by a search of the log: a backlog may be old. */
export function listPending(
  query: PendingQuery,
  lanes: readonly string[],
  messages: MessageStore | undefined,
): Promise<Page<DeliveryEntry>> {
  return listStored('pending', query, lanes, messages);
}

function listStored(
  index: ListQuery['index'],
  query: DeadQuery,
  lanes: readonly string[],
  messages: MessageStore | undefined,
): Promise<Page<DeliveryEntry>> {
  const wanted = lanesOf(lanes, query.route);
  return messages
    ? merge(wanted, index, query, undefined, messages)
    : Promise.resolve({ data: [], next: undefined });
}

interface Place {
  readonly time: number;
  readonly key: string;
}

/** A place in the merged order: later first, then by key. */
function readCursor(cursor: string): Place {
  const match = /^(\d{1,16})-([0-9a-f]{1,32})$/.exec(cursor);
  if (!match) throw new RangeError('not a cursor of this gateway');
  return { time: Number(match[1]), key: match[2] ?? '' };
}

function placeOf(entry: ListedEntry): Place {
  const [time = '', key = ''] = entry.place.split('-');
  return { time: Number(time), key };
}

/** @param logbook its memory is listed too; undefined: the store alone */
async function merge(
  lanes: readonly string[],
  index: ListQuery['index'],
  query: DeliveryQuery & DeadQuery,
  logbook: Logbook | undefined,
  messages: MessageStore | undefined,
): Promise<Page<DeliveryEntry>> {
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor);
  const held = logbook ? routesOf(lanes).map((route) => heldStream(logbook.memory.list(route), after)) : [];
  const stored = messages
    ? await Promise.all(lanes.map((lane) => openStream(lane, index, query, after, messages)))
    : [];
  // Of two at the same place, which are one delivery, the store's is taken.
  const streams = [...stored, ...held];
  const found: ListedEntry[] = [];
  const fromMemory = new Set<ListedEntry>();
  let last: ListedEntry | undefined;
  for (let read = 0; read < MOST_READ && found.length < query.limit; read++) {
    const next = streams.reduce<Stream | undefined>(later, undefined);
    if (!next?.head) break;
    last = next.head;
    if (fits(last, query)) {
      found.push(last);
      if (held.includes(next)) fromMemory.add(last);
    }
    await next.advance();
  }
  const more = streams.some(({ head }) => head !== undefined);
  const once = messages && logbook ? await withoutTwins(found, fromMemory, logbook) : found;
  return { data: once, next: more && last ? last.place : undefined };
}

/** What memory has and the store too is listed as the store has it, in its place there. */
async function withoutTwins(
  found: readonly ListedEntry[],
  fromMemory: ReadonlySet<ListedEntry>,
  logbook: Logbook,
): Promise<readonly ListedEntry[]> {
  const kept = new Set(await logbook.notStored([...fromMemory]));
  return found.filter((entry) => !fromMemory.has(entry) || kept.has(entry));
}

interface Stream {
  readonly head: ListedEntry | undefined;
  advance(): Promise<void>;
}

async function openStream(
  lane: string,
  index: ListQuery['index'],
  query: DeliveryQuery,
  after: Place | undefined,
  messages: MessageStore,
): Promise<Stream> {
  // The index of the dead is by time of death; only receipts can be asked for by time.
  const [since, until] = index === 'log' ? [query.since, query.until] : [undefined, undefined];
  let page: readonly ListedEntry[] = [];
  let at = 0;
  let next: string | undefined = after && `${after.time}-${after.key}`;
  const limit = Math.min(PAGE, query.limit + 1);

  async function fill(): Promise<void> {
    do {
      const read = await messages.list(lane, { index, since, until, after: next, limit });
      page = read.data;
      next = read.next;
      at = 0;
    } while (page.length === 0 && next !== undefined);
  }
  await fill();
  return {
    get head() {
      return page[at];
    },
    async advance() {
      at += 1;
      if (at >= page.length && next !== undefined) await fill();
    },
  };
}

/** @param listed the latest first */
function heldStream(listed: readonly ListedEntry[], after: Place | undefined): Stream {
  let at = after === undefined ? 0 : listed.findIndex((entry) => isBefore(placeOf(entry), after));
  if (at < 0) at = listed.length;
  return {
    get head() {
      return listed[at];
    },
    advance() {
      at += 1;
      return Promise.resolve();
    },
  };
}

/** Whether one place comes behind another in the list. */
function isBefore(a: Place, b: Place): boolean {
  return a.time < b.time || (a.time === b.time && a.key < b.key);
}

function later(best: Stream | undefined, stream: Stream): Stream | undefined {
  if (!stream.head) return best;
  if (!best?.head) return stream;
  return isBefore(placeOf(best.head), placeOf(stream.head)) ? stream : best;
}

interface Wanted extends Omit<DeliveryQuery, 'cursor' | 'limit'> {
  /** Why it is dead, or was refused. */
  readonly reason?: string;
}

/** Whether a delivery is one of those that are asked for. */
export function fits(entry: DeliveryEntry, query: Wanted): boolean {
  const { route, destination, outcome, reason, event, id, since, until } = query;
  if (route !== undefined && entry.route !== route) return false;
  if (destination !== undefined && entry.destination !== destination) return false;
  if (outcome === 'dead' ? entry.dead === undefined : outcome !== undefined && entry.outcome !== outcome)
    return false;
  if (reason !== undefined && (entry.dead ?? entry.reason) !== reason) return false;
  if (event !== undefined && entry.event !== event) return false;
  if (id !== undefined && entry.id !== id && entry.sourceId !== id) return false;
  return (
    (since === undefined || entry.receivedAt >= since) && (until === undefined || entry.receivedAt <= until)
  );
}

/** The refused ones are few: the cursor is the place in the list. */
function pageOf(entries: readonly DeliveryEntry[], { cursor, limit }: DeliveryQuery): Page<DeliveryEntry> {
  const start = cursor === undefined ? 0 : readCursor(cursor).time;
  const end = start + limit;
  return { data: entries.slice(start, end), next: end < entries.length ? `${end}-0` : undefined };
}
