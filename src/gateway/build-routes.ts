/** The composition root: makes live parts of a configuration. Runs nothing on import and reads no environment. */
import type { GatewayConfig, RouteConfig } from '../config/config.js';
import { createAddressMatcher } from '../model/addresses.js';
import { beginningOf } from '../model/paths.js';
import type { HandedSecrets } from '../operate/handed-secrets.js';
import type { Destination, Route } from '../line/route.js';
import { schemes } from '../schemes/catalogue/index.js';
import { createLabelReader } from '../schemes/engine/labels.js';
import { signatureHeadersOf } from '../schemes/engine/read-headers.js';
import { createTellApart } from '../line/added-url.js';
import { createEventFilter, filtersEvents } from '../policy/event-patterns.js';
import { createRates } from '../line/rates.js';
import { buildDestination, type DestinationParts } from './build-destination.js';
import { buildLetOn } from './build-let-on.js';
import type { ForeignKeys } from './build-keys.js';
import { buildSource } from './build-source.js';
import type { KeptRates } from './kept-rates.js';
import { inSlices } from '../queue/slices.js';

export interface Shared extends DestinationParts {
  readonly handedSecrets: HandedSecrets;
  /** The route's count of requests in flight, the same over reloads. */
  readonly inFlightOf: (route: string) => { count: number };
  /** What came at each route lately, the same over reloads. */
  readonly keptRates: KeptRates;
  /** Keys that came from elsewhere, the same over reloads. */
  readonly foreignKeys: ForeignKeys;
}

/** In slices: a thousand queued routes take seconds, and those in force serve meanwhile. */
export async function buildRoutes(config: GatewayConfig, shared: Shared): Promise<readonly Route[]> {
  const signatureHeaders = signatureHeadersOf([...Object.values(schemes), ...Object.values(config.schemes)]);
  const breathe = inSlices(shared.now);
  const routes: Route[] = [];
  for (const route of config.routes) {
    routes.push(buildRoute(route, signatureHeaders, shared));
    await breathe();
  }
  const names = new Set(routes.map(({ name }) => name));
  shared.keptRates.retain(names);
  shared.foreignKeys.retain(names);
  return routes;
}

function buildRoute(config: RouteConfig, signatureHeaders: ReadonlySet<string>, shared: Shared): Route {
  const source = buildSource(config, shared.handedSecrets, shared.clock, shared.foreignKeys);
  const [first, ...others] = config.destinations.map((one) =>
    buildDestination(config, one, source, signatureHeaders, shared),
  );
  if (!first) throw new TypeError(`${config.name} has no destination`);
  const destinations = [first, ...others] as const;
  return {
    name: config.name,
    path: config.path,
    beginning: beginningOf(config.path),
    destinations,
    several: config.several,
    maxBodySize: config.maxBodySize,
    maxInFlight: config.maxInFlight,
    inFlight: shared.inFlightOf(config.name),
    relay: config.relay,
    allowsClient:
      config.source.allowIps.length === 0 ? () => true : createAddressMatcher(config.source.allowIps),
    source,
    letOn: buildLetOn(config, source, signatureHeaders, shared),
    rates: createRates(shared.keptRates.of(config.name, config.source.rate), source, shared.now),
    labelOf: createLabelReader(config.source.scheme, filtersEvents(config)),
    wantsEvent: createRouteFilter(config, destinations),
    paused: config.mode === 'direct' ? () => shared.pauses.of(config.name) !== undefined : () => false,
    dedupe: config.dedupe === false ? undefined : config.dedupe,
    tellApart: createTellApart(destinations.map(({ addedToUrl }) => addedToUrl)),
  };
}

/** The route's own patterns first, then whether any destination wants it: where one has patterns, the name is read. */
function createRouteFilter(
  { events }: RouteConfig,
  destinations: readonly Destination[],
): Route['wantsEvent'] {
  const route = createEventFilter(events);
  if (destinations.every(({ wantsEvent }) => !wantsEvent)) return route;
  return (event) =>
    (!route || route(event)) && destinations.some(({ wantsEvent }) => !wantsEvent || wantsEvent(event));
}
