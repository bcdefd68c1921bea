/** Refused deliveries in this process's memory: `memory:` has no other, and a route may ask for it. */
import {
  headOf,
  type RefusedAnswer,
  type RefusedEntry,
  type RefusedHead,
} from '../../line/refused/refused-entry.js';
import {
  CLIENT_SHARE,
  type NewRefused,
  type Place,
  type RefusedBounds,
  type RefusedPage,
  type RefusedQuery,
  type RefusedStore,
} from '../../line/refused/refused-store.js';
import type { EpochClock, EpochMs } from '../../model/time.js';

/** Entries that one page looks through at the most. */
const MOST_LOOKED = 5_000;

/** @param clock epoch milliseconds */
export function createMemoryRefused(clock: EpochClock): RefusedStore {
  const routes = new Map<string, RouteRefused>();
  return {
    add(route, entries, bounds) {
      const known = routes.get(route) ?? new RouteRefused();
      routes.set(route, known);
      let pushedOut = known.trim(clock() - bounds.maxAge);
      for (const one of entries) pushedOut += known.add(one, bounds);
      return Promise.resolve(pushedOut);
    },
    list: (route, query) => Promise.resolve(routes.get(route)?.list(query) ?? { data: [], next: undefined }),
    get: (route, ids) => Promise.resolve(ids.map((id) => routes.get(route)?.get(id))),
    remove: (route, id) => Promise.resolve(routes.get(route)?.remove(id) ?? false),
    answered(route, id, answer) {
      routes.get(route)?.answered(id, answer);
      return Promise.resolve();
    },
    trim(route, { maxAge }) {
      routes.get(route)?.trim(clock() - maxAge);
      return Promise.resolve();
    },
  };
}

interface Kept {
  readonly entry: RefusedEntry;
  readonly holder: string;
  readonly size: number;
  count: number;
  answer: RefusedAnswer | undefined;
  gone: boolean;
}

class RouteRefused {
  readonly #byId = new Map<string, Kept>();
  /** In order of receipt; what is gone stays until half of it is. */
  #inOrder: Kept[] = [];
  #gone = 0;
  readonly #all = new Pile();
  readonly #holders = new Map<string, Map<string, Pile>>();
  #bytes = 0;

  /** @returns how many were pushed out for it */
  add(one: NewRefused, bounds: RefusedBounds): number {
    const { entry, holder, times, size } = one;
    const known = this.#byId.get(entry.id);
    if (known) {
      known.count += times;
      return 0;
    }
    const kept = { entry, holder, size, count: times, answer: undefined, gone: false };
    this.#byId.set(entry.id, kept);
    this.#insert(kept);
    this.#all.push(kept);
    this.#pileOf(kept).push(kept);
    this.#bytes += size;
    return this.#makeRoom(holder, bounds);
  }

  list(query: RefusedQuery): RefusedPage {
    const data: RefusedHead[] = [];
    let looked: Kept | undefined;
    let count = 0;
    for (const kept of this.#walk(query)) {
      if (data.length === query.limit || count === MOST_LOOKED)
        return { data, next: looked && placeOf(looked) };
      looked = kept;
      count += 1;
      if (fits(kept.entry, query)) data.push(headOf(kept.entry, kept.count, kept.answer));
    }
    return { data, next: undefined };
  }

  get(id: string): RefusedEntry | undefined {
    const kept = this.#byId.get(id);
    return kept && { ...kept.entry, count: kept.count, answer: kept.answer };
  }

  remove(id: string): boolean {
    const kept = this.#byId.get(id);
    if (kept) this.#drop(kept);
    return kept !== undefined;
  }

  answered(id: string, answer: RefusedAnswer): void {
    const kept = this.#byId.get(id);
    if (kept) kept.answer = answer;
  }

  /** Drops what was received before. Age is no pushing out. */
  trim(before: EpochMs): number {
    for (const kept of this.#inOrder) {
      if (kept.entry.receivedAt >= before) break;
      if (!kept.gone) this.#drop(kept);
    }
    return 0;
  }

