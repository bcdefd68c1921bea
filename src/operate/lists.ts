/** Lists over all routes. It reads each route's index a page at a time and merges the pages by time. */
import type { DeliveryQuery } from './operations.js';
import type { DeliveryEntry, Page } from '../model/log-entry.js';
import { OUTCOMES } from '../model/outcome.js';
import type { ListedEntry, MessageStore, ListQuery } from '../queue/message-store.js';
import type { Refusals } from './refusals.js';

const PAGE = 200;
/** A search that finds little ends here, and its next page goes on: nobody waits for a whole log. */
const MOST_READ = 5_000;

export async function listDeliveries(
  query: DeliveryQuery,
  routes: readonly string[],
  messages: MessageStore | undefined,
  refusals: Refusals,
): Promise<Page<DeliveryEntry>> {
  const { outcome } = query;
  const refused = outcome !== undefined && outcome !== 'dead' && OUTCOMES[outcome].kind === 'refused';
  if (refused)
    return pageOf(
      refusals.list().filter((entry) => fits(entry, query)),
      query,
    );
  const wanted = query.route === undefined ? routes : routes.filter((route) => route === query.route);
  if (!messages) return { data: [], next: undefined };
  return merge(wanted, outcome === 'dead' ? 'dead' : 'log', query, messages);
}

export function listDead(
  query: Pick<DeliveryQuery, 'route' | 'cursor' | 'limit'>,
  routes: readonly string[],
  messages: MessageStore | undefined,
): Promise<Page<DeliveryEntry>> {
  const wanted = query.route === undefined ? routes : routes.filter((route) => route === query.route);
  return messages ? merge(wanted, 'dead', query, messages) : Promise.resolve({ data: [], next: undefined });
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

async function merge(
  routes: readonly string[],
  index: ListQuery['index'],
  query: DeliveryQuery,
  messages: MessageStore,
): Promise<Page<DeliveryEntry>> {
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor);
  const streams = await Promise.all(routes.map((route) => openStream(route, index, query, after, messages)));
  const data: DeliveryEntry[] = [];
  let last: ListedEntry | undefined;
  for (let read = 0; read < MOST_READ; read++) {
    const next = streams.reduce<Stream | undefined>(later, undefined);
    if (!next?.head) return { data, next: undefined };
    last = next.head;
    if (fits(last, query)) data.push(last);
    await next.advance();
    if (data.length === query.limit) break;
  }
  const more = streams.some(({ head }) => head !== undefined);
  return { data, next: more && last ? last.place : undefined };
}

interface Stream {
  readonly head: ListedEntry | undefined;
  advance(): Promise<void>;
}

async function openStream(
  route: string,
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
      const read = await messages.list(route, { index, since, until, after: next, limit });
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

function later(best: Stream | undefined, stream: Stream): Stream | undefined {
  if (!stream.head) return best;
  if (!best?.head) return stream;
  const [a, b] = [placeOf(stream.head), placeOf(best.head)];
  return a.time > b.time || (a.time === b.time && a.key > b.key) ? stream : best;
}

/** Whether a delivery is one of those that are asked for. */
export function fits(entry: DeliveryEntry, query: Omit<DeliveryQuery, 'cursor' | 'limit'>): boolean {
  const { route, outcome, event, id, since, until } = query;
  if (route !== undefined && entry.route !== route) return false;
  if (outcome === 'dead' ? entry.dead === undefined : outcome !== undefined && entry.outcome !== outcome)
    return false;
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
