import { isAsked, type AuditEntry, type AuditStore } from '../../model/audit.js';
import type { EpochClock } from '../../model/time.js';

const KEPT = 1_000;

interface Kept {
  readonly number: number;
  readonly entry: AuditEntry;
}

/** For one process; a restart forgets. A cursor is the number of the last entry of its page. */
export function createMemoryAudit(clock: EpochClock = Date.now): AuditStore {
  let kept: readonly Kept[] = [];
  let count = 0;
  return {
    add(write) {
      kept = [{ number: ++count, entry: { ...write, at: clock() } }, ...kept.slice(0, KEPT - 1)];
      return Promise.resolve();
    },
    list(query) {
      const { cursor, limit } = query;
      if (cursor !== undefined && !/^\d{1,15}$/.test(cursor))
        return Promise.reject(new RangeError('not a cursor of this gateway'));
      const before = cursor === undefined ? Infinity : Number(cursor);
      const found = kept.filter(({ number, entry }) => number < before && isAsked(entry, query));
      const last = found.length > limit ? found[limit - 1] : undefined;
      return Promise.resolve({
        data: found.slice(0, limit).map(({ entry }) => entry),
        next: last && String(last.number),
      });
    },
  };
}