  #makeRoom(holder: string, { maxCount, maxBytes }: RefusedBounds): number {
    let pushedOut = 0;
    const push = (kept: Kept | undefined): boolean => {
      if (!kept) return false;
      this.#drop(kept);
      pushedOut += 1;
      return true;
    };
    while (this.#isOver(holder, maxCount * CLIENT_SHARE, maxBytes * CLIENT_SHARE))
      if (!push(this.#worstOf(holder))) break;
    while (this.#byId.size > maxCount || this.#bytes > maxBytes) if (!push(this.#all.worst)) break;
    return pushedOut;
  }

  #isOver(holder: string, count: number, bytes: number): boolean {
    let [has, weighs] = [0, 0];
    for (const pile of this.#holders.get(holder)?.values() ?? []) {
      has += pile.count;
      weighs += pile.bytes;
    }
    return has > Math.max(1, Math.floor(count)) || weighs > bytes;
  }

  /** Of the reason that the client has most of; those without a signature's shape go before all others. */
  #worstOf(holder: string): Kept | undefined {
    let worst: Kept | undefined;
    let most = 0;
    for (const pile of this.#holders.get(holder)?.values() ?? []) {
      const kept = pile.worst;
      if (!kept) continue;
      const before = worst === undefined || (worst.entry.shaped && !kept.entry.shaped);
      const alike = worst !== undefined && worst.entry.shaped === kept.entry.shaped;
      if (before || (alike && pile.count > most)) [worst, most] = [kept, pile.count];
    }
    return worst;
  }

  #pileOf({ holder, entry }: Kept): Pile {
    const reasons = this.#holders.get(holder) ?? new Map<string, Pile>();
    this.#holders.set(holder, reasons);
    const reason = entry.reason ?? entry.outcome;
    const pile = reasons.get(reason) ?? new Pile();
    reasons.set(reason, pile);
    return pile;
  }

  #drop(kept: Kept): void {
    kept.gone = true;
    this.#byId.delete(kept.entry.id);
    this.#bytes -= kept.size;
    this.#all.took(kept);
    this.#pileOf(kept).took(kept);
    this.#forgetEmpty(kept);
    this.#gone += 1;
    if (this.#gone * 2 <= this.#inOrder.length) return;
    this.#inOrder = this.#inOrder.filter(({ gone }) => !gone);
    this.#gone = 0;
  }

  #forgetEmpty({ holder, entry }: Kept): void {
    const reasons = this.#holders.get(holder);
    const reason = entry.reason ?? entry.outcome;
    if (reasons?.get(reason)?.count === 0) reasons.delete(reason);
    if (reasons?.size === 0) this.#holders.delete(holder);
  }

  #insert(kept: Kept): void {
    const at = this.#placeBehind(placeOf(kept), 1);
    if (at === this.#inOrder.length) this.#inOrder.push(kept);
    else this.#inOrder.splice(at, 0, kept);
  }

  *#walk({ order, after, since, until }: RefusedQuery): Generator<Kept> {
    const all = this.#inOrder;
    const sign = order === 'newest' ? -1 : 1;
    const start = after ? this.#placeBehind(after, sign) : sign > 0 ? 0 : all.length - 1;
    for (let i = start; i >= 0 && i < all.length; i += sign) {
      const kept = all[i] as Kept;
      const { receivedAt } = kept.entry;
      if (kept.gone || (until !== undefined && receivedAt > until)) {
        if (sign > 0 && !kept.gone) return;
        continue;
      }
      if (since !== undefined && receivedAt < since) {
        if (sign < 0) return;
        continue;
      }
      yield kept;
    }
  }

  /** By halving. */
  #placeBehind(after: Place, sign: number): number {
    const all = this.#inOrder;
    let [low, high] = [0, all.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const order = compare(placeOf(all[middle] as Kept), after);
      if (order < 0 || (order === 0 && sign > 0)) low = middle + 1;
      else high = middle;
    }
    return sign > 0 ? low : low - 1;
  }
}

/** Entries in the order in which they go: those without a signature's shape first, then the oldest. */
class Pile {
  count = 0;
  bytes = 0;
  readonly #shapeless = new Line();
  readonly #shaped = new Line();

  push(kept: Kept): void {
    this.count += 1;
    this.bytes += kept.size;
    (kept.entry.shaped ? this.#shaped : this.#shapeless).push(kept);
  }

  took(kept: Kept): void {
    this.count -= 1;
    this.bytes -= kept.size;
    (kept.entry.shaped ? this.#shaped : this.#shapeless).took();
  }

  get worst(): Kept | undefined {
    return this.#shapeless.first ?? this.#shaped.first;
  }
}

/** What is gone stays in the line until half of it is. */
class Line {
  #items: Kept[] = [];
  #head = 0;
  #gone = 0;

  push(kept: Kept): void {
    this.#items.push(kept);
  }

  took(): void {
    this.#gone += 1;
    if (this.#gone * 2 <= this.#items.length) return;
    this.#items = this.#items.filter(({ gone }) => !gone);
    this.#gone = 0;
    this.#head = 0;
  }

  get first(): Kept | undefined {
    while (this.#items[this.#head]?.gone) this.#head += 1;
    return this.#items[this.#head];
  }
}

function fits({ outcome, reason, client }: RefusedEntry, query: RefusedQuery): boolean {
  return (
    (query.outcome === undefined || outcome === query.outcome) &&
    (query.reason === undefined || (reason ?? outcome) === query.reason) &&
    (query.client === undefined || client === query.client)
  );
}

function placeOf({ entry }: Kept): Place {
  return { time: entry.receivedAt, id: entry.id };
}

function compare(a: Place, b: Place): number {
  if (a.time !== b.time) return a.time - b.time;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
