/** Refused deliveries that have one cause: the same route, the same reason, the same client. */
import type { Refused } from '../../api/types.js';

export interface RefusedGroup {
  readonly route: string;
  readonly outcome: string;
  /** The outcome where it has no reason of its own, as the API filters by it. */
  readonly reason: string;
  readonly client: string;
  /** Entries, and how often they came. */
  readonly entries: number;
  readonly times: number;
  /** ISO 8601, of the entry that came last. */
  readonly last: string;
  /** How many carried a signature in the scheme's shape: the others are hardly the provider's. */
  readonly shaped: number;
  readonly nearest: string | null;
}

/** The largest first: those with a signature in the scheme's shape before all others. */
export function groupsOf(refused: readonly Refused[]): readonly RefusedGroup[] {
  const groups = new Map<string, RefusedGroup>();
  for (const one of refused) {
    const { route, outcome, client, count, receivedAt, nearest } = one;
    const reason = one.reason ?? outcome;
    const key = JSON.stringify([route, outcome, reason, client]);
    const known = groups.get(key);
    groups.set(key, {
      ...{ route, outcome, reason, client, nearest: known?.nearest ?? nearest },
      entries: (known?.entries ?? 0) + 1,
      times: (known?.times ?? 0) + count,
      last: known && known.last > receivedAt ? known.last : receivedAt,
      shaped: (known?.shaped ?? 0) + (one.shaped ? 1 : 0),
    });
  }
  return [...groups.values()].sort(
    (a, b) => Number(b.shaped > 0) - Number(a.shaped > 0) || b.times - a.times,
  );
}
