/** One pool of connections for each receiver. Its routes share it, and it outlives a reload that keeps the receiver. */
import type { MonotonicClock } from '../../model/time.js';
import { createForwarder, type Forwarder, type ForwardOptions } from './forward.js';

/** Connections of receivers that a reload dropped stay for deliveries that began before it. */
const RETIRE_AFTER_MS = 180_000;

export class Forwarders {
  readonly #byKey = new Map<string, Forwarder>();
  /** Each with what will close it. */
  readonly #retired = new Map<Forwarder, NodeJS.Timeout>();
  readonly #now: MonotonicClock;

  /** @param now monotonic milliseconds */
  constructor(now: MonotonicClock) {
    this.#now = now;
  }

  for(options: ForwardOptions): Forwarder {
    const key = keyOf(options);
    const forwarder = this.#byKey.get(key) ?? createForwarder(options, this.#now);
    this.#byKey.set(key, forwarder);
    return forwarder;
  }

  /** Closes those of receivers that are not among these, once what runs has ended. */
  retain(wanted: readonly ForwardOptions[]): void {
    const keys = new Set(wanted.map(keyOf));
    for (const [key, forwarder] of this.#byKey) {
      if (keys.has(key)) continue;
      this.#byKey.delete(key);
      const closing = setTimeout(() => void this.#close(forwarder), RETIRE_AFTER_MS);
      this.#retired.set(forwarder, closing.unref());
    }
  }

  /** Exchanges with receivers that have not ended. */
  get running(): number {
    return this.#all().reduce((sum, { running }) => sum + running, 0);
  }

  async destroy(): Promise<void> {
    for (const closing of this.#retired.values()) clearTimeout(closing);
    await Promise.all(this.#all().map((forwarder) => forwarder.destroy()));
  }

  async #close(forwarder: Forwarder): Promise<void> {
    await forwarder.close();
    this.#retired.delete(forwarder);
  }

  #all(): Forwarder[] {
    return [...this.#byKey.values(), ...this.#retired.keys()];
  }
}

function keyOf({ url, timeout, resend, tls, proxy }: ForwardOptions): string {
  return JSON.stringify([url, timeout, resend, tls, proxy?.url]);
}
