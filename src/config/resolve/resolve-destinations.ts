/** Where a route's deliveries go: the only destination, or each of several with what is its own. */
import { laneOf } from '../../model/lane.js';
import type {
  DedupeConfig,
  DeliveryConfig,
  DestinationConfig,
  RouteConfig,
  SourceConfig,
} from '../config.js';
import type { Context } from './context.js';
import { checkEvents } from './resolve-events.js';
import { eachIsItsOwn } from '../warn/capture.js';
import { queueKeysAreFaults, resolveDelivery, type DeliveryNeeds } from './resolve-delivery.js';
import { resolveDestination } from './resolve-destination.js';
import { member, type Report } from '../../checks/report.js';
import type { DeliveryShape, OneDestinationShape, RouteGiven, RouteShape } from '../schema.js';
import { present } from './resolve-source.js';
import { checkUnique } from './unique.js';
import { resolvedFrom } from './resolved-from.js';

export interface DestinationNeeds {
  /** Whether the store forgets: the queued modes need one that does not. */
  readonly memoryStore: boolean;
  readonly dedupe: DedupeConfig | false;
  readonly source: SourceConfig | undefined;
}

/** What a route says, and where it says it. */
interface RouteSays {
  readonly route: RouteShape;
  /** What of it was written, without the defaults. */
  readonly given: RouteGiven;
  readonly path: string;
}

type Resolved = Pick<RouteConfig, 'mode' | 'destinations' | 'several'>;

/** @returns undefined where something essential is faulty; the faults are told. */
export function resolveDestinations(
  says: RouteSays,
  needs: DestinationNeeds,
  context: Context,
): Resolved | undefined {
  const { route, path } = says;
  if (route.destinations === undefined) return resolveOnly(says, needs, context);
  if (route.destination !== undefined)
    context.report.fault(member(path, 'destination'), 'stands beside destinations; put it into the list');
  return resolveSeveral(says, needs, context);
}

function resolveOnly(
  { route, given, path }: RouteSays,
  needs: DestinationNeeds,
  context: Context,
): Resolved | undefined {
  const at = member(path, 'destination');
  const destination = resolveDestination(route.destination, at, context);
  const place = { key: (name: string) => member(path, 'delivery', name), route: path };
  const delivery = resolveDelivery(route.delivery, given.delivery, place, { ...needs, destination }, context);
  const { mode } = route.delivery;
  if (!destination) return undefined;
  const only = resolvedFrom(destination, { lane: route.name ?? '', events: [], delivery });
  return { mode, several: false, destinations: [only] };
}

function resolveSeveral(says: RouteSays, needs: DestinationNeeds, context: Context): Resolved | undefined {
  const { route, given, path } = says;
  const { report } = context;
  const list = route.destinations ?? [];
  if (list.length === 0)
    report.missing(member(path, 'destinations'), 'names no destination; at least one is needed');
  checkUnique(list, 'name', member(path, 'destinations'), report);
  const found: DestinationConfig[] = [];
  list.forEach((shape, i) => {
    if (!shape) return;
    const at = member(path, 'destinations', i);
    const own = given.destinations?.[i]?.delivery;
    const one = resolveOne(says, { shape, own, path: at }, needs, context);
    if (one) found.push(one);
  });
  const { mode } = route.delivery;
  checkPartly(mode, found, path, needs, report);
  // Beside one that stores, they are what that one leaves out.
  if (found.every(({ delivery }) => delivery.mode === 'direct'))
    queueKeysAreFaults(given.delivery, (name) => member(path, 'delivery', name), report);
  const [first, ...others] = found;
  return first && found.length === list.length
    ? { mode, several: true, destinations: [first, ...others] }
    : undefined;
}

type DeliveryGiven = RouteGiven['delivery'];

interface One {
  readonly shape: OneDestinationShape;
  /** What the destination itself says of its delivery. */
  readonly own: DeliveryGiven;
  readonly path: string;
}

function resolveOne(
  says: RouteSays,
  { shape, own, path }: One,
  needs: DestinationNeeds,
  context: Context,
): DestinationConfig | undefined {
  const { report } = context;
  const { delivery: itsOwn, events: named = [], ...rest } = shape;
  const { name } = shape;
  if (name === undefined)
    report.missing(member(path, 'name'), 'is required: each of several destinations has a name of its own');
  const events = present(named);
  if (events.length > 0 && needs.source)
    checkEvents(named, needs.source.scheme, member(path, 'events'), report);
  const destination = resolveDestination({ ...rest, name: name ?? '' }, path, context);
  const delivery = resolveItsDelivery(says, { itsOwn, own, path }, { ...needs, destination }, context);
  if (name === undefined || !destination) return undefined;
  return resolvedFrom(destination, { lane: laneOf(says.route.name ?? '', name), events, delivery });
}

/** What it leaves out, the route says. */
function resolveItsDelivery(
  { route, given, path: routePath }: RouteSays,
  { itsOwn, own = {}, path }: Omit<One, 'shape'> & { readonly itsOwn: DeliveryShape | undefined },
  needs: DeliveryNeeds,
  context: Context,
): DeliveryConfig {
  const { mode } = route.delivery;
  const said = Object.keys(own).map((key) => [key, Reflect.get(itsOwn ?? {}, key) as unknown]);
  const shape = { ...route.delivery, ...(Object.fromEntries(said) as Partial<DeliveryShape>) };
  if (shape.mode !== mode && shape.mode !== 'queued') {
    context.report.fault(
      member(path, 'delivery', 'mode'),
      `the route is ${mode}, and its source waits for all destinations alike; only queued may differ: such a message is stored, and nobody waits for it`,
    );
  }
  const toGive = shape.mode === 'direct' ? own : { ...given.delivery, ...own };
  const key = (name: string): string =>
    member(name in own || toGive === own ? path : routePath, 'delivery', name);
  return resolveDelivery(shape, toGive, { key, route: routePath }, needs, context);
}

/** Where some have accepted and one has not, only the source's retry brings it to that one. */
function checkPartly(
  mode: DeliveryConfig['mode'],
  found: readonly DestinationConfig[],
  path: string,
  { dedupe, source }: DestinationNeeds,
  report: Report,
): void {
  if (mode !== 'direct' || !source) return;
  if (found.filter(({ delivery }) => delivery.mode === 'direct').length < 2) return;
  const why = reasonAgainst(dedupe, source);
  if (why === undefined) return;
  report.fault(
    member(path, 'destinations'),
    `${why}: one that fails beside others that accept would get nothing more, or the others everything again; take delivery: { mode: spill }, which keeps what one owes (with a Redis)`,
  );
}

function reasonAgainst(dedupe: DedupeConfig | false, { scheme }: SourceConfig): string | undefined {
  if (scheme.retries === 'none') return 'several are waited for, and this provider never retries';
  if (dedupe === false) return 'several are waited for, and dedupe is off';
  if (eachIsItsOwn(dedupe.key, scheme))
    return 'several are waited for, and nothing tells a retry of this scheme from a new delivery';
  return undefined;
}
