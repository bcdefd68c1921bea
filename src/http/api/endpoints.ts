/**
 * The endpoints, one entry each: its path, its parameters, its answer. The router and the OpenAPI document agree with
 * this table.
 */
import type { Acted, Candidate, Meant } from '../../operate/meant.js';
import type { DeliveryQuery, Operations, RouteState } from '../../operate/operations.js';
import type { DeliveryEntry } from '../../model/log-entry.js';
import { accessEndpoints } from './access-endpoints.js';
import { writesOf } from './audited.js';
import { CONFIG_ENDPOINTS } from './config-endpoints.js';
import { ok, type Call, type Endpoint, type Reply } from './endpoint.js';
import { JOB_ENDPOINTS, starting } from './jobs/jobs-endpoints.js';
import { OVERVIEW_ENDPOINTS } from './overview/overview-endpoints.js';
import { openapi } from './openapi.js';
import { withRoles } from './openapi-roles.js';
import { Problem } from './problem.js';
import { page, readDeadReason, readLimit, readOutcome, readSpan, texts } from './query.js';
import type { Role } from '../../model/role.js';
import { QUEUE_ENDPOINTS } from './queue/queue-endpoints.js';
import { REFUSED_ENDPOINTS } from './refused/refused-endpoints.js';
import { SELECTION_MEMBERS, readSelection } from './selection.js';
import { TRANSLATE } from './translate/translate-endpoint.js';
import {
  attemptView,
  candidateView,
  deliveryView,
  detailView,
  listView,
  revealedView,
  routeView,
  type DeliveryView,
} from './view.js';

/** Of each endpoint that is about one delivery: where it belongs. */
const PLACE = ['route', 'destination'] as const;
const PAGED = [...PLACE, 'cursor', 'limit'] as const;
/** Of those that are about a route: one of its destinations alone. */
const DESTINATION = ['destination'] as const;

export const ENDPOINTS: readonly Endpoint[] = [
  { method: 'get', path: '/routes', role: 'viewer', handle: routes },
  { method: 'post', path: '/routes/:name/test', query: DESTINATION, role: 'operator', handle: test },
  { method: 'post', path: '/routes/:name/pause', query: DESTINATION, role: 'operator', handle: pause },
  { method: 'post', path: '/routes/:name/resume', query: DESTINATION, role: 'operator', handle: resume },
  { method: 'post', path: '/routes/:name/cancel', query: DESTINATION, role: 'operator', handle: cancel },
  { method: 'post', path: '/routes/:name/handshake', role: 'operator', handle: handshake },
  TRANSLATE,
  {
    method: 'get',
    path: '/deliveries',
    query: ['route', 'destination', 'outcome', 'event', 'id', 'since', 'until', 'cursor', 'limit'],
    role: 'viewer',
    handle: deliveries,
  },
  { method: 'get', path: '/deliveries/:id', query: PLACE, role: 'viewer', handle: delivery },
  { method: 'post', path: '/deliveries/:id/replay', query: PLACE, role: 'operator', handle: replay },
  { method: 'post', path: '/deliveries/:id/forget', query: PLACE, role: 'operator', handle: forget },
  ...REFUSED_ENDPOINTS,
  { method: 'post', path: '/refused/:id/allow', query: PLACE, role: 'operator', handle: allow },
  {
    method: 'get',
    path: '/dead',
    query: [...PLACE, 'reason', 'cursor', 'limit'],
    role: 'viewer',
    handle: dead,
  },
  { method: 'get', path: '/pending', query: PAGED, role: 'viewer', handle: pending },
  { method: 'post', path: '/dead/replay', members: SELECTION_MEMBERS, role: 'operator', handle: replayDead },
  ...QUEUE_ENDPOINTS,
  ...JOB_ENDPOINTS,
  ...OVERVIEW_ENDPOINTS,
  ...CONFIG_ENDPOINTS,
  ...accessEndpoints(() => WRITES),
  { method: 'get', path: '/openapi.json', role: 'viewer', handle: () => ok(document) },
];

const WRITES = writesOf(ENDPOINTS);

/** The OpenAPI document, with the role that each operation needs. */
export const document = withRoles(openapi, ENDPOINTS);

async function routes(operations: Operations): Promise<Reply> {
  const data = await operations.routes();
  return ok(listView({ data, next: undefined }, routeView, operations.scopeOf(true)));
}

async function test(operations: Operations, { subject, query, role }: Call): Promise<Reply> {
  const tested = await operations.test(subject, destinationIn(query));
  const [first] = tested ?? [];
  if (!tested || !first) throw unknownPlace(query);
  const destinations = tested.map(({ destination, id, attempt }) => ({
    ...{ destination, id },
    attempt: attemptView(attempt, role),
  }));
  return ok({ id: first.id, attempt: attemptView(first.attempt, role), destinations });
}

