/** Opens the list of refused deliveries: where it lies, and what operators see of it. */
import type { RouteConfig } from '../config/config.js';
import type { Ingest } from '../line/ingest.js';
import type { Route } from '../line/route.js';
import type { Reporter } from '../model/trail.js';
import type { EpochClock, MonotonicClock } from '../model/time.js';
import type { Work } from '../operate/jobs/work.js';
import { RefusedList } from '../operate/refused/refused-list.js';
import { createRefusedOperations, type RefusedOperations } from '../operate/refused/refused-operations.js';
import { VerifyWork } from '../operate/refused/verify-work.js';
import { createMemoryRefused } from '../store/memory/memory-refused.js';
import type { Stores } from '../store/open.js';
import { randomHex } from './random-hex.js';
import { createTake } from './take-refused.js';

interface Parts {
  readonly stores: Stores;
  /** As they are configured now, by name. */
  readonly routes: () => ReadonlyMap<string, { readonly config: RouteConfig; readonly live: Route }>;
  readonly ingest: Ingest;
  readonly inFlight: { count: number };
  readonly reporter: Pick<Reporter, 'delivery' | 'fault'>;
  readonly dropped: (route: string, count: number) => void;
  readonly clock: EpochClock;
  readonly now: MonotonicClock;
}

export interface Refused {
  readonly list: RefusedList;
  readonly operations: RefusedOperations;
  readonly verify: Work;
}

export function openRefused(parts: Parts): Refused {
  const { stores, routes, ingest, inFlight, reporter, dropped, clock, now } = parts;
  const configs = (): readonly RouteConfig[] => [...routes().values()].map(({ config }) => config);
  const list = new RefusedList({
    memory: createMemoryRefused(clock),
    shared: stores.refused,
    routes: configs,
    routeOf: (name) => routes().get(name)?.config,
    ...{ clock, now, dropped },
  });
  const verify = new VerifyWork({
    refused: list,
    routeOf: (name) => routes().get(name)?.live,
    take: createTake(ingest, reporter, inFlight),
    ...{ randomHex, clock, now },
  });
  return { list, operations: createRefusedOperations({ refused: list, routes: configs, now }), verify };
}
