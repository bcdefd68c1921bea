/**
 * The latest deliveries of a tail, the newest first. A delivery that waits comes again with each of its attempts; what is
 * said of it last stands in its row.
 */
import type { Delivery } from '../../api/types.js';
import type { Row } from './row.js';

export class NewestFirst {
  readonly #most: number;
  /** The oldest first; their numbers follow each other. */
  readonly #all: Row[] = [];
  #rows: readonly Row[] = [];
  #came = 0;
  /** By what they are of, the numbers of rows that may hear more; the oldest first. */
  readonly #open = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Never changed: what comes makes another list. */
  get rows(): readonly Row[] {
    return this.#rows;
  }

  /** @param deliveries in the order in which they came */
  add(deliveries: readonly Delivery[]): void {
    if (deliveries.length === 0) return;
    for (const delivery of deliveries) {
      const known = this.#rowOf(delivery);
      if (known) this.#put(known.seq, updatedBy(known.delivery, delivery));
      else this.#put(this.#came++, delivery);
    }
    this.#all.splice(0, Math.max(0, this.#all.length - this.#most));
    this.#forgetOld();
    this.#rows = this.#all.toReversed();
  }

  #put(seq: number, delivery: Delivery): void {
    const first = this.#all[0]?.seq ?? seq;
    this.#all[seq - first] = { seq, delivery };
    const key = keyOf(delivery);
    const known = this.#open.get(key);
    const hears = delivery.id !== null && hearsMore(delivery);
    if (!hears && known === seq) this.#open.delete(key);
    if (!hears || known === seq) return;
    // Behind all others, as its row is.
    this.#open.delete(key);
    this.#open.set(key, seq);
  }

  #rowOf(delivery: Delivery): Row | undefined {
    const seq = this.#open.get(keyOf(delivery));
    const first = this.#all[0]?.seq ?? 0;
    const row = seq === undefined ? undefined : this.#all[seq - first];
    return row && isSame(row.delivery, delivery) ? row : undefined;
  }

  #forgetOld(): void {
    const first = this.#all[0]?.seq ?? 0;
    for (const [key, seq] of this.#open) {
      if (seq >= first) return;
      this.#open.delete(key);
    }
  }
}

/** Rows that somebody reads stay where they are, and say what their deliveries came to meanwhile. */
export function brought(frozen: readonly Row[], now: readonly Row[]): readonly Row[] {
  const top = now[0]?.seq;
  return top === undefined ? frozen : frozen.map((row) => now[top - row.seq] ?? row);
}

function keyOf({ id, route, destination }: Delivery): string {
  return JSON.stringify([id, route, destination]);
}

/** It waits in the queue, or its source was told `timeout` before its attempt had ended. */
function hearsMore({ outcome }: Delivery): boolean {
  return outcome === 'queued' || outcome === 'timeout';
}

/** A source that sends it again makes another row; of an attempt that outlived its answer the receipt is the same. */
function isSame(known: Delivery, next: Delivery): boolean {
  if (next.attempts.length === 0) return false;
  return known.outcome === 'queued' || known.receivedAt === next.receivedAt;
}

/** An attempt of the queue says nothing of what the delivery was, and nothing of earlier attempts. */
function updatedBy(known: Delivery, next: Delivery): Delivery {
  const first = next.attempts[0]?.number ?? 1;
  return {
    ...next,
    receivedAt: known.receivedAt,
    bytes: next.bytes || known.bytes,
    bodyKept: next.bodyKept || known.bodyKept,
    attempts: [...known.attempts.filter(({ number }) => number < first), ...next.attempts],
  };
}
