/** The live parts of a gateway, joined before its ports open. */
import type { Server } from 'node:http';
import { join } from 'node:path';
import type { GatewayConfig } from '../config/config.js';
import { createAdminServer } from '../http/admin.js';
import type { Api } from '../http/api/router.js';
import type { ConsoleParts } from '../http/console/serve-console.js';
import { FrontProxy } from '../http/front-proxy.js';
import { createPublicServer, type PublicParts } from '../http/public.js';
import { portOf } from '../http/listener.js';
import { Inflater } from '../http/inflater.js';
import { Skimmer } from '../http/skim.js';
import { Uploads } from '../http/uploads.js';
import { createFetchKey, type FetchKey } from '../line/keys/key-fetch.js';
import { Forwarders } from '../line/attempt/pools.js';
import type { ClaimStore } from '../line/claim/claim-store.js';
import { Claims } from '../line/claim/claims.js';
import { createForeignId, type RouteName } from '../line/claim/foreign-ids.js';
import { DetachedAttempts } from '../line/hand-over/detached.js';
import { createIngest, type Ingest } from '../line/ingest.js';
import { randomHex } from './random-hex.js';
import type { Log } from '../observe/log.js';
import type { Metrics, Readings } from '../observe/metrics.js';
import { createReporter } from '../observe/reporter.js';
import { storeHooks, watchStore } from '../observe/store-hooks.js';
import type { ConfigurationOperations } from '../operate/configuration.js';
import type { Traces } from '../observe/traces/open-traces.js';
import { openStore, type Stores } from '../store/open.js';
import { ForeignKeys } from './build-keys.js';
import { createAccess } from './access.js';
import type { Shared } from './build-routes.js';
import { fixedConfiguration } from './configuration/fixed.js';
import { declare } from './declare-route.js';
import { Expressions } from './open-expressions.js';
import { InFlight } from './in-flight.js';
import { KeptRates } from './kept-rates.js';
import { keepAudit } from './keep-audit.js';
import { queueing } from '../config/config.js';
import { LiveRoutes } from './live-routes.js';
import { beginTrace, openTraces } from './traced.js';
import { openDurable, type Durable } from './open-durable.js';
import type { Surroundings } from './open-overview.js';
import { createWatching } from './watching.js';
import { watchGuesses } from './watch-guesses.js';
import { packageFolder } from '../model/version.js';
import type { EpochClock, MonotonicClock } from '../model/time.js';

/** Detached attempts over all routes; past it the source's deadline ends the attempt. */
const MAX_DETACHED = 256;

export interface GatewayParts {
  readonly version: string;
  readonly log: Log;
  readonly metrics: Metrics;
  /** How keys of sources are fetched. Left out: over the network. */
  readonly fetchKey?: FetchKey;
  /** Left out: there is none that could be read again. */
  readonly configuration?: ConfigurationOperations;
  /** Epoch milliseconds; for signatures and freshness. */
  readonly clock?: EpochClock;
  /** Closed at the end of the gateway. Left out: one of its own. */
  readonly expressions?: Expressions;
  /** An operator's beside those of the configuration, for the console of this run. Left out: there is none. */
  readonly tokenOfRun?: string | undefined;
  /** Where the console's files are. Left out: in this package. */
  readonly consoleFolder?: string;
}

/** All that a gateway holds while it lives. */
export interface Assembly {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly routes: LiveRoutes;
  readonly stores: Stores;
  readonly claims: Claims;
  readonly durable: Durable;
  readonly forwarders: Forwarders;
  readonly detached: DetachedAttempts;
  readonly inFlight: InFlight;
  readonly budget: { max: number; used: number };
  /** What routes are built of. */
  readonly shared: Shared;
  readonly publicServer: Server;
  readonly adminServer: Server;
  /** Undefined if nobody asked for them. */
  readonly traces: Traces | undefined;
  readonly expressions: Expressions;
  /** Monotonic milliseconds. */
  readonly now: MonotonicClock;
}

