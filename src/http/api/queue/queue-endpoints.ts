/** What waits, what is due when, and why what is dead died. */
import type { Operations } from '../../../operate/operations.js';
import { ok, type Call, type Endpoint, type Reply } from '../endpoint.js';
import { Problem } from '../problem.js';
import { texts } from '../query.js';
import { listView } from '../view.js';
import { queueView } from './queue-view.js';

const PLACE = ['route', 'destination'] as const;

export const QUEUE_ENDPOINTS: readonly Endpoint[] = [
  { method: 'get', path: '/queue', query: PLACE, role: 'viewer', handle: queue },
];

async function queue(operations: Operations, { query }: Call): Promise<Reply> {
  const data = await operations.queue(texts(query, PLACE));
  if (!data) throw new Problem('unknown_route', 'Or it has no destination of this name.');
  return ok(listView({ data, next: undefined }, queueView, operations.scopeOf(true)));
}
