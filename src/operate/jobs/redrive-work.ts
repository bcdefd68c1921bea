/** Sends dead letters again. */
import { BODY_NOT_KEPT } from './replay-work.js';
import { resend, type ResendParts } from './resend.js';
import { tally } from './tally.js';
import { walk } from './walk.js';
import type { Work } from './work.js';

export function createRedriveWork(parts: ResendParts): Work {
  return {
    count: (filter) =>
      tally(walk('dead', filter, undefined, parts), ({ entry }) =>
        entry.bodyKept ? entry.outcome : BODY_NOT_KEPT,
      ),
    async *items(filter, after) {
      for await (const { entry, ...item } of walk('dead', filter, after, parts))
        if (entry.bodyKept) yield item;
    },
    act: (item, jobId) => resend(item, jobId, false, parts),
  };
}
