/** Opens the list of refused deliveries: where it lies, and what operators see of it. */
import type { RouteConfig } from '../config/config.js';
import type { EpochClock, MonotonicClock } from '../model/time.js';
import { RefusedList } from '../operate/refused/refused-list.js';
import { createRefusedOperations, type RefusedOperations } from '../operate/refused/refused-operations.js';
import { createMemoryRefused } from '../store/memory/memory-refused.js';
import type { Stores } from '../store/open.js';

interface Parts {
  readonly stores: Stores;
  /** As they are configured now, by name. */
  readonly routes: () => ReadonlyMap<string, { readonly config: RouteConfig }>;
  readonly dropped: (route: string, count: number) => void;
  readonly clock: EpochClock;
  readonly now: MonotonicClock;
}

export interface Refused {
  readonly list: RefusedList;
  readonly operations: RefusedOperations;
}

export function openRefused({ stores, routes, dropped, clock, now }: Parts): Refused {
  const configs = (): readonly RouteConfig[] => [...routes().values()].map(({ config }) => config);
  const list = new RefusedList({
    memory: createMemoryRefused(clock),
    shared: stores.refused,
    routes: configs,
    routeOf: (name) => routes().get(name)?.config,
    clock,
    dropped,
  });
  return { list, operations: createRefusedOperations({ refused: list, routes: configs, now }) };
}
