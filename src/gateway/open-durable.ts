/**
 * Opens what outlives a delivery's answer: the queues, pauses and log in the store, and what operators do with them.
 */
import type { RouteConfig, StoreConfig } from '../config/config.js';
import { redactDestinationUrl } from '../config/resolve/shown-url.js';
import type { Metrics } from '../observe/metrics.js';
import type { Log } from '../observe/log.js';
import { HandedSecrets } from '../operate/handed-secrets.js';
import { withJournal } from '../operate/journal.js';
import { openJobs } from './open-jobs.js';
import { Operator } from '../operate/operator.js';
import { Refusals } from '../operate/refusals.js';
import type { RefusedList } from '../operate/refused/refused-list.js';
import type { ConfigurationOperations } from '../operate/configuration.js';
import type { OperatedRoute, Operations } from '../operate/operations.js';
import type { QueueEngine } from '../queue/engine.js';
import type { Reporter } from '../model/trail.js';
import type { Ingest } from '../line/ingest.js';
import type { Route } from '../line/route.js';
import type { Deliver } from '../line/attempt/attempt.js';
import type { ClaimStore } from '../line/claim/claim-store.js';
import type { Keeping, MessageStore } from '../queue/message-store.js';
import { createPauses, type Pauses } from '../line/pauses.js';
import type { Stores } from '../store/open.js';
import { firstDelivery } from './first-delivery.js';
import { openOverview, type OpenOverview, type Surroundings } from './open-overview.js';
import type { Watching } from './watching.js';
import { seldom } from '../model/seldom.js';
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
  close(): Promise<void>;
}

export interface ConfiguredRoute {
  readonly config: RouteConfig;
  readonly live: Route;
  readonly deliver: Deliver;
  readonly keeping: Keeping | undefined;
  /** Milliseconds an operator's allowance stands; undefined if nothing of this route can end as `event_reuse`. */
  readonly allowance: number | undefined;
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
  const keepingOf = (name: string): Keeping | undefined => parts.routes().get(name)?.keeping;
  const journal = withJournal(reporter, { messages, memory, refusals, keepingOf, now: parts.now });
  const refused = openRefused({ ...parts, reporter: journal, dropped: countDropped(parts.metrics) });
  const handedSecrets = new HandedSecrets();
  const jobs = openJobs({
    ...parts,
    names: () => [...parts.routes().keys()],
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
    ...{ routes, claims, labels, messages, memory, pauses, refusals, handedSecrets, jobs, audit, clock },
    ...{ outlook: overview.outlook, refused: refused.operations, configuration: parts.configuration },
    catchUp: () => {
      parts.log.catchUp();
    },
    queues: () => queues,
  });
  return {
    ...{ pauses, handedSecrets, overview, watching, reporter: journal, operations, refused: refused.list },
    get queues() {
      return queues;
    },
    openQueues: async () => {
      if (!messages) throw new TypeError('the store cannot keep messages');
      return (queues ??= await createQueues(parts, messages, pauses));
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
    instruments.refusedDropped.inc({ route: routes.of(route).name }, count);
  };
}

async function createQueues(parts: Parts, messages: MessageStore, pauses: Pauses): Promise<QueueEngine> {
  const { store, stores, claims, reporter, metrics, log, clock, now } = parts;
  // Imported only where they are used, like the store itself: the scheduler is a good part of a cold start.
  const [{ createQueueClients }, engine] = await Promise.all([
    import('../store/redis/connection/queue-clients.js'),
    import('../queue/engine.js'),
  ]);
  return new engine.QueueEngine({
    prefix: store.prefix,
    clients: createQueueClients(store.url),
    claims,
    messages,
    pauses,
    reporter,
    confirm: (route) => stores.confirm(route),
    onSample: (route, sample) => {
      metrics.queueSampled(route, sample);
    },
    onMissing: (route, count) => {
      log.warn(`${count} pending messages had no job that would run and got a new one`, { route });
    },
    onUnknownJob: seldom((count) => {
      log.warn(`${count} looks at jobs of a version that this gateway does not know; they stay as they are`);
    }, now),
    clock,
    now,
  });
}

function operated({ config, deliver, allowance }: ConfiguredRoute, parts: Surroundings): OperatedRoute {
  const { name, path, delivery, source, destination } = config;
  return {
    name,
    path,
    mode: delivery.mode,
    source: { scheme: source.schemeName },
    destination: {
      name: destination.name,
      url: redactDestinationUrl(destination.url),
      scheme: destination.schemeName,
    },
    deliver,
    allowance,
    log: config.deliveries.log,
    reportOnlyUntil: source.reportOnly?.until,
    firstDelivery: (from) => firstDelivery(config, parts.config().server, parts.publicPort(), from),
  };
}
