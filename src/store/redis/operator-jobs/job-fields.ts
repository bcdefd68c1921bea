/**
 * Jobs of operators, all in one hash, `<prefix>:jobs`: of each `d:<id>` what was asked for, `p:<id>` how far it came (its
 * state stands before the rest, so that scripts need not read that), `l:<id>` until when it is held and by whom, `s:<id>`
 * once its end is asked for.
 */
import type { Job, JobOrder, JobProgress, JobState } from '../../../operate/jobs/job-store.js';
import { mark, unmarked } from '../versions.js';

/** What the progress of a running job begins with. */
export const RUNNING = `${mark('operatorJob')}running:`;

export function orderText(order: JobOrder): string {
  return mark('operatorJob') + JSON.stringify(order);
}

export function progressText({ state, inHand, ...rest }: JobProgress): string {
  const items = inHand.map(({ place, lane, key }) => [place, lane, key]);
  return `${mark('operatorJob')}${state}:${JSON.stringify({ ...rest, inHand: items })}`;
}

/** @throws StoreUnavailable for a version that this gateway does not know */
export function readJob(order: string, progress: string): Job {
  const text = unmarked('operatorJob', progress);
  const colon = text.indexOf(':');
  const { endedAt, error, place, inHand, ...counts } = JSON.parse(text.slice(colon + 1)) as Omit<
    JobProgress,
    'state' | 'inHand'
  > & { readonly inHand: readonly (readonly [string, string, string])[] };
  return {
    order: JSON.parse(unmarked('operatorJob', order)) as JobOrder,
    progress: {
      ...counts,
      state: text.slice(0, colon) as JobState,
      endedAt,
      error,
      place,
      inHand: inHand.map(([at, lane, key]) => ({ place: at, lane, key })),
    },
  };
}
