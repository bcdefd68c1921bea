/** For people: how a delivery came, and where the time went until its source had its answer. */
import type { WayView } from '../http/api/way-view.js';
import type { Step } from '../model/way.js';
import { table } from './print.js';

/** An older gateway knows nothing of it. */
export type OlderWay = Partial<WayView>;

/** Whose the time is. */
const SPENT_BY: Partial<Readonly<Record<Step, string>>> = {
  receive: 'the source',
  attempt: 'the receiver',
  others: 'other destinations',
};

/** Names and values; null where there is none. */
export function wayMembers(way: OlderWay): readonly (readonly [name: string, value: string | null])[] {
  const { secret = null, scheme = null, client = null, answered } = way;
  return [
    ['from', client],
    ['scheme', scheme],
    ['secret', secret],
    ['answered', answered ? `${answered.status} after ${shownMs(answered.afterMs)}` : null],
  ];
}

export function wayTable({ steps = [] }: OlderWay): string {
  if (steps.length === 0) return '';
  const rows = steps.map(({ step, startMs, durationMs }) => [
    step,
    shownMs(startMs),
    shownMs(durationMs),
    SPENT_BY[step] ?? 'the gateway',
  ]);
  return table([['STEP', 'BEGAN AFTER', 'TOOK', 'BY'], ...rows]);
}

function shownMs(ms: number): string {
  return `${ms} ms`;
}
