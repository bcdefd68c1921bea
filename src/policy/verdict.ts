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

/** How this scheme reads a status. Redirects are failures whatever a scheme says: they are never followed. */
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

/**
 * What a receiver says about whoever asks: no or wrong credentials, a path, method or form that it does not serve, more
 * bytes than it takes. Mending the gateway's configuration, or the receiver, makes the same event welcome.
 */
const ABOUT_US: ReadonlySet<string> = new Set(
  [401, 403, 404, 405, 407, 411, 413, 414, 415, 421, 426, 431].map(String),
);

/** Whether a receiver's status is about the gateway itself, under every scheme; the route's own corrections go before. */
export function createRefusesUs(corrections?: Corrections): (status: number) => boolean {
  const { accepted = [], final = [] } = corrections ?? {};
  const said = new Set([...accepted, ...final]);
  return function refusesUs(status) {
    return ABOUT_US.has(String(status)) && !said.has(String(status)) && !said.has('4xx');
  };
}

/** How a destination of this scheme is read: what its receiver says about us is worth a retry, whatever the scheme says. */
export function destinationReader(statuses: Statuses, corrections?: Corrections): ReadStatus {
  const read = readerOf(statuses, corrections);
  const refusesUs = createRefusesUs(corrections);
  return (status) => (refusesUs(status) ? 'retry' : read(status));
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
  /** What each status means to this source, once it has been asked for. */
  const meanings = new Map<number, Verdict | undefined>();
  const accepted = plain('accepted') ?? 200;
  const plainly: Readonly<Record<Verdict, number>> = {
    accepted,
    retry: plain('retry') ?? 502,
    final: plain('final') ?? accepted,
  };
  return function answer(verdict, receiverStatus) {
    return receiverStatus !== undefined && tells(receiverStatus, verdict) ? receiverStatus : plainly[verdict];
  };

  function plain(verdict: Verdict): number | undefined {
    const named = (statuses[verdict] ?? []).map(Number);
    return [...PLAIN[verdict], ...named].find((status) => tells(status, verdict));
  }

  function tells(status: number, verdict: Verdict): boolean {
    const known = status >= 200 && status < 600 && (status < 300 || status >= 400);
    if (!known) return false;
    if (!meanings.has(status))
      meanings.set(status, disables.includes(String(status)) ? undefined : read(status));
    return meanings.get(status) === verdict;
  }
}
