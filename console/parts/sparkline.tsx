/** An hour by the minute and by group of outcome, small enough for a row. Paths, because a hundred rows have one each. */
import { GROUPS, GROUP_TITLES, type GroupCounts, type OutcomeGroup } from './outcome-groups.js';

const WIDTH = 180;
const HEIGHT = 28;

/** @param minutes the earliest first */
export function Sparkline({
  minutes,
  label,
}: {
  readonly minutes: readonly GroupCounts[];
  readonly label: string;
}) {
  const most = Math.max(1, ...minutes.map(sumOf));
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${label}: ${inWords(minutes)}`}
    >
      <line x1={0} x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
      {GROUPS.map((group) => (
        <path key={group} class={group} d={barsOf(minutes, group, most)} />
      ))}
    </svg>
  );
}

export function sumOf(counts: GroupCounts): number {
  return GROUPS.reduce((sum, group) => sum + counts[group], 0);
}

function barsOf(minutes: readonly GroupCounts[], group: OutcomeGroup, most: number): string {
  const step = WIDTH / Math.max(1, minutes.length);
  const below = GROUPS.slice(0, GROUPS.indexOf(group));
  return minutes
    .map((counts, i) => {
      const size = (counts[group] / most) * (HEIGHT - 2);
      if (size === 0) return '';
      const under = below.reduce((sum, one) => sum + counts[one], 0);
      const foot = HEIGHT - 1 - (under / most) * (HEIGHT - 2);
      // What is little beside the rest is still seen.
      const seen = Math.max(size, 1);
      return `M${fixed(i * step)} ${fixed(foot)}v${fixed(-seen)}h${fixed(step - 0.6)}v${fixed(seen)}z`;
    })
    .join('');
}

function fixed(value: number): string {
  return String(Number(value.toFixed(1)));
}

function inWords(minutes: readonly GroupCounts[]): string {
  const told = GROUPS.map(
    (group) => [group, minutes.reduce((sum, counts) => sum + counts[group], 0)] as const,
  )
    .filter(([, count]) => count > 0)
    .map(([group, count]) => `${count} ${GROUP_TITLES[group]}`);
  return told.length === 0 ? 'nothing' : told.join(', ');
}
