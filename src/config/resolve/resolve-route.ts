/** One route of a configuration, resolved: its two sides, its limits, and the rules between them. */
import { parseSize } from '../../model/units.js';
import type { RouteConfig, ServerConfig } from '../config.js';
import type { Context } from './context.js';
import { resolveDeliveries, resolveDelivery } from './resolve-delivery.js';
import { resolveDestination } from './resolve-destination.js';
import { member, type Report } from '../../checks/report.js';
import type { RouteShape } from '../schema.js';
import { present, resolveDedupe, resolveSource } from './resolve-source.js';
import { checkPath } from './urls.js';

export interface RouteDefaults {
  readonly server: ServerConfig;
  /** Whether the store forgets: the queued modes need one that does not. */
  readonly memoryStore: boolean;
  /** The environment's one route may do without a path and then takes any. */
  readonly anyPath: boolean;
}

/** @returns undefined where something essential is faulty; the faults are told. */
export function resolveRoute(
  given: RouteShape,
  path: string,
  defaults: RouteDefaults,
  context: Context,
): RouteConfig | undefined {
  const { report } = context;
  if (given.name === undefined)
    report.missing(member(path, 'name'), 'is required: it is the metric label and part of dedupe keys');
  if (given.path !== undefined) checkPath(given.path, member(path, 'path'), report);
  else if (!defaults.anyPath)
    report.missing(member(path, 'path'), 'is required: the exact path, such as /webhooks/leads');
  const source = resolveSource(given.source, member(path, 'source'), context);
  const destination = resolveDestination(given.destination, member(path, 'destination'), context);
  const events = present(given.events);
  if (events.length > 0 && source && (source.scheme.event ?? []).length === 0) {
    report.fault(
      member(path, 'events'),
      'the scheme of the source yields no event name, so nothing would ever match',
    );
  }
  const dedupe = resolveDedupe(given.dedupe);
  const needs = { memoryStore: defaults.memoryStore, dedupe, destination };
  const delivery = resolveDelivery(given.delivery, path, needs, context);
  const deliveries = resolveDeliveries(given.deliveries, delivery.mode, member(path, 'deliveries'), report);
  if (given.name === undefined || !source || !destination) return undefined;
  return {
    name: given.name,
    path: given.path,
    maxBodySize:
      given.maxBodySize ?? parseSize(source.scheme.maxBodySize ?? '') ?? defaults.server.maxBodySize,
    maxInFlight: given.maxInFlight ?? Math.ceil(defaults.server.maxInFlight / 4),
    relay: given.relay ?? 'answer',
    source,
    destination,
    events,
    dedupe,
    delivery,
    deliveries,
  };
}

/** Names and paths that two routes share. */
export function checkUnique(routes: readonly (RouteShape | undefined)[], report: Report): void {
  for (const key of ['name', 'path'] as const) {
    const first = new Map<string, number>();
    routes.forEach((route, i) => {
      const value = route?.[key];
      if (value === undefined) return;
      const earlier = first.get(value);
      if (earlier === undefined) first.set(value, i);
      else
        report.fault(member('routes', i, key), `routes[${earlier}] has the same ${key}; each needs its own`);
    });
  }
}
