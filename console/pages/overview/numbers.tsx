/** Numbers of an hour, short enough for a row. */
import { GROUPS, GROUP_TITLES } from '../../parts/outcome-groups.js';
import { msText } from '../../parts/spans.js';
import type { Hour } from './hour.js';
import type { Attempts, Quantiles } from './summary.js';

const SHORT = { good: 'accepted', quiet: 'answered', refused: 'refused', bad: 'failed' } as const;

interface HourTallyProps {
  readonly hour: Hour;
  readonly attempts: Attempts;
}

export function HourTally({ hour: { total, outcomes }, attempts }: HourTallyProps) {
  const { queued = 0 } = outcomes;
  const told = GROUPS.map((group) => ({
    group,
    title: GROUP_TITLES[group],
    word: SHORT[group],
    count: group === 'good' ? total.good - queued : total[group],
  }));
  const all = [
    ...told.slice(0, 1),
    { group: 'good', title: 'stored, to be delivered', word: 'queued', count: queued },
    ...told.slice(1),
    {
      group: 'bad',
      title: `of ${attempts.all} attempts at the receiver`,
      word: attempts.failed === 1 ? 'attempt failed' : 'attempts failed',
      count: attempts.failed,
    },
  ].filter(({ count }) => count > 0);
  if (all.length === 0) return <small class="quiet">nothing came</small>;
  return (
    <small class="hour-tally">
      {all.map(({ group, title, word, count }) => (
        <span key={word} class={group} title={title}>
          {count.toLocaleString()} {word}
        </span>
      ))}
    </small>
  );
}

export function QuantilesText({ p50, p99 }: Quantiles) {
  if (p50 === null || p99 === null) return <Nothing says="nothing was counted within the hour" />;
  return (
    <span class="quantiles">
      <span title="Half of them took at most this">{msText(p50)}</span>
      <span title="99 of a hundred took at most this">{msText(p99)}</span>
    </span>
  );
}

/** A place without a number, and why; where rows fold it is left out. */
export function Nothing({ says = 'it does not queue' }: { readonly says?: string }) {
  return (
    <span class="no-number quiet" title={says}>
      –<span class="hidden">{says}</span>
    </span>
  );
}
