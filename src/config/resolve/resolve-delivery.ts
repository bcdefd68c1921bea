/** How a route delivers and what it remembers of it: `delivery` and `deliveries`, resolved. */
import type { Scheme } from '../../schemes/spec.js';
import { duration, parseDuration } from '../../model/units.js';
import type { DedupeConfig, DeliveryConfig, DeliveryLogConfig, QueueConfig } from '../config.js';
import { namedScheme, type Context } from './context.js';
import { member, type Report } from '../../checks/report.js';
import type { DeliveryShape, RouteGiven, RouteShape } from '../schema.js';
import { present } from './resolve-source.js';
import { resolvedFrom } from './resolved-from.js';

/** The schedule of receivers whose own format says nothing of retries. */
const USUAL_SCHEDULE = 'standard';

export interface DeliveryNeeds {
  /** Whether the store forgets: the queued modes need one that does not. */
  readonly memoryStore: boolean;
  readonly dedupe: DedupeConfig | false;
  /** The scheme of the destination and its name; undefined where that is faulty. */
  readonly destination: { readonly schemeName: string; readonly scheme: Scheme } | undefined;
}

/** Where the keys of a `delivery` stand, and the path of its route. */
export interface DeliveryPlace {
  readonly key: (name: string) => string;
  readonly route: string;
}

export function resolveDelivery(
  delivery: DeliveryShape,
  given: RouteGiven['delivery'],
  { key: pathOf, route }: DeliveryPlace,
  needs: DeliveryNeeds,
  context: Context,
): DeliveryConfig {
  const { report } = context;
  const { mode } = delivery;
  if (mode === 'direct') {
    queueKeysAreFaults(given, pathOf, report);
    return { mode };
  }
  if (needs.memoryStore) {
    report.fault(
      pathOf('mode'),
      `${mode} needs a Redis in store.url (REDIS_URL if there is no file): memory: forgets acknowledged messages on restart`,
    );
  }
  if (mode === 'queued' && needs.dedupe !== false && needs.dedupe.onStoreOutage === 'forward') {
    report.fault(
      member(route, 'dedupe', 'onStoreOutage'),
      'forward cannot hold in mode queued: while the store is out nothing can be queued; take refuse, or mode spill',
    );
  }
  const schedule = resolveSchedule(delivery.schedule, pathOf('schedule'), needs.destination, context);
  return resolvedFrom(delivery, { mode, ...schedule });
}

/** Where nothing is stored. */
export function queueKeysAreFaults(
  given: RouteGiven['delivery'],
  pathOf: DeliveryPlace['key'],
  report: Report,
): void {
  for (const key of Object.keys(given ?? {})) {
    if (key !== 'mode') report.fault(pathOf(key), 'belongs to the modes queued and spill only');
  }
}

function resolveSchedule(
  given: DeliveryShape['schedule'],
  path: string,
  destination: DeliveryNeeds['destination'],
  context: Context,
): Pick<QueueConfig, 'schedule' | 'scheduleName'> {
  if (Array.isArray(given)) return { schedule: present(given), scheduleName: undefined };
  const name =
    given ?? (destination && retries(destination.scheme) ? destination.schemeName : USUAL_SCHEDULE);
  if (parseDuration(name) !== undefined) {
    context.report.fault(path, 'a list of delays stands in brackets, such as [5s, 5m, 30m]');
    return { schedule: [], scheduleName: name };
  }
  const scheme = namedScheme(name, path, context);
  const delays = scheme && retries(scheme);
  if (scheme && !delays) {
    context.report.fault(
      path,
      'this scheme has no retries to go by; name another, or list the delays, such as [5s, 5m, 30m]',
    );
  }
  return { schedule: (delays ?? []).map(duration), scheduleName: name };
}

function retries(scheme: Scheme): readonly string[] | undefined {
  return scheme.retries === 'none' ? undefined : scheme.retries;
}

export function resolveDeliveries(
  deliveries: RouteShape['deliveries'],
  given: RouteGiven['deliveries'],
  { mode, memoryStore }: { readonly mode: DeliveryConfig['mode']; readonly memoryStore: boolean },
  path: string,
  report: Report,
): DeliveryLogConfig {
  const { log = mode === 'direct' ? 'memory' : 'store' } = deliveries;
  if (mode !== 'direct' && log !== 'store') {
    report.fault(
      member(path, 'log'),
      `in mode ${mode} the log is always in the store, because it lists the messages that wait or are dead; remove this, and bound the log with maxAge and maxCount`,
    );
  }
  if (mode !== 'direct' || report.blames(path)) return resolvedFrom(deliveries, { log });
  if (log === 'store' && memoryStore) {
    report.warn(
      member(path, 'log'),
      'is kept in the memory of the process, because store.url is memory:; a log in the store needs a Redis',
    );
    return resolvedFrom(deliveries, { log: 'memory' });
  }
  const bounded = given?.maxAge !== undefined || given?.maxCount !== undefined;
  if (deliveries.log === undefined && bounded) {
    report.warn(path, 'maxAge and maxCount bound a log in the store; it takes log: store');
  }
  return resolvedFrom(deliveries, { log });
}
