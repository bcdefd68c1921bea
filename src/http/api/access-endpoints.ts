/** Who asks, and who wrote what. */
import type { AuditEntry } from '../../model/audit.js';
import type { Operations } from '../../operate/operations.js';
import { ok, type Call, type Endpoint, type Reply } from './endpoint.js';
import { WRITES } from './audited.js';
import { invalid, page, readLimit, readSpan, texts, type Query } from './query.js';
import { iso, listView } from './view.js';

export const ACCESS_ENDPOINTS: readonly Endpoint[] = [
  { method: 'get', path: '/whoami', role: 'viewer', handle: whoami },
  {
    method: 'get',
    path: '/audit',
    query: ['what', 'token', 'since', 'until', 'cursor', 'limit'],
    role: 'reader',
    handle: audit,
  },
];

function whoami(_operations: Operations, { principal: { name, role, actor } }: Call): Reply {
  return ok({ name, role, actor });
}

async function audit(operations: Operations, { query }: Call): Promise<Reply> {
  checkOperation(query);
  const wanted = {
    ...texts(query, ['what', 'token', 'cursor']),
    ...readSpan(query),
    limit: readLimit(query),
  };
  const found = await page(query, () => operations.audit(wanted));
  return ok(listView(found, auditView, operations.scopeOf(true)));
}

/** @throws Problem for what is no operation that writes: the list would be empty without a word. */
function checkOperation(query: Query): void {
  const what = query.get('what');
  if (what !== undefined && !WRITES.has(what))
    throw invalid('what', `not an operation that writes; known are ${[...WRITES].join(', ')}`);
}

interface AuditView extends Omit<AuditEntry, 'at'> {
  readonly at: string;
}

function auditView({ at, what, on, token, actor, client, count, status }: AuditEntry): AuditView {
  return { at: iso(at), what, on, token, actor, client, count, status };
}
