/** What there was in an hour, each number with its word, and what that means. */
import { hrefOf } from '../../address/href.js';
import { GROUP_TITLES, type OutcomeGroup } from '../../parts/outcome-groups.js';
import type { Hour } from './hour.js';
import type { Attempts } from './summary.js';

const SHORT: Readonly<Record<Exclude<OutcomeGroup, 'good'>, string>> = {
  'let-on': 'unverified',
  quiet: 'answered',
  away: 'sent away',
  refused: 'refused',
  bad: 'failed',
};

export interface Told {
  readonly group: OutcomeGroup;
  readonly word: string;
  /** What the word means. */
  readonly title: string;
  readonly count: number;
  readonly href?: string;
}

export interface HourToTell {
  readonly place: Place;
  readonly hour: Hour;
  readonly attempts: Attempts;
}

interface Place {
  readonly route: string;
  readonly destination?: string;
}

/** What there was of it. A message that was queued is accepted later, perhaps in another hour: attempts tell that. */
export function toldOf({ place, hour: { total, outcomes }, attempts }: HourToTell): readonly Told[] {
  const { queued = 0 } = outcomes;
  const others = (['let-on', 'quiet', 'away', 'refused', 'bad'] as const).map((group) => ({
    ...{ group, title: GROUP_TITLES[group], word: SHORT[group], count: total[group] },
    ...(group === 'let-on' && { href: hrefOf(['deliveries'], { ...place, outcome: 'unverified' }) }),
  }));
  const all: readonly Told[] = [
    {
      ...{ group: 'good', word: 'accepted', title: 'by receivers, what came from the queue too' },
      count: attempts.accepted,
    },
    {
      ...{ group: 'good', word: 'into the queue', title: 'stored when it came; what waits now is “Pending”' },
      count: queued,
    },
    ...others,
    {
      ...{ group: 'bad', title: `of ${attempts.all.toLocaleString()} attempts at the receiver` },
      ...{ word: attempts.failed === 1 ? 'attempt failed' : 'attempts failed', count: attempts.failed },
    },
  ];
  return all.filter(({ count }) => count > 0);
}
