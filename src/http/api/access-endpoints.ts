/** Who asks, and who wrote what. */
import type { AuditEntry } from '../../model/audit.js';
import type { Operations } from '../../operate/operations.js';
import { ok, type Call, type Endpoint, type Reply } from './endpoint.js';
import { invalid, page, readLimit, readSpan, texts, type Query } from './query.js';
import { iso, listView } from './view.js';

/** @param writes the names of the operations that write, once all are known */
export function accessEndpoints(writes: () => ReadonlySet<string>): readonly Endpoint[] {
  return [
    { method: 'get', path: '/whoami', role: 'viewer', handle: whoami },
    {
      method: 'get',
      path: '/audit',
      query: ['what', 'token', 'since', 'until', 'cursor', 'limit'],
      role: 'reader',
      handle(operations, call) {
        checkOperation(call.query, writes());
        return audit(operations, call);
      },
    },
  ];
}

function whoami(_operations: Operations, { principal: { name, role, actor } }: Call): Reply {
  return ok({ name, role, actor });
}

async function audit(operations: Operations, { query }: Call): Promise<Reply> {
  const wanted = {
    ...texts(query, ['what', 'token', 'cursor']),
    ...readSpan(query),
    limit: readLimit(query),
  };
  const found = await page(query, () => operations.audit(wanted));
  return ok(listView(found, auditView, operations.scopeOf(true)));
}

/** @throws Problem for what is no operation that writes: the list would be empty without a word. */
function checkOperation(query: Query, writes: ReadonlySet<string>): void {
  const what = query.get('what');
  if (what !== undefined && !writes.has(what))
    throw invalid('what', `not an operation that writes; known are ${[...writes].join(', ')}`);
}

interface AuditView extends Omit<AuditEntry, 'at'> {
  readonly at: string;
}

function auditView({ at, what, on, token, actor, client, count, status }: AuditEntry): AuditView {
  return { at: iso(at), what, on, token, actor, client, count, status };
}
