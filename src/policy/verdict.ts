/**
 * Statuses and verdicts. Providers read statuses differently. So the receiver's status is read under its own scheme's
 * rule, and the source hears a status that means the same under the source's rule.
 */
import type { Verdict } from '../model/delivery.js';
import type { Statuses } from '../schemes/spec.js';

export type ReadStatus = (status: number) => Verdict;

/** Corrections of a route to the reading of its receiver's statuses. */
export interface Corrections {
  readonly accepted: readonly string[];
  readonly retry: readonly string[];
  readonly final: readonly string[];
}

/** How a receiver of this scheme is read. Redirects are failures whatever a scheme says: they are never followed. */
export function readerOf(statuses: Statuses, corrections?: Corrections): ReadStatus {
  const table = new Map<string, Verdict>();
  const enter = (patterns: readonly string[] | undefined, verdict: Verdict): void => {
    for (const pattern of patterns ?? []) table.set(pattern, verdict);
  };
  enter(statuses.accepted, 'accepted');
  enter(statuses.final, 'final');
  enter(statuses.disables, 'final');
  enter(statuses.retry, 'retry');
  enter(corrections?.accepted, 'accepted');
  enter(corrections?.retry, 'retry');
  enter(corrections?.final, 'final');
  return function read(status) {
    if (status >= 300 && status < 400) return 'retry';
    return table.get(String(status)) ?? table.get(`${Math.floor(status / 100)}xx`) ?? 'retry';
  };
}

/** Tried in this order if the source would misread the receiver's own status; then come those its rule names. */
const PLAIN: Readonly<Record<Verdict, readonly number[]>> = {
  accepted: [200],
  retry: [502, 503],
  final: [422, 400],
};

/**
 * What to answer a source of this scheme: the receiver's own status if it means the same there, else a plain one;
 * 200 for "final" if the source knows no final failure. A status that would disable the endpoint is not passed on.
 */
export function answererOf(statuses: Statuses): (verdict: Verdict, receiverStatus?: number) => number {
  const { disables = [], ...rest } = statuses;
  const read = readerOf(rest);
  return function answer(verdict, receiverStatus) {
    if (receiverStatus !== undefined && tells(receiverStatus, verdict)) return receiverStatus;
    return plain(verdict) ?? (verdict === 'retry' ? 502 : (plain('accepted') ?? 200));
  };

  function plain(verdict: Verdict): number | undefined {
    const named = (statuses[verdict] ?? []).map(Number);
    return [...PLAIN[verdict], ...named].find((status) => tells(status, verdict));
  }

  function tells(status: number, verdict: Verdict): boolean {
    const redirect = status >= 300 && status < 400;
    const known = status >= 200 && status < 600 && !redirect;
    return known && !disables.includes(String(status)) && read(status) === verdict;
  }
}
