/**
 * Opens what outlives a delivery's answer: the queues, pauses and log in the store, and what operators do with them.
 */
import type { StoreConfig } from '../config/config.js';
import type { Metrics } from '../observe/metrics.js';
import type { Log } from '../observe/log.js';
import { HandedSecrets } from '../operate/handed-secrets.js';
import { withJournal } from '../operate/journal.js';
import { logPlaceOf, type ConfiguredRoute } from './configured-route.js';
import { Leftovers } from './leftovers.js';
import { openQueues } from './open-queues.js';
import { openTranslations } from './open-translations.js';
import { operated } from './operated-route.js';
import { openJobs } from './open-jobs.js';
import { Operator } from '../operate/operator.js';
import { Refusals } from '../operate/refusals.js';
import type { RefusedList } from '../operate/refused/refused-list.js';
import type { ConfigurationOperations } from '../operate/configuration.js';
import type { OperatedRoute, Operations } from '../operate/operations.js';
import type { QueueEngine } from '../queue/engine.js';
import type { Reporter } from '../model/trail.js';
import type { Evaluate } from '../line/expressions.js';
import type { Ingest } from '../line/ingest.js';
import type { ClaimStore } from '../line/claim/claim-store.js';
import { createPauses, type Pauses } from '../line/pauses.js';
import type { Stores } from '../store/open.js';
import { openOverview, type OpenOverview, type Surroundings } from './open-overview.js';
import type { Watching } from './watching.js';
import type { EpochClock, MonotonicClock } from '../model/time.js';
import { openRefused } from './open-refused.js';

export interface Durable {
  readonly pauses: Pauses;
  readonly handedSecrets: HandedSecrets;
  /** Undefined until something is to be queued (`openQueues`). */
  readonly queues: QueueEngine | undefined;
  /** @throws TypeError if the store cannot keep messages. */
  readonly openQueues: () => Promise<QueueEngine>;
  /** The one given, with every delivery noted in its route's log too. */
  readonly reporter: Reporter;
  readonly operations: Operations;
  readonly overview: OpenOverview;
  readonly watching: Watching;
  readonly refused: RefusedList;
  /** Lanes that no destination has any more. */
  readonly leftovers: Leftovers;
  close(): Promise<void>;
}

interface Parts extends Surroundings {
  readonly store: StoreConfig;
  readonly stores: Stores;
  readonly claims: ClaimStore;
  readonly reporter: Reporter;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Routes as they are configured now, by name, and what makes an attempt at each. */
  readonly routes: () => ReadonlyMap<string, ConfiguredRoute>;
  /** The line, for what was refused and is taken now. */
  readonly ingest: Ingest;
  readonly evaluate: Evaluate;
  /** Of all routes. */
  readonly inFlight: { count: number };
  readonly configuration: ConfigurationOperations;
  readonly version: string;
  readonly watching: Watching;
  readonly clock: EpochClock;
  readonly now: MonotonicClock;
}

export function openDurable(parts: Parts): Durable {
  const { stores, claims, reporter, clock, watching } = parts;
  const { memory } = watching;
  const { messages, labels, audit } = stores;
  const pauses = createPauses(stores.pauses);
  pauses.onChange((route, by) => {
    reporter.paused(route, by);
  });
  let queues: QueueEngine | undefined;
  const refusals = new Refusals();
  const leftovers = new Leftovers();
  const lanes = (): readonly string[] => leftovers.allOf([...parts.routes().values()]);
  const journal = withJournal(reporter, {
    ...{ messages, memory, refusals, now: parts.now, log: parts.log },
    keepingOf: (route, destination) => logPlaceOf(parts.routes().get(route), destination),
  });
  const refused = openRefused({ ...parts, reporter: journal, dropped: countDropped(parts.metrics) });
  const handedSecrets = new HandedSecrets();
  const jobs = openJobs({
    ...parts,
    names: () => [...parts.routes().keys()],
    lanes,
    queues: () => queues,
    verify: refused.verify,
    unkept(route) {
      parts.log.catchUp();
      return memory.list(route);
    },
  });
  const routes = (): OperatedRoute[] => [...parts.routes().values()].map((route) => operated(route, parts));
  const overview = openOverview({ ...parts, pauses, routes, operations: () => operations });
  const operations = new Operator({
    ...{ routes, lanes, claims, labels, messages, memory, pauses },
    ...{ refusals, handedSecrets, jobs, audit, clock },
    ...{ outlook: overview.outlook, refused: refused.operations, configuration: parts.configuration },
    translations: openTranslations(parts),
    catchUp: () => {
      parts.log.catchUp();
    },
    queues: () => queues,
  });
  return {
    ...{ pauses, handedSecrets, overview, watching, leftovers },
    ...{ reporter: journal, operations, refused: refused.list },
    get queues() {
      return queues;
    },
    openQueues: async () => {
      if (!messages) throw new TypeError('the store cannot keep messages');
      return (queues ??= await openQueues(parts, messages, pauses));
    },
    async close() {
      pauses.close();
      await jobs.close();
      await refused.list.close();
      await overview.stop();
      await queues?.close();
    },
  };
}

function countDropped({ instruments, routes }: Metrics): (route: string, count: number) => void {
  return (route, count) => {
    instruments.refusedDropped.at(routes.of(route).name).inc(count);
  };
}
