/**
 * The audit in Redis: one stream over all replicas, `<prefix>:audit:1`. Its ids are the times by Redis's own clock, and
 * the cursors of its pages.
 */
import { isAsked, type AuditEntry, type AuditQuery, type AuditStore } from '../../../model/audit.js';
import { nothing, type Ask } from '../messages/message-keys.js';
import { VERSIONS } from '../versions.js';
import { noAnswerOfOurs } from '../script.js';

const KEPT = 10_000;
const KEPT_MS = 90 * 86_400_000;
const PAGE = 500;

export function createRedisAudit(prefix: string, ask: Ask): AuditStore {
  const key = `${prefix}:audit:${VERSIONS.audit}`;
  const read = (from: string, to: string): Promise<readonly Listed[]> =>
    ask('audit', (client) => client.xrevrange(key, from, to, 'COUNT', PAGE), listed);

  return {
    add: (write) =>
      ask('audit', (client) => client.gwAddAuditEntry(key, JSON.stringify(write), KEPT, KEPT_MS), nothing),
    async list(query) {
      const { since, limit } = query;
      const to = since === undefined ? '-' : String(since);
      let from = startOf(query);
      const found: Listed[] = [];
      // One more than asked for says that there is more.
      while (found.length <= limit) {
        const entries = await read(from, to);
        found.push(...entries.filter(({ entry }) => isAsked(entry, query)));
        const last = entries.at(-1);
        if (!last || entries.length < PAGE) break;
        from = `(${last.id}`;
      }
      const end = found.length > limit ? found[limit - 1] : undefined;
      return { data: found.slice(0, limit).map(({ entry }) => entry), next: end?.id };
    },
  };
}

/** Where the newest entry stands that may be told. @throws RangeError */
function startOf({ until, cursor }: AuditQuery): string {
  if (cursor === undefined) return until === undefined ? '+' : String(until);
  if (!/^\d{1,15}-\d{1,15}$/.test(cursor)) throw new RangeError('not a cursor of this gateway');
  return `(${cursor}`;
}

interface Listed {
  readonly id: string;
  readonly entry: AuditEntry;
}

function listed(answer: unknown): readonly Listed[] {
  if (!Array.isArray(answer)) return noAnswerOfOurs();
  return answer.map((item: unknown) => {
    const [id, fields] = item as [string, readonly string[]];
    const write = JSON.parse(fields[1] ?? '') as Omit<AuditEntry, 'at'>;
    return { id, entry: { ...write, at: Number(id.split('-')[0]) } };
  });
}