export async function assemble(first: GatewayConfig, parts: GatewayParts): Promise<Assembly> {
  const { version, log, metrics, clock = Date.now, configuration = fixedConfiguration(first) } = parts;
  const now: MonotonicClock = () => performance.now();
  const { expressions = new Expressions(now), fetchKey = createFetchKey() } = parts;
  const routes = new LiveRoutes(first);
  const inFlight = new InFlight();
  const detached = new DetachedAttempts(MAX_DETACHED, () => routes.config.server.maxBufferedBytes);
  const forwarders = new Forwarders(now);
  const watching = createWatching((name) => routes.configured.get(name)?.config.deliveries.log);
  const reporter = createReporter(metrics, log, { now, clock }, watching.listener);

  const stores = await openStore(first.store, storeHooks(metrics, log));
  const store = stores.claims;
  watchStore(store, metrics);
  const maxWaiters = (): number => Math.ceil(routes.config.server.maxInFlight / 4);
  const claims = new Claims({ store, labels: stores.labels, reporter, maxWaiters, now, randomHex });
  const strangers = limitsOnStrangers(routes, log, now);
  const ingest = ingestOf(claims, store, routes);
  const durable = openDurable({
    ...{ version, store: first.store, stores, claims: store, reporter, metrics, log, clock, now },
    ...{ configuration, watching, ...surroundingsOf(routes, strangers, () => publicServer) },
    ...{ routes: () => routes.configured, ingest, inFlight: inFlight.all, evaluate: expressions.evaluate },
  });
  if (first.routes.some(queueing)) await durable.openQueues();

  const traces = await openTraces(first, { version, log, clock, now });
  const shared: Shared = {
    traces,
    ...{ version, reporter: durable.reporter, detached, pauses: durable.pauses, clock, now },
    handedSecrets: durable.handedSecrets,
    queues: () => durable.queues,
    forwarderFor: (options) => forwarders.for(options),
    inFlightOf: (route) => inFlight.of(route),
    evaluate: expressions.evaluate,
    ...{ keptRates: new KeptRates(), foreignKeys: new ForeignKeys(now, fetchKey, metrics.keyAsked) },
  };
  await routes.swap(first, shared);
  metrics.declareRoutes(first.routes.map(declare));
  metrics.watch({ inFlight: () => inFlight.byRoute(), ...readingsOf(strangers, detached, log) });

  const budget = { max: first.server.maxBufferedBytes, used: 0 };
  const publicServer = createPublicServer({
    ...{ live: () => routes.live, ingest, reporter: durable.reporter },
    ...{ ...strangers, refused: durable.refused, budget, inFlight: inFlight.all, now, clock },
    inflater: new Inflater(budget, strangers.uploads),
    ...{ plain: first.server.http === 'plain', tls: first.server.tls },
    trace: traces && beginTrace(traces, () => routes.config),
  });
  const api = apiOf({ routes, stores, durable, log, metrics, now }, parts.tokenOfRun);
  const adminServer = createAdminServer({
    ...{ scrape: () => metrics.scrape(), contentType: metrics.contentType, tls: first.admin.tls, api },
    console: consoleOf(routes, parts),
    status: () => ({ listening: publicServer.listening, draining: routes.draining, storeUp: store.up }),
    fault: (error) => {
      reporter.fault(error);
    },
  });
  return {
    ...{ log, metrics, routes, stores, claims, durable, forwarders, detached, inFlight, budget, shared, now },
    ...{ publicServer, adminServer, traces, expressions },
  };
}

function ingestOf(claims: Claims, store: ClaimStore, routes: LiveRoutes): Ingest {
  const foreignId = createForeignId(store, () => madeFor(routes));
  return createIngest(claims, foreignId, randomHex);
}

type ApiParts = Pick<Assembly, 'routes' | 'stores' | 'durable' | 'log' | 'metrics' | 'now'>;

function apiOf(
  { routes, stores, durable, log, metrics, now }: ApiParts,
  tokenOfRun: string | undefined,
): Api {
  return {
    operations: durable.operations,
    access: createAccess(() => routes.config, tokenOfRun),
    audit: keepAudit(stores.audit, log, metrics),
    guesses: watchGuesses(log, metrics, now),
  };
}

function consoleOf(routes: LiveRoutes, { consoleFolder }: GatewayParts): ConsoleParts {
  return {
    folder: () => consoleFolder ?? join(packageFolder(), 'dist/console'),
    isOn: () => routes.config.admin.console,
  };
}

/** Routes whose ids the gateway makes: the scheme of the source has none of its own. */
function madeFor({ configured }: LiveRoutes): readonly RouteName[] {
  return [...configured.values()].flatMap(({ config: { name, source } }) =>
    source.scheme.idHeader === undefined ? [{ name, schemeName: source.schemeName }] : [],
  );
}

function surroundingsOf(
  routes: LiveRoutes,
  { frontProxy }: Strangers,
  publicServer: () => Server,
): Surroundings {
  return {
    config: () => routes.config,
    draining: () => routes.draining,
    unnamedProxy: () => frontProxy()?.address !== undefined,
    publicPort: () => (publicServer().listening ? portOf(publicServer()) : routes.config.server.port),
  };
}

type Strangers = Pick<PublicParts, 'uploads' | 'skimmer' | 'frontProxy'>;

function readingsOf({ uploads, frontProxy }: Strangers, detached: DetachedAttempts, log: Log): Readings {
  return {
    catchUp: () => {
      log.catchUp();
    },
    detached: () => detached.count,
    uploads: () => uploads.count,
    unnamedProxy: () => frontProxy()?.address !== undefined,
  };
}

/** What nobody who is unverified can use up. */
function limitsOnStrangers(routes: LiveRoutes, log: Log, now: MonotonicClock): Strangers {
  const frontProxy = new FrontProxy(now, (address) => {
    log.warn(
      'nearly all deliveries come from one private address: if a proxy stands there, name it in server.trustedProxies, or all clients are one',
      { client: address },
    );
  });
  return {
    uploads: new Uploads(() => routes.config.server, now),
    skimmer: new Skimmer(),
    frontProxy: () => (routes.config.server.trustedProxies.length === 0 ? frontProxy : undefined),
  };
}
