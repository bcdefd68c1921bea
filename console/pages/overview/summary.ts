/** What a route's row says of its destinations together: of what is slow the slowest, of what is wrong the worst. */
import type { DestinationOverview, RouteOverview } from '../../api/types.js';
import { hourOfRoute, type Hour } from './hour.js';

export interface Quantiles {
  /** Milliseconds; null if nothing was counted. */
  readonly p50: number | null;
  readonly p99: number | null;
}

export interface Attempts {
  readonly all: number;
  readonly accepted: number;
  /** A final no is none of them: the receiver meant it. */
  readonly failed: number;
}

export interface Summary {
  readonly hour: Hour;
  readonly ours: Quantiles;
  readonly receiver: Quantiles;
  readonly attempts: Attempts;
  /** Null if no destination queues. */
  readonly backlog: number | null;
  readonly oldest: string | null;
  readonly dead: number | null;
  readonly breaker: NonNullable<DestinationOverview['breaker']>;
  /** How many of the destinations are paused. */
  readonly paused: number;
  readonly lastAccepted: string | null;
}

type Summed = Pick<RouteOverview, 'askedNone' | 'destinations'>;

export function summaryOf(route: Summed): Summary {
  const { destinations } = route;
  return {
    hour: hourOfRoute(route),
    ours: slowest(destinations.map(({ latency }) => latency.ours)),
    receiver: slowest(destinations.map(({ latency }) => latency.receiver)),
    attempts: destinations.map(attemptsOf).reduce(plus, { all: 0, accepted: 0, failed: 0 }),
    backlog: sumOf(destinations.map(({ backlog }) => backlog)),
    oldest: least(destinations.map(({ oldest }) => oldest)),
    dead: sumOf(destinations.map(({ dead }) => dead)),
    breaker: worstBreaker(destinations),
    paused: destinations.filter(({ paused }) => paused !== null).length,
    lastAccepted: least(
      destinations.map(({ lastAccepted }) => lastAccepted),
      true,
    ),
  };
}

/** A final no is an answer that the receiver meant; all else that was not accepted wants another attempt. */
export function attemptsOf({ minutes }: Pick<DestinationOverview, 'minutes'>): Attempts {
  let all = 0;
  let accepted = 0;
  let failed = 0;
  for (const { attempts } of minutes) {
    for (const [result, count] of Object.entries(attempts)) {
      all += count;
      if (result === 'accepted') accepted += count;
      if (result !== 'accepted' && result !== 'final') failed += count;
    }
  }
  return { all, accepted, failed };
}

/** Whether the receiver was asked within the hour and took nothing. */
export function failsAll({ all, accepted }: Attempts): boolean {
  return all > 0 && accepted === 0;
}

export function plus(a: Attempts, b: Attempts): Attempts {
  return { all: a.all + b.all, accepted: a.accepted + b.accepted, failed: a.failed + b.failed };
}

export function slowest(quantiles: readonly Quantiles[]): Quantiles {
  return {
    p50: greatest(quantiles.map(({ p50 }) => p50)),
    p99: greatest(quantiles.map(({ p99 }) => p99)),
  };
}

function greatest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/** @returns null if there is none that counts */
export function sumOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

/** Of moments in ISO 8601, which sort as text. */
function least(values: readonly (string | null)[], isLatest = false): string | null {
  const known = values.filter((value) => value !== null).sort();
  return (isLatest ? known.at(-1) : known[0]) ?? null;
}

const BREAKERS = ['closed', 'half_open', 'open'] as const;

function worstBreaker(destinations: readonly Pick<DestinationOverview, 'breaker'>[]): Summary['breaker'] {
  const places = destinations.map(({ breaker }) => (breaker === null ? 0 : BREAKERS.indexOf(breaker)));
  return BREAKERS[Math.max(0, ...places)] ?? 'closed';
}
