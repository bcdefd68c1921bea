/** Queues together: what waits, what is due when, and why what is dead died. */
import type { DestinationQueue } from '../../api/types.js';
import { spanText } from '../../parts/spans.js';

export interface Totals {
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
  readonly dead: number;
  /** When the oldest pending message was received. */
  readonly oldest: string | null;
  readonly due: readonly Due[];
  /** The most frequent first. */
  readonly deadBy: readonly (readonly [reason: string, count: number])[];
  /** Whether there are more dead letters than `deadBy` counts. */
  readonly deadByCut: boolean;
}

export interface Due {
  readonly title: string;
  readonly count: number;
}

export function totalsOf(queues: readonly DestinationQueue[]): Totals {
  const sum = (of: (queue: DestinationQueue) => number): number =>
    queues.reduce((so, queue) => so + of(queue), 0);
  return {
    waiting: sum(({ waiting }) => waiting),
    delayed: sum(({ delayed }) => delayed),
    active: sum(({ active }) => active),
    dead: sum(({ dead }) => dead),
    oldest: queues.flatMap(({ oldest }) => oldest ?? []).toSorted()[0] ?? null,
    due: dueOf(queues),
    deadBy: deadByOf(queues),
    deadByCut: queues.some(({ deadByCut }) => deadByCut),
  };
}

/** All are asked about the same spans. */
function dueOf(queues: readonly DestinationQueue[]): readonly Due[] {
  const titles = dueTitles(queues[0]?.due ?? []);
  return titles.map((title, i) => ({
    title,
    count: queues.reduce((so, { due }) => so + (due[i]?.count ?? 0), 0),
  }));
}

/** From now on, by the clock of the store: the first span has what is due already. */
export function dueTitles(due: DestinationQueue['due']): readonly string[] {
  const now = Date.parse(due[0]?.from ?? '');
  return due.map(({ from, until }, i) => {
    if (i === 0) return 'due now';
    const begins = spanText(Date.parse(from) - now);
    if (until === null) return `in over ${begins}`;
    const ends = spanText(Date.parse(until) - now);
    return i === 1 ? `within ${ends}` : `in ${begins} to ${ends}`;
  });
}

function deadByOf(queues: readonly DestinationQueue[]): Totals['deadBy'] {
  const counts = new Map<string, number>();
  for (const { deadBy } of queues)
    for (const [reason, count] of Object.entries(deadBy))
      counts.set(reason, (counts.get(reason) ?? 0) + count);
  return [...counts].toSorted(([, a], [, b]) => b - a);
}
