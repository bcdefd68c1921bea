/** What the overview says of one route, out of the hour and of its state. */
import type { EpochMs } from '../../model/time.js';
import type { DestinationState, OperatedDestination, OperatedRoute } from '../operations.js';
import { refusalReason } from '../../line/refused/refused-note.js';
import { Counting, more, type Counts } from './counts.js';
import { quantile } from './histogram.js';
import { MINUTE_MS } from './hour.js';
import { isLetOn, letOnOverview } from './let-on-share.js';
import type { DestinationOverview, FirstDelivery, Latency, Minute, RouteOverview } from './overview.js';
import type { JoinedHour } from './shared-hour.js';

/** A route, and everything of the hour that is about it or about one of its destinations. */
export interface RouteHour {
  readonly name: string;
  readonly minutes: readonly Counts[];
  readonly whole: Counts;
}

/** @param destination undefined: of all destinations together */
export function hourOf(joined: JoinedHour, route: string, destination?: string): RouteHour {
  const whole = new Counting();
  const minutes = joined.minutes.map((minute) => {
    const sum = new Counting();
    for (const [name, counts] of minute.get(route) ?? [])
      if (destination === undefined || name === destination) sum.add(counts);
    whole.add(sum);
    return sum;
  });
  return { name: route, minutes, whole };
}

/** A route's hour, each part of it summed once. */
export interface Hours {
  /** Epoch milliseconds. */
  readonly begins: EpochMs;
  readonly all: RouteHour;
  /** Of one destination by its name. */
  readonly of: (destination: string) => RouteHour;
}

export function hoursOf(joined: JoinedHour, { name, destinations }: OperatedRoute): Hours {
  const known = new Map(destinations.map((one) => [one.name, hourOf(joined, name, one.name)]));
  return {
    begins: joined.begins,
    all: hourOf(joined, name),
    of: (destination) => known.get(destination) ?? hourOf(joined, name, destination),
  };
}

/** @param states of its destinations, by name; one that is left out came by a reload meanwhile */
export function routeOverview(
  route: OperatedRoute,
  states: ReadonlyMap<string, Known>,
  hours: Hours,
  first: FirstDelivery & Pick<RouteOverview, 'waitingForFirst'>,
): RouteOverview {
  const { name, path, mode, source, destinations, log } = route;
  return {
    ...{ name, path, mode, scheme: source.scheme, log },
    ...first,
    askedNone: askedNone(hours),
    refused: refusedOf(hours.all.whole),
    letOn: letOnOverview(route.reportOnlyUntil, hours.all.whole),
    destinations: destinations.map((one) =>
      destinationOverview(one, states.get(one.name) ?? {}, hours.of(one.name), hours.begins),
    ),
  };
}

/** With several destinations these are counted under no name. */
function askedNone({ begins, of }: Hours): RouteOverview['askedNone'] {
  return of('').minutes.flatMap(({ outcomes }, i) =>
    outcomes.size === 0 ? [] : [{ t: begins + i * MINUTE_MS, outcomes: Object.fromEntries(outcomes) }],
  );
}

/** By the words by which metrics and the list of refused deliveries have them. */
function refusedOf({ reasons }: Counts): RouteOverview['refused'] {
  const refused = new Map<string, number>();
  for (const [counted, count] of reasons) {
    if (isLetOn(counted)) continue;
    const [code = '', reason] = counted.split(':');
    more(refused, refusalReason({ code, reason }), count);
  }
  return Object.fromEntries(refused);
}

/** What is known of a destination's state. */
export type Known = Partial<Pick<DestinationState, 'paused' | 'queue'>>;

function destinationOverview(
  { name, url, mode }: OperatedDestination,
  { paused, queue }: Known,
  { minutes, whole }: RouteHour,
  begins: EpochMs,
): DestinationOverview {
  const { lastAccepted } = whole;
  return {
    ...{ name, mode, url },
    minutes: minutes.map((counts, i) => minuteOf(begins + i * MINUTE_MS, counts)),
    ours: latencyOf(whole.ours),
    receiver: latencyOf(whole.receiver),
    backlog: queue && queue.waiting + queue.delayed + queue.active,
    oldest: queue?.oldest,
    dead: queue?.dead,
    breaker: queue?.breaker,
    paused,
    lastAccepted: lastAccepted === 0 ? undefined : lastAccepted,
  };
}

function minuteOf(t: EpochMs, { outcomes, attempts }: Counts): Minute {
  return { t, outcomes: Object.fromEntries(outcomes), attempts: Object.fromEntries(attempts) };
}

function latencyOf(counts: ReadonlyMap<number, number>): Latency {
  return { p50: quantile(counts, 0.5), p99: quantile(counts, 0.99) };
}
