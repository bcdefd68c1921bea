/** The endpoints of refused deliveries: the list, and one of them with what explains it. */
import { isIP } from 'node:net';
import type { RefusedFilter } from '../../../operate/refused/refused-operations.js';
import type { Operations } from '../../../operate/operations.js';
import { ok, type Call, type Endpoint, type Reply } from '../endpoint.js';
import { Problem } from '../problem.js';
import { invalid, readLimit, readOutcome, readSpan, type Query } from '../query.js';
import { may } from '../../../model/role.js';
import { listView } from '../view.js';
import { refusedDetailView, refusedView } from './refused-view.js';

const FILTERS = ['route', 'outcome', 'reason', 'client', 'since', 'until'] as const;

export const REFUSED_ENDPOINTS: readonly Endpoint[] = [
  { method: 'get', path: '/refused', query: [...FILTERS, 'cursor', 'limit'], role: 'viewer', handle: list },
  { method: 'get', path: '/refused/:id', query: ['route'], role: 'viewer', handle: show },
];

async function list(operations: Operations, { query }: Call): Promise<Reply> {
  const cursor = query.get('cursor');
  const wanted = { ...filterOf(query), ...(cursor !== undefined && { cursor }), limit: readLimit(query) };
  try {
    const found = await operations.refused.list(wanted);
    return ok(listView(found, refusedView, operations.scopeOf(found.shared)));
  } catch (error) {
    if (error instanceof RangeError) throw invalid('cursor', 'not one that this gateway gave');
    throw error;
  }
}

async function show({ refused }: Operations, { subject, query, role }: Call): Promise<Reply> {
  const detail = await refused.show(subject, query.get('route'));
  if (!detail) throw new Problem('unknown_refused');
  return ok(refusedDetailView(detail, may(role, 'reader')));
}

function filterOf(query: Query): RefusedFilter {
  const outcome = readOutcome(query);
  const client = query.get('client');
  if (client !== undefined && isIP(client) === 0) throw invalid('client', 'not an address');
  const given = {
    route: query.get('route'),
    outcome,
    reason: query.get('reason'),
    client,
    ...readSpan(query),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
