/** An hour by the minute and by group of outcome, with axes; groups that had nothing are left out. */
import { Chart } from '../../parts/chart.js';
import { GROUPS, type OutcomeGroup } from '../../parts/outcome-groups.js';
import type { Hour } from './hour.js';

const COLOURS: Readonly<Record<OutcomeGroup, string>> = {
  good: '--good',
  'let-on': '--let-on',
  quiet: '--other',
  away: '--away',
  refused: '--refused',
  bad: '--bad',
};

const TITLES: Readonly<Record<OutcomeGroup, string>> = {
  good: 'accepted or queued',
  'let-on': 'unverified',
  quiet: 'answered',
  away: 'sent away',
  refused: 'refused',
  bad: 'failed',
};

export function HourChart({ hour, label }: { readonly hour: Hour; readonly label: string }) {
  const { times, minutes, total } = hour;
  const shown = GROUPS.filter((group) => total[group] > 0);
  if (shown.length === 0) return <p class="quiet no-chart">Nothing came within the hour.</p>;
  const series = shown.map((group) => ({
    title: TITLES[group],
    colour: COLOURS[group],
    values: minutes.map((minute) => minute[group]),
  }));
  const counts = shown.map((group) => `${total[group]} ${TITLES[group]}`).join(', ');
  return <Chart label={`${label}: ${counts}`} {...{ times, series }} lastRuns />;
}
