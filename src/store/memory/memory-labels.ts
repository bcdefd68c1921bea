/** The labels of bodies in one process without Redis. It keeps the promises of line/claim/label-store.ts while it lives. */
import { LABEL_HOLD_MS, type LabelAnswer, type LabelStore } from '../../line/claim/label-store.js';
import type { MonotonicClock, MonotonicMs } from '../../model/time.js';
import { Expiring } from './expiring.js';
import { DEFAULT_MAX_RECORDS } from './memory-claims.js';

interface Labels {
  /** The end of each label's hold; Infinity where it is kept. */
  readonly holds: Map<string, MonotonicMs>;
  readonly allowed: Set<string>;
  /** The one that was filtered first. */
  filtered: string | undefined;
  endsAt: MonotonicMs;
}

export interface MemoryLabelsOptions {
  /** Bodies at most; a full store drops the oldest, whose labels then have free places again. */
  readonly maxBodies?: number;
  readonly now?: MonotonicClock;
}

export function createMemoryLabels(options: MemoryLabelsOptions = {}): LabelStore {
  return new MemoryLabels(options);
}

class MemoryLabels implements LabelStore {
  readonly #bodies = new Expiring<Labels>();
  readonly #allowed = new Expiring<true>();
  readonly #maxBodies: number;
  readonly #now: MonotonicClock;

  constructor({ maxBodies = DEFAULT_MAX_RECORDS, now = () => performance.now() }: MemoryLabelsOptions) {
    this.#maxBodies = maxBodies;
    this.#now = now;
  }

  takeLabel(body: string, label: string, places: number): Promise<LabelAnswer> {
    const now = this.#now();
    const labels = this.#bodies.get(body, now);
    if (labels?.holds.get(label) === Infinity) return Promise.resolve('taken');
    if (labels && !labels.allowed.has(label)) {
      if (labels.filtered !== undefined && labels.filtered !== label) return Promise.resolve('filtered');
      const others = [...labels.holds].filter(([other, until]) => other !== label && until > now);
      if (others.length >= places) return Promise.resolve('full');
    }
    this.#lasting(body, LABEL_HOLD_MS).holds.set(label, now + LABEL_HOLD_MS);
    return Promise.resolve('taken');
  }

  keepLabel(body: string, label: string, windowMs: number): Promise<void> {
    this.#lasting(body, windowMs).holds.set(label, Infinity);
    return Promise.resolve();
  }

  leaveLabel(body: string, label: string): Promise<void> {
    const labels = this.#bodies.get(body, this.#now());
    if (labels?.holds.get(label) !== Infinity) labels?.holds.delete(label);
    return Promise.resolve();
  }

  noteFilteredLabel(body: string, label: string, windowMs: number): Promise<void> {
    this.#lasting(body, windowMs).filtered ??= label;
    return Promise.resolve();
  }

  allowLabel(body: string, label: string, windowMs: number): Promise<void> {
    this.#lasting(body, windowMs).allowed.add(label);
    return Promise.resolve();
  }

  allow(key: string, windowMs: number): Promise<void> {
    const now = this.#now();
    if (this.#allowed.size >= this.#maxBodies) this.#allowed.dropOldest(now);
    this.#allowed.set(key, true, now + windowMs, now);
    return Promise.resolve();
  }

  isAllowed(key: string): Promise<boolean> {
    return Promise.resolve(this.#allowed.get(key, this.#now()) === true);
  }

  /** The body's labels, remembered for at least so long. */
  #lasting(body: string, ms: number): Labels {
    const now = this.#now();
    const known = this.#bodies.get(body, now);
    const labels = known ?? { holds: new Map(), allowed: new Set(), filtered: undefined, endsAt: now };
    labels.endsAt = Math.max(labels.endsAt, now + ms);
    if (!known && this.#bodies.size >= this.#maxBodies) this.#bodies.dropOldest(now);
    this.#bodies.set(body, labels, labels.endsAt, now);
    return labels;
  }
}
