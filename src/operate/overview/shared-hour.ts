/** The last hour of all replicas: each writes its minutes into the store, and each reads those of all and adds them up. */
import type { ReplicaNotes } from '../../model/replica-notes.js';
import type { EpochClock, MonotonicClock, MonotonicMs } from '../../model/time.js';
import { StoreUnavailable } from '../../line/claim/claim-store.js';
import { inSlices } from '../../queue/slices.js';
import { Counting, readMinute, type Counts, type MinuteCounts } from './counts.js';
import { MINUTES, MINUTE_MS, type Hour } from './hour.js';

const WRITE_EVERY_MS = 10_000;
/** Several who look at the same time are told the same. */
const KEPT_MS = 1_000;

/** The hour, by route and destination. */
export interface JoinedHour {
  /** Epoch milliseconds at which its first minute begins. */
  readonly begins: number;
  /** Of each minute, the earliest first. */
  readonly minutes: readonly MinuteCounts[];
  /** Routes that ever had a delivery; undefined if the store does not tell. */
  readonly firsts: ReadonlySet<string> | undefined;
  /** Whether all replicas are in it, or this one alone. */
  readonly shared: boolean;
}

interface Parts {
  readonly hour: Hour;
  readonly notes: ReplicaNotes;
  /** This replica's id. */
  readonly id: string;
  /** Epoch milliseconds by the clock that all replicas share. */
  readonly clock: EpochClock;
  readonly now: MonotonicClock;
  /** Counts what was put off. */
  readonly catchUp: () => void;
}

export class SharedHour {
  readonly #parts: Parts;
  #timer: NodeJS.Timeout | undefined;
  #last: { readonly at: MonotonicMs; readonly joined: Promise<JoinedHour> } | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Writes now and then. */
  start(): void {
    this.#timer ??= setInterval(() => void this.write(), WRITE_EVERY_MS).unref();
  }

  /** For the last time. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.write();
  }

  /** Never rejects: what could not be written is written the next time. */
  async write(): Promise<void> {
    const { hour, notes, id, catchUp } = this.#parts;
    catchUp();
    const firsts = hour.takeFirsts();
    await notes.keepFirst(firsts).catch(() => {
      hour.putFirstsBack(firsts);
    });
    const changed = hour.takeChanged();
    if (changed.length === 0) return;
    const texts = hour.minutes();
    await Promise.all(
      changed.map(async (minute) => {
        const text = texts.get(minute);
        if (text === undefined) return;
        await notes.keepMinute(minute, id, text).catch(() => {
          hour.putBack(minute);
        });
      }),
    );
  }

  /** @throws what is no StoreUnavailable (rejects) */
  joined(): Promise<JoinedHour> {
    const { now } = this.#parts;
    if (this.#last && now() - this.#last.at < KEPT_MS) return this.#last.joined;
    const joined = this.#join();
    this.#last = { at: now(), joined };
    return joined;
  }

  async #join(): Promise<JoinedHour> {
    const { hour, notes, id, clock, now, catchUp } = this.#parts;
    catchUp();
    const last = Math.floor(clock() / MINUTE_MS);
    const wanted = Array.from({ length: MINUTES }, (_, i) => last - MINUTES + 1 + i);
    const shared = await Promise.all([notes.minutes(wanted), notes.firsts()]).catch(unlessAway);
    const [told, firsts] = shared ?? [[], undefined];
    const own = hour.minutes();
    const breathe = inSlices(now);
    const minutes: MinuteCounts[] = [];
    for (const [i, minute] of wanted.entries()) {
      const others = [...(told[i] ?? [])].filter(([replica]) => replica !== id).map(([, text]) => text);
      const mine = own.get(minute);
      minutes.push(sumOf(mine === undefined ? others : [...others, mine]));
      await breathe();
    }
    return { begins: (last - MINUTES + 1) * MINUTE_MS, minutes, firsts, shared: shared !== undefined };
  }
}

function sumOf(texts: readonly string[]): MinuteCounts {
  const sum = new Map<string, Map<string, Counting>>();
  for (const text of texts) {
    for (const [route, destinations] of readMinute(text)) {
      const known = sum.get(route) ?? new Map<string, Counting>();
      sum.set(route, known);
      for (const [name, counts] of destinations) addTo(known, name, counts);
    }
  }
  return sum;
}

function addTo(known: Map<string, Counting>, name: string, counts: Counts): void {
  const counting = known.get(name) ?? new Counting();
  known.set(name, counting);
  counting.add(counts);
}

function unlessAway(error: unknown): undefined {
  if (!(error instanceof StoreUnavailable)) throw error;
}
