/** Delivers what the log has again, past dedupe and under the same message id. */
import { routesOf } from '../../model/lane.js';
import type { DeliveryEntry } from '../../model/log-entry.js';
import { resend, type ResendParts } from './resend.js';
import { tally } from './tally.js';
import { fitsFilter, walk, type Walked } from './walk.js';
import type { JobFilter, Work } from './work.js';

/** Counted under this word, and never items. */
export const BODY_NOT_KEPT = 'body_not_kept';

export interface ReplayParts extends ResendParts {
  /** What a log that keeps no bodies has of a route. */
  readonly unkept: (route: string) => readonly DeliveryEntry[];
}

export function createReplayWork(parts: ReplayParts): Work {
  return {
    async count(filter) {
      const counts = new Map(
        await tally(meant(filter, undefined), ({ entry }) =>
          entry.bodyKept ? entry.outcome : BODY_NOT_KEPT,
        ),
      );
      const unkept = unkeptBy(filter);
      if (unkept > 0) counts.set(BODY_NOT_KEPT, (counts.get(BODY_NOT_KEPT) ?? 0) + unkept);
      return counts;
    },
    async *items(filter, after) {
      for await (const { entry, ...item } of meant(filter, after)) if (entry.bodyKept) yield item;
    },
    act: (item, jobId) => resend(item, jobId, true, parts),
  };

  async function* meant(filter: JobFilter, after: string | undefined): AsyncGenerator<Walked> {
    for await (const one of walk('log', filter, after, parts)) if (isMeant(one.entry, filter)) yield one;
  }

  function unkeptBy(filter: JobFilter): number {
    const wanted = routesOf(parts.lanes()).filter(
      (name) => filter.route === undefined || name === filter.route,
    );
    const entries = wanted.flatMap((name) => parts.unkept(name));
    return entries.filter((entry) => fitsFilter(entry, filter) && isMeant(entry, filter)).length;
  }
}

/** What was accepted is sent a second time on that very word alone: its outcome, or its id. */
function isMeant(entry: DeliveryEntry, { outcome, ids }: JobFilter): boolean {
  return entry.outcome !== 'accepted' || outcome === 'accepted' || ids !== undefined;
}
