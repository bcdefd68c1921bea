/** The queue's gauges, set from samples that others take: a scrape never waits on Redis. */
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

interface Taken {
  readonly labels: Labels;
  readonly sample: QueueSample;
  readonly at: EpochMs;
}

export class QueueSeries {
  readonly #instruments: Instruments;
  /** By route and lane; lanes may share their labels: what is left of an earlier configuration is counted with the first. */
  readonly #taken = new Map<string, Map<string, Taken>>();

  constructor(instruments: Instruments) {
    this.#instruments = instruments;
  }

  /** @param now epoch milliseconds. */
  sampled(lane: string, labels: Labels, sample: QueueSample, now: EpochMs): void {
    const ofRoute = this.#taken.get(labels.route) ?? new Map<string, Taken>();
    this.#taken.set(labels.route, ofRoute.set(lane, { labels, sample, at: now }));
    this.#show(labels);
  }

  dropStale(now: EpochMs): void {
    for (const [route, ofRoute] of this.#taken) {
      for (const [lane, { labels, at }] of ofRoute) {
        if (now - at <= STALE_MS) continue;
        ofRoute.delete(lane);
        this.#show(labels);
      }
      if (ofRoute.size === 0) this.#taken.delete(route);
    }
  }

  /** All lanes of these labels together. */
  #show({ route, destination }: Labels): void {
    const { queueMessages, queueOldest } = this.#instruments;
    const ofRoute = [...(this.#taken.get(route)?.values() ?? [])];
    const alike = ofRoute.filter(({ labels }) => labels.destination === destination);
    for (const state of QUEUE_STATES) {
      if (alike.length === 0) queueMessages.remove(route, destination, state);
      else queueMessages.at(route, destination, state).set(sumOf(alike.map(({ sample }) => sample[state])));
    }
    const oldest = alike.map(({ sample }) => sample.oldest).filter((at) => at !== undefined);
    if (oldest.length === 0) queueOldest.remove(route, destination);
    else queueOldest.at(route, destination).set(Math.min(...oldest) / 1000);
  }
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