/** The one that is meant; undefined: all of the route. */
function destinationIn(query: Call['query']): string | undefined {
  return query.get('destination') ?? undefined;
}

function unknownPlace(query: Call['query']): Problem {
  const isOfOne = destinationIn(query) !== undefined;
  return new Problem('unknown_route', isOfOne ? 'Or it has no destination of this name.' : undefined);
}

async function pause(operations: Operations, { subject, query }: Call): Promise<Reply> {
  if (!(await operations.pause(subject, destinationIn(query)))) throw unknownPlace(query);
  return ok(routeView(await stateOf(operations, subject)));
}

async function resume(operations: Operations, { subject, query }: Call): Promise<Reply> {
  if (!(await operations.resume(subject, destinationIn(query)))) throw unknownPlace(query);
  return ok(routeView(await stateOf(operations, subject)));
}

async function stateOf(operations: Operations, route: string): Promise<RouteState> {
  const state = (await operations.routes()).find(({ name }) => name === route);
  // A reload took it away meanwhile.
  if (!state) throw new Problem('unknown_route');
  return state;
}

async function cancel(operations: Operations, { subject, query, principal }: Call): Promise<Reply> {
  const count = await starting(() => operations.cancel(subject, principal.name, destinationIn(query)));
  if (count === undefined) throw unknownPlace(query);
  return ok({ count });
}

async function handshake(operations: Operations, { subject }: Call): Promise<Reply> {
  const revealed = await operations.handshake(subject);
  if (!revealed) throw new Problem('unknown_route');
  return ok(revealedView(revealed));
}

async function deliveries(operations: Operations, { query, role }: Call): Promise<Reply> {
  const outcome = readOutcome(query);
  const wanted: DeliveryQuery = {
    ...texts(query, ['route', 'destination', 'event', 'id', 'cursor']),
    ...(outcome !== undefined && { outcome }),
    ...readSpan(query),
    limit: readLimit(query),
  };
  const found = await page(query, () => operations.deliveries(wanted));
  const scope = operations.scopeOf(found.shared);
  return ok({ ...listView(found, shownTo(role), scope), note: found.note ?? null });
}

async function delivery(operations: Operations, call: Call): Promise<Reply> {
  const detail = await operations.delivery(meantBy(call));
  if (!detail) throw new Problem('unknown_delivery');
  return ok(detailView(detail, call.role));
}

async function replay(operations: Operations, call: Call): Promise<Reply> {
  const { result, on } = actedOn(await operations.replay(meantBy(call)));
  if (result === 'body_not_kept') throw new Problem('body_not_kept');
  return { status: 202, body: { ...candidateView(on), replayed: true } };
}

async function forget(operations: Operations, call: Call): Promise<Reply> {
  const { on } = actedOn(await operations.forget(meantBy(call)));
  return ok({ ...candidateView(on), forgotten: true });
}

async function allow(operations: Operations, call: Call): Promise<Reply> {
  const { on } = actedOn(await operations.allow(meantBy(call)));
  return ok({ ...candidateView(on), allowed: true });
}

function meantBy({ subject, query }: Call): Meant {
  return { id: subject, ...texts(query, PLACE) };
}

/** @throws Problem unless the id led to exactly one delivery. */
function actedOn<Done extends string>(acted: Acted<Done>): Extract<Acted<Done>, { readonly on: Candidate }> {
  if ('on' in acted) return acted;
  if ('candidates' in acted) {
    const detail = 'Name the route (and the destination), or take the message id of the one you mean.';
    throw new Problem('ambiguous_id', detail, {
      members: { candidates: acted.candidates.map(candidateView) },
    });
  }
  throw new Problem('unknown_delivery');
}

async function dead(operations: Operations, { query, role }: Call): Promise<Reply> {
  const reason = readDeadReason(query);
  const wanted = {
    ...texts(query, [...PLACE, 'cursor']),
    ...(reason !== undefined && { reason }),
    limit: readLimit(query),
  };
  const found = await page(query, () => operations.dead(wanted));
  return ok({ ...listView(found, shownTo(role), operations.scopeOf(true)), note: null });
}

async function pending(operations: Operations, { query, role }: Call): Promise<Reply> {
  const wanted = { ...texts(query, [...PLACE, 'cursor']), limit: readLimit(query) };
  const found = await page(query, () => operations.pending(wanted));
  return ok({ ...listView(found, shownTo(role), operations.scopeOf(true)), note: null });
}

function shownTo(role: Role): (entry: DeliveryEntry) => DeliveryView {
  return (entry) => deliveryView(entry, role);
}

async function replayDead(operations: Operations, { body, principal }: Call): Promise<Reply> {
  const selection = readSelection(body);
  const count = await starting(() => operations.replayDead(selection, principal.name));
  return { status: 202, body: { count } };
}
