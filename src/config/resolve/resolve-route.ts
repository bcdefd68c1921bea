/** One route of a configuration, resolved: its two sides, its limits, and the rules between them. */
import { parseSize } from '../../model/units.js';
import type { RouteConfig, ServerConfig } from '../config.js';
import type { Context } from './context.js';
import { destinationPath } from '../destination-path.js';
import { checkBetweenSides } from './between-sides.js';
import { checkEvents } from './resolve-events.js';
import { resolveDedupe } from './resolve-dedupe.js';
import { resolveDeliveries } from './resolve-delivery.js';
import { resolveRefused } from './resolve-refused.js';
import { resolveDestinations } from './resolve-destinations.js';
import { member } from '../../checks/report.js';
import type { RouteGiven, RouteShape } from '../schema.js';
import { checkLetsOn } from './resolve-report-only.js';
import { resolveSource } from './resolve-source.js';
import { checkPath } from './urls.js';

export interface Surroundings {
  readonly server: ServerConfig;
  /** Whether the store forgets: the queued modes need one that does not. */
  readonly memoryStore: boolean;
  /** The environment's one route may do without a path and then takes any. */
  readonly anyPath: boolean;
}

/** @returns undefined where something essential is faulty; the faults are told. */
export function resolveRoute(
  route: RouteShape,
  given: RouteGiven,
  path: string,
  { server, memoryStore, anyPath }: Surroundings,
  context: Context,
): RouteConfig | undefined {
  const { report } = context;
  const { name, events = [] } = route;
  if (name === undefined)
    report.missing(member(path, 'name'), 'is required: it is the metric label and part of dedupe keys');
  if (route.path !== undefined) checkPath(route.path, member(path, 'path'), report);
  else if (!anyPath) report.missing(member(path, 'path'), 'is required: a path, such as /webhooks/leads');
  const source = resolveSource(route.source, member(path, 'source'), route.path, context);
  if (events.length > 0 && source) checkEvents(events, source.scheme, member(path, 'events'), report);
  const dedupe = resolveDedupe(route.dedupe, source, member(path, 'dedupe'), report);
  const needs = { memoryStore, dedupe, source };
  const to = resolveDestinations({ route, given, path }, needs, context);
  to?.destinations.forEach((one, k) => {
    const at = member(path, ...destinationPath(to, k));
    if (source) checkBetweenSides(source, one, route.path, at, report);
  });
  const stores = to?.destinations.find(({ delivery }) => delivery.mode !== 'direct');
  if (source) checkLetsOn(source, route, member(path, 'source', 'reportOnly'), report);
  const deliveries = resolveDeliveries(
    route.deliveries,
    given.deliveries,
    { mode: stores?.delivery.mode ?? route.delivery.mode, memoryStore },
    member(path, 'deliveries'),
    report,
  );
  const refused = resolveRefused(route.refused, memoryStore, member(path, 'refused'), report);
  if (name === undefined || !source || !to) return undefined;
  return {
    relay: route.relay,
    name,
    path: route.path,
    maxBodySize: route.maxBodySize ?? parseSize(source.scheme.maxBodySize ?? '') ?? server.maxBodySize,
    maxInFlight: route.maxInFlight ?? Math.ceil(server.maxInFlight / 4),
    source,
    ...to,
    events,
    dedupe,
    deliveries,
    refused,
  };
}
