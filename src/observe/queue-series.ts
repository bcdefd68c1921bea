/** The queue's gauges, set from samples that others take: a scrape never waits on Redis. */
import { laneOf } from '../model/lane.js';
import type { QueueSample } from '../model/log-entry.js';
import type { Instruments } from './instruments.js';
import { QUEUE_STATES } from './route-series.js';
import type { EpochMs } from '../model/time.js';

/** Milliseconds. A sample older than this says nothing any more: its series vanish until there is a new one. */
const STALE_MS = 60_000;

interface Labels {
  readonly route: string;
  readonly destination: string;
}

export class QueueSeries {
  readonly #instruments: Instruments;
  /** By lane. */
  readonly #taken = new Map<string, { readonly labels: Labels; readonly at: EpochMs }>();

  constructor(instruments: Instruments) {
    this.#instruments = instruments;
  }

  /** @param now epoch milliseconds. */
  sampled(labels: Labels, sample: QueueSample, now: EpochMs): void {
    const { queueMessages, queueOldest } = this.#instruments;
    for (const state of QUEUE_STATES) queueMessages.set({ ...labels, state }, sample[state]);
    if (sample.oldest === undefined) queueOldest.remove({ ...labels });
    else queueOldest.set({ ...labels }, sample.oldest / 1000);
    this.#taken.set(laneOf(labels.route, labels.destination), { labels, at: now });
  }

  dropStale(now: EpochMs): void {
    for (const [lane, { labels, at }] of this.#taken) {
      if (now - at <= STALE_MS) continue;
      this.#taken.delete(lane);
      for (const state of QUEUE_STATES) this.#instruments.queueMessages.remove({ ...labels, state });
      this.#instruments.queueOldest.remove({ ...labels });
    }
  }
}
