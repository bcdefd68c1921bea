/** What the API shows of queues. */
import type { DestinationQueue, Due } from '../../../operate/queue-operations.js';
import { iso, isoOrNull } from '../view.js';

export interface DueView {
  readonly from: string;
  readonly until: string | null;
  readonly count: number;
}

export interface DestinationQueueView extends Omit<DestinationQueue, 'paused' | 'oldest' | 'due' | 'deadBy'> {
  readonly paused: 'operator' | 'gone' | null;
  readonly oldest: string | null;
  readonly due: readonly DueView[];
  readonly deadBy: Readonly<Record<string, number>>;
}

export function queueView(queue: DestinationQueue): DestinationQueueView {
  const { route, destination, mode, paused, breaker, waiting, delayed, active, dead } = queue;
  const { oldest, due, deadBy, deadByCut } = queue;
  return {
    ...{ route, destination, mode, paused: paused ?? null, breaker, waiting, delayed, active, dead },
    ...{ oldest: isoOrNull(oldest), due: due.map(dueView), deadBy, deadByCut },
  };
}

function dueView({ from, until, count }: Due): DueView {
  return { from: iso(from), until: isoOrNull(until), count };
}
