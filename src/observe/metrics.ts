import { Registry } from 'prom-client';
import { routeOfLane } from '../model/lane.js';
import { createInstruments, type Instruments } from './instruments.js';
import { processRegistry } from './process-series.js';
import type { QueueSample } from '../model/log-entry.js';
import type { KeyResult } from '../line/keys/key-store.js';
import { QueueSeries } from './queue-series.js';
import { RouteSeries, type DeclaredRoute } from './route-series.js';
import type { EpochClock } from '../model/time.js';
import { STORE_OPERATIONS, type StoreOperation } from '../queue/message-store.js';

/** Numbers that live elsewhere and are read when someone scrapes, so they cannot drift from what they count. */
export interface Readings {
  /** Called first: what was put off is counted. */
  readonly catchUp?: () => void;
  /** Requests being handled now, by route; routes it does not name have none. */
  readonly inFlight?: () => Iterable<readonly [route: string, count: number]>;
  /** Attempts that go on after their source was answered. */
  readonly detached?: () => number;
  /** Bodies on their way in. */
  readonly uploads?: () => number;
  /** Whether one address stands for nearly all sources, and nobody said that it is a proxy. */
  readonly unnamedProxy?: () => boolean;
}

export interface Metrics {
  /** The series themselves, for reporter.ts. */
  readonly instruments: Instruments;
  readonly routes: RouteSeries;
  /** Value of `Content-Type` for `scrape()`. */
  readonly contentType: string;
  /** The exposition text. Touches neither store nor network. */
  scrape(): Promise<string>;
  /** At start and after each reload: all routes there are now. Routes that stay keep their counts. */
  declareRoutes(routes: readonly DeclaredRoute[]): void;
  /** Adds to what is read at each scrape; a later reading of the same name replaces the earlier. */
  watch(readings: Readings): void;
  /** A destination's queue was looked at; every few seconds. */
  queueSampled(lane: string, destination: string, sample: QueueSample): void;
  /** A host of keys was asked for a route, or was not. */
  readonly keyAsked: (route: string, result: KeyResult) => void;
  storeUp(up: boolean): void;
  /** Whether queued messages survive the store's death. Told only if there are queues. */
  storeDurable(durable: boolean): void;
  storeAsked(operation: StoreOperation, seconds: number, answered: boolean): void;
  /** The in-memory store forgot records before their time. */
  evicted(count?: number): void;
  /** A configuration was read again: taken (true) or refused whole (false). */
  reloaded(successful: boolean): void;
  /** Another configuration is in force. @param hash a whole number */
  configured(hash: number): void;
  /** How many watched files hold what cannot be used. */
  watchedRefused(count: number): void;
}

export interface MetricsOptions {
  readonly version: string;
  /** The gateway's own series go here; default a new one. */
  readonly registry?: Registry;
  /** Epoch milliseconds. */
  readonly clock?: EpochClock;
}

/** The series of one gateway; nothing of them is global, and nothing needs to be stopped. */
export function createMetrics({
  version,
  registry = new Registry(),
  clock = Date.now,
}: MetricsOptions): Metrics {
  const instruments = createInstruments(registry);
  const routes = new RouteSeries(instruments);
  const queues = new QueueSeries(instruments);
  const process = processRegistry();
  let readings: Readings = {};

  const metrics: Metrics = {
    instruments,
    routes,
    contentType: registry.contentType,

    async scrape() {
      readings.catchUp?.();
      const counts = new Map<string, number>();
      for (const [name, count] of readings.inFlight?.() ?? []) {
        const route = routes.of(name).name;
        counts.set(route, (counts.get(route) ?? 0) + count);
      }
      for (const route of routes.names()) instruments.inFlight.at(route).set(counts.get(route) ?? 0);
      queues.dropStale(clock());
      readServerWide(instruments, readings);
      return (await Promise.all([registry.metrics(), process.metrics()])).join('\n');
    },
    declareRoutes(declared) {
      routes.declare(declared);
    },
    watch(more) {
      readings = { ...readings, ...more };
    },
    queueSampled(lane, name, sample) {
      const route = routeOfLane(lane);
      const all = routes.declared(route)?.destinations.map((one) => one.name) ?? [];
      const destination = all.includes(name) ? name : all[0];
      if (destination !== undefined) queues.sampled(lane, { route, destination }, sample, clock());
    },
    storeUp(up) {
      instruments.storeUp.at().set(up ? 1 : 0);
    },
    storeDurable(durable) {
      instruments.storeDurable.at().set(durable ? 1 : 0);
    },
    storeAsked(operation, seconds, answered) {
      instruments.storeDuration.at(operation).observe(seconds);
      if (!answered) instruments.storeErrors.at(operation).inc();
    },
    evicted(count = 1) {
      instruments.storeEvictions.at().inc(count);
    },
    ...{ ...configurationSeries(instruments, clock), keyAsked: keyCounter(instruments, routes) },
  };

  instruments.buildInfo.at(version).set(1);
  // A gauge without labels begins at 0, which here would say that the store loses what is queued.
  instruments.storeDurable.remove();
  // Nor is there a hash before the first was made.
  instruments.configHash.remove();
  for (const operation of STORE_OPERATIONS) instruments.storeErrors.at(operation);
  metrics.reloaded(true);
  return metrics;
}

function keyCounter({ keyFetches }: Instruments, routes: RouteSeries): Metrics['keyAsked'] {
  return (route, result) => {
    if (routes.declared(route)) keyFetches.at(route, result).inc();
  };
}

function configurationSeries(
  instruments: Instruments,
  clock: EpochClock,
): Pick<Metrics, 'reloaded' | 'configured' | 'watchedRefused'> {
  return {
    reloaded(successful) {
      instruments.reloadSuccessful.at().set(successful ? 1 : 0);
      if (successful) instruments.reloadTime.at().set(clock() / 1000);
    },
    configured(hash) {
      instruments.configHash.at().set(hash);
    },
    watchedRefused(count) {
      instruments.watchedRefused.at().set(count);
    },
  };
}

function readServerWide(instruments: Instruments, { detached, uploads, unnamedProxy }: Readings): void {
  instruments.detached.at().set(detached?.() ?? 0);
  instruments.uploads.at().set(uploads?.() ?? 0);
  instruments.unnamedProxy.at().set(unnamedProxy?.() === true ? 1 : 0);
}
