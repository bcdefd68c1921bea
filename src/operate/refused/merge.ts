/** One list over all routes: pages of each, joined in the order of receipt. */
import type { RefusedHead } from '../../line/refused/refused-entry.js';
import type { Place, RefusedPage, RefusedQuery } from '../../line/refused/refused-store.js';

type List = (query: RefusedQuery) => Promise<RefusedPage>;

export async function mergeRefused(lists: readonly List[], query: RefusedQuery): Promise<RefusedPage> {
  const sign = query.order === 'newest' ? -1 : 1;
  const pages = await Promise.all(lists.map((list) => list(query)));
  // A list that was not looked through to its end may have more behind the place that it reached.
  const horizon = pages.reduce<Place | undefined>(
    (nearest, { next }) => (next && (!nearest || sign * comparePlaces(next, nearest) < 0) ? next : nearest),
    undefined,
  );
  const known = pages
    .flatMap(({ data }) => data)
    .filter((head) => !horizon || sign * comparePlaces(placeOf(head), horizon) <= 0)
    .sort((a, b) => sign * comparePlaces(placeOf(a), placeOf(b)));
  const data = known.slice(0, query.limit);
  const last = data.at(-1);
  if (known.length > query.limit && last) return { data, next: placeOf(last) };
  return { data, next: horizon };
}

export function placeOf({ receivedAt, id }: RefusedHead): Place {
  return { time: receivedAt, id };
}

export function comparePlaces(a: Place, b: Place): number {
  if (a.time !== b.time) return a.time - b.time;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** As a cursor has it. */
export function writePlace({ time, id }: Place): string {
  return `${time}-${id}`;
}

/** @throws RangeError for a text that is no cursor of ours */
export function readPlace(text: string): Place {
  const match = /^(\d{1,16})-(ref_[0-9a-f]{24})$/.exec(text);
  if (!match) throw new RangeError('not a cursor of this gateway');
  return { time: Number(match[1]), id: match[2] ?? '' };
}
