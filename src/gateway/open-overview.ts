/** Opens what shows the whole at once: heartbeats, the hour that the replicas share, and what needs an operator. */
import type { GatewayConfig, StoreConfig } from '../config/config.js';
import type { ClaimStore } from '../line/claim/claim-store.js';
import { pauseOver, type Pauses } from '../line/pauses.js';
import type { Log } from '../observe/log.js';
import type { ConfigurationOperations } from '../operate/configuration.js';
import type { OperatedRoute, Operations } from '../operate/operations.js';
import { Outlook } from '../operate/overview/outlook.js';
import type { OverviewOperations } from '../operate/overview/overview-operations.js';
import { SharedHour } from '../operate/overview/shared-hour.js';
import { Replicas } from '../operate/replicas.js';
import type { Stores } from '../store/open.js';
import type { EpochClock, MonotonicClock } from '../model/time.js';
import { HASH_AFTER } from './configuration/in-force.js';
import { randomHex } from './random-hex.js';
import type { Watching } from './watching.js';

/** What is known of the gateway elsewhere. */
export interface Surroundings {
  readonly config: () => GatewayConfig;
  readonly draining: () => boolean;
  readonly unnamedProxy: () => boolean;
  /** Of the public listener, once it is open. */
  readonly publicPort: () => number;
}

interface Parts extends Surroundings {
  readonly version: string;
  readonly store: StoreConfig;
  readonly stores: Stores;
  readonly claims: ClaimStore;
  readonly pauses: Pauses;
  readonly watching: Watching;
  readonly routes: () => readonly OperatedRoute[];
  /** Made later: it offers what this opens. */
  readonly operations: () => Pick<Operations, 'routes'>;
  readonly configuration: ConfigurationOperations;
  readonly log: Log;
  readonly clock: EpochClock;
  readonly now: MonotonicClock;
}

export interface OpenOverview {
  readonly outlook: OverviewOperations;
  /** Tells the other replicas of this one; never rejects. Of its configuration it tells when it has its hash. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function openOverview(parts: Parts): OpenOverview {
  const { version, store, stores, claims, watching, configuration, clock, now } = parts;
  const startedAt = clock();
  const id = randomHex(8);
  const isMemory = store.url === 'memory:';
  // Who asks for the configuration waits until the gateway has started, and the start waits for the first heartbeat.
  let tellsHash = false;
  let hashDue: NodeJS.Timeout | undefined;
  const replicas = new Replicas({
    notes: stores.replicas,
    id,
    about: async () => ({ version, startedAt, configHash: tellsHash ? await hashOf(configuration) : null }),
    prefix: isMemory ? undefined : store.prefix,
    clock,
  });
  watching.follow(() => replicas.ahead);
  const shared = new SharedHour({
    hour: watching.hour,
    notes: stores.replicas,
    id,
    clock: () => clock() + replicas.ahead,
    now,
    catchUp: () => {
      parts.log.catchUp();
    },
  });
  const outlook = new Outlook({
    ...{ version, startedAt, replicas, shared, clock },
    ...{ hour: watching.hour, tails: watching.tails },
    ...{ draining: parts.draining, unnamedProxy: parts.unnamedProxy, routes: parts.routes },
    store: () => ({ kind: isMemory ? 'memory' : 'redis', up: claims.up, reason: claims.trouble }),
    states: () => parts.operations().routes(),
    pausedBy: (lane) => pauseOver(parts.pauses, lane),
    configuration: () => configuration.configuration(),
  });
  return {
    outlook,
    async start() {
      shared.start();
      await replicas.start();
      hashDue = setTimeout(() => {
        tellsHash = true;
        void replicas.beat();
      }, HASH_AFTER).unref();
    },
    async stop() {
      clearTimeout(hashDue);
      await shared.stop();
      await replicas.stop();
    },
  };
}

async function hashOf(configuration: ConfigurationOperations): Promise<string> {
  return (await configuration.configuration()).hash;
}
