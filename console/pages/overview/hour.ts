/** The hour of a route, or of several together, by group of outcome. */
import type { DestinationOverview, RouteOverview } from '../../api/types.js';
import { groupOf, noCounts, type GroupCounts } from '../../parts/outcome-groups.js';

export type Counts = Readonly<Record<string, number>>;

export interface Hour {
  /** When each minute begins, in epoch seconds, the earliest first. */
  readonly times: readonly number[];
  /** Of each minute. */
  readonly minutes: readonly GroupCounts[];
  readonly total: GroupCounts;
  /** Of the whole hour. */
  readonly outcomes: Counts;
}

type Minute = RouteOverview['askedNone'][number];

/** A delivery to several destinations counts once for each of them. */
export function hourOfRoute({
  askedNone,
  destinations,
}: Pick<RouteOverview, 'askedNone' | 'destinations'>): Hour {
  return joined([askedNone, ...destinations.map(({ minutes }) => minutes)]);
}

export function hourOfDestination({ minutes }: Pick<DestinationOverview, 'minutes'>): Hour {
  return joined([minutes]);
}

export function hourOfAll(routes: readonly Pick<RouteOverview, 'askedNone' | 'destinations'>[]): Hour {
  return joined(
    routes.flatMap(({ askedNone, destinations }) => [
      askedNone,
      ...destinations.map(({ minutes }) => minutes),
    ]),
  );
}

/** Minutes of the same time are added up; some of the lists leave out what has nothing. */
function joined(lists: readonly (readonly Minute[])[]): Hour {
  const byTime = new Map<string, ReturnType<typeof noCounts>>();
  const total = noCounts();
  const outcomes: Record<string, number> = {};
  for (const minutes of lists) {
    for (const { t, outcomes: counted } of minutes) {
      const minute = byTime.get(t) ?? noCounts();
      byTime.set(t, minute);
      for (const [outcome, count] of Object.entries(counted)) {
        minute[groupOf(outcome)] += count;
        total[groupOf(outcome)] += count;
        outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
      }
    }
  }
  const sorted = [...byTime].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    times: sorted.map(([t]) => Date.parse(t) / 1_000),
    minutes: sorted.map(([, minute]) => minute),
    total,
    outcomes,
  };
}
