/**
 * The delivery log in this process's memory: the latest deliveries of each route that keeps its log here, without
 * bodies. A restart forgets it.
 */
import { routesOf } from '../../model/lane.js';
import { REPEATS, type DeliveryEntry } from '../../model/log-entry.js';
import type { FoundEntry, IdKind, ListedEntry } from '../../queue/message-store.js';

/** Of one route. */
export const KEPT = 1_000;
/** Over all routes, which then have equal shares. */
const KEPT_BY_ALL = 10_000;
/** This part of them goes at a time: to find the oldest of a map costs more than to remove it. */
const SPARE = 1 / 10;
/** Of one delivery; the earlier ones go. */
const ATTEMPTS_KEPT = 16;
/** Characters of what strangers may choose. */
const LONGEST = 256;

export class MemoryLog {
  /** By record key; what came or changed last stands last. */
  readonly #routes = new Map<string, Map<string, DeliveryEntry>>();

  /**
   * The provider's retries of one delivery are one entry: attempts are added, and the latest outcome counts.
   * @param entry its texts that strangers chose are `own` ones
   */
  add(key: string, entry: DeliveryEntry): void {
    let kept = this.#routes.get(entry.route);
    if (!kept) this.#routes.set(entry.route, (kept = new Map<string, DeliveryEntry>()));
    const known = kept.get(key);
    if (known) {
      if (REPEATS.has(entry.outcome)) return;
      kept.delete(key);
    }
    kept.set(key, known ? joined(known, entry) : entry);
    const most = this.#share();
    if (kept.size > most * (1 + SPARE)) dropOldest(kept, most);
  }

  /** Another log has it from now on. */
  forget(route: string, key: string): void {
    this.#routes.get(route)?.delete(key);
  }

  /** Drops what routes held that keep no log here any more. */
  retain(keeps: (route: string) => boolean): void {
    for (const route of this.#routes.keys()) if (!keeps(route)) this.#routes.delete(route);
  }

  count(route: string): number {
    return Math.min(this.#routes.get(route)?.size ?? 0, this.#share());
  }

  /** The latest receipt first. */
  list(route: string): readonly ListedEntry[] {
    return this.#latest(route)
      .map(([key, entry]) => ({ ...entry, key, place: `${entry.receivedAt}-${key}` }))
      .sort((a, b) => b.receivedAt - a.receivedAt || (a.key < b.key ? 1 : -1));
  }

  find(lanes: readonly string[], kind: IdKind, id: string): readonly FoundEntry[] {
    const wanted = own(id);
    return routesOf(lanes).flatMap((route) =>
      this.#latest(route)
        .filter(([, entry]) => (kind === 'message' ? entry.id : entry.sourceId) === wanted)
        .map(([key, entry]) => ({ lane: route, key, entry })),
    );
  }

  #latest(route: string): (readonly [key: string, entry: DeliveryEntry])[] {
    return [...(this.#routes.get(route) ?? [])].slice(-this.#share());
  }

  #share(): number {
    return Math.min(KEPT, Math.ceil(KEPT_BY_ALL / this.#routes.size));
  }
}

function joined(known: DeliveryEntry, entry: DeliveryEntry): DeliveryEntry {
  const before = known.attempts.at(-1)?.number ?? 0;
  const added = entry.attempts.map((attempt, i) => ({ ...attempt, number: before + i + 1 }));
  return { ...entry, attempts: [...known.attempts, ...added].slice(-ATTEMPTS_KEPT) };
}

function dropOldest(kept: Map<string, DeliveryEntry>, most: number): void {
  let surplus = kept.size - most;
  for (const key of kept.keys()) {
    if (surplus === 0) return;
    kept.delete(key);
    surplus -= 1;
  }
}

/** A copy: a part of a text keeps the whole of it in memory, and that may be a delivery's body. */
export function own(text: string | undefined): string | undefined {
  return text && ` ${text.slice(0, LONGEST)}`.slice(1);
}
