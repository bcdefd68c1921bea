/** What replay and redrive share: a message is armed again, and looked at. */
import type { QueueEngine } from '../../queue/engine.js';
import type { WalkParts } from './walk.js';
import type { WorkItem } from './work.js';

export interface ResendParts extends WalkParts {
  /** Undefined if nothing is queued. */
  readonly queues: () => QueueEngine | undefined;
}

/**
 * The message is in its route's queue once this has resolved; what the receiver says, the log tells.
 * @param replay it is sent though it was accepted, and one that waits is attempted now
 */
export async function resend(
  { lane, key }: WorkItem,
  jobId: string,
  replay: boolean,
  { messages, queues }: ResendParts,
): Promise<'done' | 'skipped'> {
  const queue = queues()?.of(lane);
  if (!queue || !messages) return 'skipped';
  const { heir } = queue.route;
  // Of a destination that is not configured any more: it would only be dead again.
  if (heir && !heir((await messages.entry({ lane, key }))?.destination ?? '')) return 'skipped';
  const armed = await messages.arm(lane, key, await messages.time(lane), replay, jobId);
  if (armed === 'no_body' || armed === 'gone') return 'skipped';
  // Whoever armed it sees to it.
  if (armed === 'pending' && !replay) return 'skipped';
  // Its maker may have died before there was a queue job; one that is there stays.
  if (armed === 'again') await queue.jobs.add(key, 0);
  else await queue.jobs.hurry(key);
  return 'done';
}
