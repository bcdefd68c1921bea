/**
 * How many may come at a time: a bucket that holds as many as the rate says, and fills up evenly. It is kept as one
 * number, the moment at which it would be full again, so a bucket that is full needs not be kept at all.
 */
import type { MonotonicMs } from '../model/time.js';
import type { Rate } from './rate.js';

/** Between two equal spans whose sums were rounded. */
const ROUNDING_MS = 0.001;

/** @returns when the bucket is full again if one is taken, or milliseconds until there is one */
function take(
  { count, per }: Rate,
  fullAt: MonotonicMs,
  now: MonotonicMs,
): { readonly fullAt: MonotonicMs } | { readonly wait: number } {
  const one = per / count;
  const from = Math.max(fullAt, now);
  const wait = from - now - (per - one);
  return wait > ROUNDING_MS ? { wait } : { fullAt: from + one };
}

/** One bucket for all. */
export class Arrivals {
  readonly rate: Rate;
  #fullAt = -Infinity;

  constructor(rate: Rate) {
    this.rate = rate;
  }

  /** @returns milliseconds until one may come; 0: now, and it is counted */
  take(now: MonotonicMs): number {
    const taken = take(this.rate, this.#fullAt, now);
    if ('wait' in taken) return taken.wait;
    this.#fullAt = taken.fullAt;
    return 0;
  }
}

/** Clients that are remembered. */
export const MAX_CLIENTS = 10_000;

/**
 * One bucket for each client. Whoever was silent for longest is forgotten first, so nobody who floods gets a new bucket
 * for it: he would have to be silent while so many others come.
 */
export class ClientArrivals {
  readonly rate: Rate;
  /** Whoever came last stands last. */
  readonly #fullAt = new Map<string, MonotonicMs>();

  constructor(rate: Rate) {
    this.rate = rate;
  }

  /** @returns milliseconds until this client may come; 0: now, and it is counted */
  take(client: string, now: MonotonicMs): number {
    const known = this.#fullAt.get(client);
    const before = known ?? -Infinity;
    const taken = take(this.rate, before, now);
    if (known !== undefined) this.#fullAt.delete(client);
    else if (this.#fullAt.size >= MAX_CLIENTS) this.#forgetOne();
    const refused = 'wait' in taken;
    this.#fullAt.set(client, refused ? before : taken.fullAt);
    return refused ? taken.wait : 0;
  }

  #forgetOne(): void {
    const [longest] = this.#fullAt.keys();
    if (longest !== undefined) this.#fullAt.delete(longest);
  }
}
