/**
 * Keeps what was refused. A request costs a note in a bounded queue; the rest is done later, in batches and at a bounded
 * rate, by nobody who waits. What is beyond is dropped and counted.
 */
import type { RouteConfig } from '../../config/config.js';
import { StoreUnavailable } from '../../line/claim/claim-store.js';
import { clientOf } from '../../model/addresses.js';
import type { EpochClock, MonotonicClock, MonotonicMs } from '../../model/time.js';
import {
  UNMATCHED,
  type RefusedAnswer,
  type RefusedEntry,
  type RefusedHead,
} from '../../line/refused/refused-entry.js';
import type { RefusedNote, RefusedSink } from '../../line/refused/refused-note.js';
import type {
  NewRefused,
  RefusedBounds,
  RefusedPage,
  RefusedQuery,
  RefusedStore,
} from '../../line/refused/refused-store.js';
import { describe } from './describe.js';
import { FairQueue } from './fair-queue.js';
import { holdsCredential } from './header-kinds.js';
import { mergeRefused } from './merge.js';
import { Withheld } from './withheld.js';

/** Of each process: so many are described and stored at once, and so often: 2,000 a second for a while. */
const TICK_MS = 25;
const EACH_TICK = 50;
/** In the long run, and how many more in one go: a burst is kept whole, a flood costs little. */
const A_SECOND = 500;
const BURST = 20_000;
/** Bytes of bodies a tick. */
const TICK_BYTES = 256 * 1024;
/** So many notes wait: those with a signature, and all others. */
const WAITING = 4_000;
/** Bytes of bodies that wait. */
const WAITING_BYTES = 16 * 1024 * 1024;
const TRIM_MS = 60_000;
/** A store that is away is asked again, so often and after so long; meanwhile what comes waits. */
const MOST_TRIES = 4;
const AGAIN_MS = 1_000;

/** What no route has, in this process's memory alone. */
const UNMATCHED_BOUNDS: RefusedBounds = { maxCount: 1_000, maxBytes: 2 * 1024 * 1024, maxAge: 86_400_000 };

export interface RefusedParts {
  readonly memory: RefusedStore;
  /** Undefined if the store is this process's memory. */
  readonly shared: RefusedStore | undefined;
  /** As they are configured now. */
  readonly routes: () => Iterable<RouteConfig>;
  readonly routeOf: (name: string) => RouteConfig | undefined;
  /** Epoch milliseconds. */
  readonly clock: EpochClock;
  readonly now: MonotonicClock;
  /** Hears how many entries of a route were dropped or pushed out. */
  readonly dropped: (route: string, count: number) => void;
}

/** In a full store refused deliveries give way at once. */
function passes(error: unknown): boolean {
  return error instanceof StoreUnavailable && error.reason !== 'store_full';
}

export class RefusedList implements RefusedSink {
  readonly #parts: RefusedParts;
  readonly #likely = new FairQueue<RefusedNote>(WAITING);
  readonly #others = new FairQueue<RefusedNote>(WAITING);
  readonly #withheld = new Withheld();
  readonly #trims: NodeJS.Timeout;
  readonly #closing = new AbortController();
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #storing: Promise<void> = Promise.resolve();
  #allowance = BURST;
  #allowedAt: MonotonicMs;
  #busy = false;

