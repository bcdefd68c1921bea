/** The queue's gauges, set from samples that others take: a scrape never waits on Redis. */
import type { QueueSample } from '../model/log-entry.js';
import type { Instruments } from './instruments.js';
import { QUEUE_STATES, type DeclaredRoute } from './route-series.js';
import type { EpochMs } from '../model/time.js';

/** Milliseconds. A sample older than this says nothing any more: its series vanish until there is a new one. */
const STALE_MS = 60_000;

export class QueueSeries {
  readonly #instruments: Instruments;
  readonly #taken = new Map<string, { readonly destination: string; readonly at: EpochMs }>();

  constructor(instruments: Instruments) {
    this.#instruments = instruments;
  }

  /** @param now epoch milliseconds. */
  sampled({ name: route, destination }: DeclaredRoute, sample: QueueSample, now: EpochMs): void {
    const { queueMessages, queueOldest } = this.#instruments;
    for (const state of QUEUE_STATES) queueMessages.set({ route, destination, state }, sample[state]);
    if (sample.oldest === undefined) queueOldest.remove({ route, destination });
    else queueOldest.set({ route, destination }, sample.oldest / 1000);
    this.#taken.set(route, { destination, at: now });
  }

  dropStale(now: EpochMs): void {
    for (const [route, { destination, at }] of this.#taken) {
      if (now - at <= STALE_MS) continue;
      this.#taken.delete(route);
      for (const state of QUEUE_STATES) this.#instruments.queueMessages.remove({ route, destination, state });
      this.#instruments.queueOldest.remove({ route, destination });
    }
  }
}
