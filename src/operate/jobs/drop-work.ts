/**
 * Drops messages: with `outcome: dead` dead letters, with `outcome: queued` what is pending. Both are in the log as
 * cancelled from then on.
 */
import type { ListQuery } from '../../queue/message-store.js';
import type { ResendParts } from './resend.js';
import { tally } from './tally.js';
import { isPending, walk } from './walk.js';
import type { JobFilter, Work, WorkItem } from './work.js';

export const DROPPED_OUTCOMES = ['dead', 'queued'] as const;

export function createDropWork(parts: ResendParts): Work {
  return {
    count: (filter) => tally(walk(indexOf(filter), filter, undefined, parts), ({ entry }) => entry.outcome),
    async *items(filter, after) {
      for await (const { entry, ...item } of walk(indexOf(filter), filter, after, parts))
        yield { ...item, key: `${isPending(entry) ? PENDING : DEAD}${item.key}` };
    },
    act(item, jobId) {
      const key = item.key.slice(1);
      return item.key.startsWith(PENDING)
        ? cancel({ ...item, key }, parts)
        : dropDead({ ...item, key }, jobId, parts);
    },
  };
}

/** Before the key of an item: in which list it stood. */
const PENDING = 'p';
const DEAD = 'x';

function indexOf({ outcome }: JobFilter): ListQuery['index'] {
  return outcome === 'queued' ? 'pending' : 'dead';
}

async function dropDead(
  { lane, key }: WorkItem,
  jobId: string,
  { messages, queues }: ResendParts,
): Promise<'done' | 'skipped'> {
  const queue = queues()?.of(lane);
  if (!queue || !messages) return 'skipped';
  return (await messages.drop(lane, key, jobId, queue.route.keeping)) ? 'done' : 'skipped';
}

/** What is being attempted goes on. */
async function cancel(
  { lane, key }: WorkItem,
  { messages, queues }: ResendParts,
): Promise<'done' | 'skipped'> {
  const queue = queues()?.of(lane);
  const entry = await messages?.entry({ lane, key });
  if (entry?.dead === 'cancelled') return 'done';
  if (!queue || !entry || !isPending(entry)) return 'skipped';
  return (await queue.cancel(key)) ? 'done' : 'skipped';
}