  constructor(parts: RefusedParts) {
    this.#parts = parts;
    this.#allowedAt = parts.now();
    this.#trims = setInterval(() => {
      void this.#trim();
    }, TRIM_MS).unref();
  }

  note(note: RefusedNote): void {
    const { route, body, byHead, trail } = note;
    if (route && this.#parts.routeOf(route.name)?.refused.in === 'off') return;
    const bytes = body?.length ?? 0;
    if (this.#bytes + bytes > WAITING_BYTES) {
      this.#drop(note);
      return;
    }
    this.#bytes += bytes;
    const queue = route && !byHead ? this.#likely : this.#others;
    const pushedOut = queue.add(clientOf(trail.client), note);
    if (pushedOut) {
      this.#bytes -= pushedOut.body?.length ?? 0;
      this.#drop(pushedOut);
    }
    this.#timer ??= setTimeout(() => {
      this.#tick();
    }, TICK_MS).unref();
  }

  /** Resolves when all that was noted before is kept or dropped. */
  async flush(): Promise<void> {
    while (this.#likely.size + this.#others.size > 0) {
      this.#take(EACH_TICK);
      await this.#storing;
    }
    await this.#storing;
  }

  list(query: RefusedQuery & { readonly route?: string | undefined }): Promise<RefusedPage> {
    const names =
      query.route === undefined
        ? [...[...this.#parts.routes()].map(({ name }) => name), UNMATCHED]
        : [query.route];
    return mergeRefused(
      names.map((name) => (asked) => this.#listOf(name, asked)),
      query,
    );
  }

  /** @param route undefined: whichever has it */
  async get(id: string, route?: string): Promise<RefusedEntry | undefined> {
    const names =
      route === undefined ? [UNMATCHED, ...[...this.#parts.routes()].map(({ name }) => name)] : [route];
    const found = await Promise.all(names.map(async (name) => this.#storeOf(name)?.get(name, [id])));
    const entry = found.flat().find((one) => one !== undefined);
    return entry && this.#withheld.giveBack(entry);
  }

  /** Those of a list that are still there, in its order. */
  async entriesOf(heads: readonly RefusedHead[]): Promise<readonly RefusedEntry[]> {
    const names = [...new Set(heads.map(({ route }) => route))];
    const found = await Promise.all(
      names.map(async (name) => {
        const ids = heads.filter(({ route }) => route === name).map(({ id }) => id);
        return (await this.#storeOf(name)?.get(name, ids)) ?? [];
      }),
    );
    const byId = new Map(found.flat().flatMap((entry) => (entry ? [[entry.id, entry] as const] : [])));
    return heads.flatMap(({ id }) => {
      const entry = byId.get(id);
      return entry ? [this.#withheld.giveBack(entry)] : [];
    });
  }

  async remove(route: string, id: string): Promise<boolean> {
    return (await this.#storeOf(route)?.remove(route, id)) ?? false;
  }

  async answered(route: string, id: string, answer: RefusedAnswer): Promise<void> {
    await this.#storeOf(route)?.answered(route, id, answer);
  }

  /** What waits is kept, or dropped where the store is out. */
  async close(): Promise<void> {
    this.#closing.abort();
    clearInterval(this.#trims);
    clearTimeout(this.#timer);
    await this.flush();
  }

  /** What is too old is not shown, whether it was dropped yet or not. */
  async #listOf(name: string, query: RefusedQuery): Promise<RefusedPage> {
    const store = this.#storeOf(name);
    if (!store) return { data: [], next: undefined };
    const oldest = this.#parts.clock() - this.#boundsOf(name).maxAge;
    return store.list(name, { ...query, since: Math.max(query.since ?? oldest, oldest) });
  }

  #storeOf(name: string): RefusedStore | undefined {
    if (name === UNMATCHED) return this.#parts.memory;
    const where = this.#parts.routeOf(name)?.refused.in;
    if (where === undefined || where === 'off') return undefined;
    return where === 'store' ? this.#parts.shared : this.#parts.memory;
  }

  #tick(): void {
    this.#timer = undefined;
    if (!this.#busy) this.#take(this.#allowed());
    if (this.#likely.size + this.#others.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#tick();
    }, TICK_MS).unref();
  }

  /** How many may be taken now. */
  #allowed(): number {
    const now = this.#parts.now();
    this.#allowance = Math.min(BURST, this.#allowance + ((now - this.#allowedAt) * A_SECOND) / 1_000);
    this.#allowedAt = now;
    return Math.min(EACH_TICK, Math.floor(this.#allowance));
  }

  /** A store that answers late is asked less: nothing is taken before the last batch is stored. */
  #take(most: number): void {
    const batches = new Map<string, Map<string, NewRefused>>();
    let bytes = 0;
    for (let i = 0; i < most && bytes < TICK_BYTES; i++) {
      const note = this.#likely.next() ?? this.#others.next();
      if (!note) break;
      this.#allowance -= 1;
      bytes += note.body?.length ?? 0;
      this.#describe(note, batches);
    }
    this.#bytes -= bytes;
    this.#busy = true;
    this.#storing = Promise.all([...batches].map(([name, batch]) => this.#store(name, batch))).then(() => {
      this.#busy = false;
    });
  }

  #describe(note: RefusedNote, batches: Map<string, Map<string, NewRefused>>): void {
    const name = note.route?.name ?? UNMATCHED;
    const one = describe(note, this.#parts.routeOf(name)?.refused);
    if (!one) return;
    const batch = batches.get(name) ?? new Map<string, NewRefused>();
    batches.set(name, batch);
    const { id } = one.entry;
    const same = batch.get(id);
    if (same) batch.set(id, { ...same, times: same.times + 1 });
    else batch.set(id, this.#storeOf(name) === this.#parts.shared ? this.#withhold(one, note) : one);
  }

  #withhold(one: NewRefused, { route, target }: RefusedNote): NewRefused {
    const queryIsCredential = route !== undefined && holdsCredential(target, route.source.scheme);
    return { ...one, entry: this.#withheld.takeFrom(one.entry, queryIsCredential) };
  }

  async #store(name: string, batch: ReadonlyMap<string, NewRefused>): Promise<void> {
    const entries = [...batch.values()];
    for (let tries = 1; ; tries++) {
      try {
        const pushedOut = await this.#storeOf(name)?.add(name, entries, this.#boundsOf(name));
        if (pushedOut) this.#parts.dropped(name, pushedOut);
        return;
      } catch (error) {
        // What was kept without an answer is counted once more.
        if (tries < MOST_TRIES && passes(error) && (await this.#again())) continue;
        const count = entries.reduce((sum, { times }) => sum + times, 0);
        this.#parts.dropped(name, count);
        return;
      }
    }
  }

  /** @returns false where nobody waits any more: the process ends */
  #again(): Promise<boolean> {
    const { signal } = this.#closing;
    if (signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve(!signal.aborted);
      };
      const timer = setTimeout(end, AGAIN_MS).unref();
      signal.addEventListener('abort', end);
    });
  }

  #boundsOf(name: string): RefusedBounds {
    return this.#parts.routeOf(name)?.refused ?? UNMATCHED_BOUNDS;
  }

  #drop({ route }: RefusedNote): void {
    this.#parts.dropped(route?.name ?? UNMATCHED, 1);
  }

  async #trim(): Promise<void> {
    const names = [...[...this.#parts.routes()].map(({ name }) => name), UNMATCHED];
    for (const name of names) {
      await this.#storeOf(name)
        ?.trim(name, this.#boundsOf(name))
        .catch(() => undefined);
    }
  }
}
