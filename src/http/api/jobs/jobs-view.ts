/** What the API shows of jobs. Times are ISO 8601. A member without a value is null, never missing. */
import type { Job, JobState } from '../../../operate/jobs/job-store.js';
import type { JobFilter, JobKind } from '../../../operate/jobs/work.js';
import { iso, isoOrNull } from '../view.js';

export interface JobFilterView {
  readonly route: string | null;
  readonly destination: string | null;
  readonly outcome: string | null;
  readonly event: string | null;
  readonly since: string | null;
  readonly until: string | null;
  readonly ids: readonly string[] | null;
  readonly reason: string | null;
  readonly client: string | null;
}

export interface JobView {
  readonly id: string;
  readonly do: JobKind;
  readonly filter: JobFilterView;
  readonly rate: number;
  readonly state: JobState;
  /** By outcome. */
  readonly matches: Readonly<Record<string, number>>;
  readonly done: number;
  readonly left: number;
  readonly failed: number;
  readonly skipped: number;
  readonly by: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly error: string | null;
}

export interface JobStartedView {
  /** Null after a dry run. */
  readonly id: string | null;
  readonly matches: Readonly<Record<string, number>>;
}

export function jobView({ order, progress }: Job): JobView {
  const { state, done, left, failed, skipped, endedAt, error } = progress;
  return {
    ...{ id: order.id, do: order.do, filter: filterView(order.filter), rate: order.rate, state },
    ...{ matches: order.matches, done, left, failed, skipped, by: order.by },
    ...{ startedAt: iso(order.startedAt), endedAt: isoOrNull(endedAt), error: error ?? null },
  };
}

function filterView(filter: JobFilter): JobFilterView {
  const { route, destination, outcome, event, ids, reason, client } = filter;
  return {
    route: route ?? null,
    destination: destination ?? null,
    outcome: outcome ?? null,
    event: event ?? null,
    since: isoOrNull(filter.since),
    until: isoOrNull(filter.until),
    ids: ids ?? null,
    reason: reason ?? null,
    client: client ?? null,
  };
}
