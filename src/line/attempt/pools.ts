/** One pool of connections for each receiver. Its routes share it, and it outlives a reload that keeps the receiver. */
import type { MonotonicClock } from '../../model/time.js';
import { createForwarder, type Forwarder, type ForwardOptions } from './forward.js';

/** Connections of receivers that a reload dropped stay for deliveries that began before it. */
const RETIRE_AFTER_MS = 180_000;

export class Forwarders {
  readonly #byKey = new Map<string, Forwarder>();
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
      setTimeout(() => void forwarder.close(), RETIRE_AFTER_MS).unref();
    }
  }

  async destroy(): Promise<void> {
    await Promise.all([...this.#byKey.values()].map((forwarder) => forwarder.destroy()));
  }
}

function keyOf({ url, timeout, resend, tls }: ForwardOptions): string {
  return JSON.stringify([url, timeout, resend, tls]);
}
