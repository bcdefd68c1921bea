/**
 * The latest deliveries of a tail, the newest first. A delivery that waits comes again with each of its attempts; what is
 * said of it last stands in its row.
 */
import type { Delivery } from '../../api/types.js';
import type { Row } from './row.js';

export class NewestFirst {
  readonly #most: number;
  #rows: readonly Row[] = [];
  #came = 0;
  /** By what they are, the rows that may hear more: their numbers. */
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
    const fresh: Row[] = [];
    let rows: Row[] | undefined;
    for (const delivery of deliveries) {
      const known = this.#placeOf(delivery, fresh);
      if (!known) {
        fresh.push({ seq: this.#came, delivery });
        this.#remember(delivery, this.#came);
        this.#came += 1;
        continue;
      }
      const { row, at, isFresh } = known;
      const updated = { seq: row.seq, delivery: updatedBy(row.delivery, delivery) };
      if (isFresh) fresh[at] = updated;
      else (rows ??= [...this.#rows])[at] = updated;
      this.#remember(delivery, row.seq);
    }
    if (fresh.length === 0 && !rows) return;
    this.#rows = [...fresh.reverse(), ...(rows ?? this.#rows)].slice(0, this.#most);
    this.#forgetOld();
  }

  #placeOf(delivery: Delivery, fresh: readonly Row[]) {
    const seq = this.#open.get(keyOf(delivery));
    const isFresh = seq !== undefined && seq >= this.#came - fresh.length;
    const top = this.#rows[0]?.seq ?? 0;
    const at = seq === undefined ? -1 : isFresh ? seq - (this.#came - fresh.length) : top - seq;
    const row = (isFresh ? fresh : this.#rows)[at];
    return row && isSame(row.delivery, delivery) ? { row, at, isFresh } : undefined;
  }

  #remember(delivery: Delivery, seq: number): void {
    const key = keyOf(delivery);
    if (delivery.id !== null && hearsMore(delivery)) this.#open.set(key, seq);
    else if (this.#open.get(key) === seq) this.#open.delete(key);
  }

  /** Those whose rows have gone; the oldest stand first. */
  #forgetOld(): void {
    if (this.#open.size <= this.#most) return;
    const last = this.#rows.at(-1)?.seq ?? 0;
    for (const [key, seq] of this.#open) if (seq < last) this.#open.delete(key);
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
