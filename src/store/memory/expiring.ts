import type { MonotonicMs } from '../../model/time.js';

/**
 * A map whose entries end by themselves, without a timer. An ended entry is dropped when somebody asks for it or when
 * the sweep passes. The sweep takes two entries a write, so memory follows what is alive.
 *
 * Both walks keep their iterator. A Map's iterator is live and stays where it is, while a fresh `keys().next()` walks
 * over every entry deleted at the front since the last rehash, which makes a queue of a hundred thousand slow.
 */
interface Entry<V> {
  readonly value: V;
  /** On the caller's clock, in milliseconds. */
  readonly endsAt: MonotonicMs;
}

const SWEPT_PER_WRITE = 2;

export class Expiring<V> {
  readonly #entries = new Map<string, Entry<V>>();
  #sweep: MapIterator<[string, Entry<V>]> = this.#entries.entries();
  #oldest: MapIterator<string> = this.#entries.keys();

  /** Entries held, ended ones that were not swept yet among them. */
  get size(): number {
    return this.#entries.size;
  }

  get(key: string, now: MonotonicMs): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.endsAt > now) return entry.value;
    this.#entries.delete(key);
    return undefined;
  }

  /** Sets or replaces; one that is replaced keeps its place in the order of age. */
  set(key: string, value: V, endsAt: MonotonicMs, now: MonotonicMs): void {
    this.#entries.set(key, { value, endsAt });
    for (let i = 0; i < SWEPT_PER_WRITE; i += 1) this.#sweepOne(now);
  }

  delete(key: string): boolean {
    return this.#entries.delete(key);
  }

  /** Drops the oldest entry. @returns whether that one was still alive; undefined if there is none. */
  dropOldest(now: MonotonicMs): boolean | undefined {
    if (this.#entries.size === 0) return undefined;
    let next = this.#oldest.next();
    // An iterator that has once reached the end stays there, whatever is added later.
    if (next.done === true) {
      this.#oldest = this.#entries.keys();
      next = this.#oldest.next();
    }
    if (next.done === true) return undefined;
    const alive = this.get(next.value, now) !== undefined;
    this.#entries.delete(next.value);
    return alive;
  }

  clear(): void {
    this.#entries.clear();
  }

  #sweepOne(now: MonotonicMs): void {
    const next = this.#sweep.next();
    if (next.done === true) {
      this.#sweep = this.#entries.entries();
    } else if (next.value[1].endsAt <= now) {
      this.#entries.delete(next.value[0]);
    }
  }
}
