/** What needs an operator, each with the place where it is written what to do. The rules are those of the alerts. */
import type { WatchedFile } from '../configuration.js';
import { spanOf } from '../log/why-empty.js';
import type { Replica } from '../replicas.js';
import type { EpochMs } from '../../model/time.js';
import { Counting, type Counts } from './counts.js';
import { genuineOf, isAnyones, isLetOn, type LetOnOverview } from './let-on-share.js';
import type { Attention, DestinationOverview, RouteOverview, StoreState } from './overview.js';
import type { RouteHour } from './route-overview.js';

export interface AttentionFacts {
  readonly now: EpochMs;
  readonly store: StoreState;
  readonly replicas: readonly Replica[];
  readonly watched: readonly WatchedFile[];
  /** The first fault of the last reload, if that was refused. */
  readonly reloadRefused: string | undefined;
  /** Nearly all deliveries come from one private address, and no proxy is named. */
  readonly unnamedProxy: boolean;
  readonly routes: readonly {
    readonly route: RouteOverview;
    readonly hour: RouteHour;
    readonly of: (destination: string) => {
      /** What concerns it alone. */
      readonly hour: RouteHour;
      /** Answers 401 or 403 of the receiver, one after the other, as this replica sees it. */
      readonly refusalsInARow: number;
    };
  }[];
}

type RouteFacts = AttentionFacts['routes'][number];

/** Answers 401 or 403 in a row that ring. */
const REFUSES_US = 10;
const OLD_MS = 3_600_000;
/** A route that only reports until then is about to refuse. */
const ENDS_SOON_MS = 7 * 86_400_000;
/** Of refused deliveries: minutes that are looked at, and how many of one reason are a burst. */
const BURST_MINUTES = 5;
const BURST = 50;
/** … if they are so many times what the rest of the hour had in as many minutes. */
const BURST_TIMES = 5;
/** Of signed deliveries, none of which was genuine: how many ring, and for how many minutes no genuine one came. */
const SIGNED_LEAST = 5;
const SILENT_MINUTES = 5;
/** Of attempts: minutes that are looked at, how few say nothing, and what part of them may fail. */
const FAILING_MINUTES = 15;
const FAILING_LEAST = 5;
const FAILING_PART = 0.25;

const PAGE = '/docs/operations.md#';
/** Headings of docs/operations.md; a test holds them against it. */
export const ANCHORS = {
  storeDown: 'webhookgatewaystoredown',
  breakerOpen: 'webhookgatewaybreakeropen',
  refusesUs: 'webhookgatewayreceiverrefusesus',
  failing: 'webhookgatewayreceiverfailing',
  dead: 'webhookgatewaydeadletters',
  old: 'webhookgatewayoldmessage',
  paused: 'webhookgatewaypaused',
  nothingVerifies: 'webhookgatewaynothingverifies',
  refused: 'webhookgatewayrefusedburst',
  filtered: 'webhookgatewayallfiltered',
  reportOnly: 'webhookgatewayreportonlyends',
  limited: 'webhookgatewayratelimited',
  watched: 'webhookgatewayfilerefused',
  reload: 'webhookgatewayreloadrefused',
  differ: 'webhookgatewayreplicasdiffer',
  proxy: 'the-overview',
  first: 'waiting-for-the-first-delivery',
} as const;

const BREAKER = { open: 'is open', half_open: 'tries again' } as const;

const ORDER: readonly Attention['severity'][] = ['critical', 'warning', 'info'];

/** The gravest first. */
export function attentionOf(facts: AttentionFacts): readonly Attention[] {
  const found = [...ofGateway(facts), ...facts.routes.flatMap((one) => ofRoute(one, facts.now))];
  return found.sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
}

function item(
  severity: Attention['severity'],
  route: string | undefined,
  says: string,
  anchor: keyof typeof ANCHORS,
): Attention {
  return { severity, route, says, link: PAGE + ANCHORS[anchor] };
}

function ofGateway({ store, replicas, unnamedProxy, ...read }: AttentionFacts): Attention[] {
  const found: Attention[] = [];
  if (!store.up) {
    const why = store.reason === undefined ? '' : ` (${store.reason})`;
    found.push(item('critical', undefined, `the store does not answer${why}`, 'storeDown'));
  }
  found.push(...ofConfiguration(read));
  const hashes = new Set(replicas.map(({ configHash }) => configHash).filter((hash) => hash !== null));
  if (hashes.size > 1)
    found.push(
      item('warning', undefined, `${replicas.length} replicas have ${hashes.size} configurations`, 'differ'),
    );
  if (unnamedProxy)
    found.push(
      item(
        'warning',
        undefined,
        'nearly all deliveries come from one private address: if a proxy stands there, name it in server.trustedProxies',
        'proxy',
      ),
    );
  return found;
}

/** A file of the configuration itself is not told a second time: its fault is the reload's. */
function ofConfiguration({
  watched,
  reloadRefused,
}: Pick<AttentionFacts, 'watched' | 'reloadRefused'>): Attention[] {
  const files = watched.filter(({ state, reason }) => state === 'refused' && reason !== reloadRefused);
  const found = files.map(({ path, reason }) =>
    item(
      'warning',
      undefined,
      `${path} cannot be used: ${reason ?? 'nobody knows why'}; what it held before is in force`,
      'watched',
    ),
  );
  if (reloadRefused !== undefined) {
    const says = `the last reload was refused: ${reloadRefused}; the configuration before it is in force`;
    found.push(item('warning', undefined, says, 'reload'));
  }
  return found;
}

function ofRoute(facts: RouteFacts, now: EpochMs): Attention[] {
  const { route } = facts;
  const destinations = route.destinations.flatMap((destination) =>
    ofDestination(route, destination, facts.of(destination.name), now),
  );
  return [...destinations, ...ofLetOn(route, now), ...ofDeliveries(facts)];
}

/** A route that will refuse soon what it lets on today; once it does, its refusals tell. */
function ofLetOn({ name, letOn }: RouteFacts['route'], now: EpochMs): Attention[] {
  if (!letOn || letOn.until <= now) return [];
  const left = letOn.until - now;
  const says = `reports only, for another ${spanOf(left)}: ${shareOf(letOn)}`;
  return [item(left < ENDS_SOON_MS ? 'warning' : 'info', name, says, 'reportOnly')];
}

function shareOf({ genuine, wouldBeRefused }: LetOnOverview): string {
  const refused = sumOf(Object.values(wouldBeRefused));
  if (genuine + refused === 0) return 'nothing came within the hour';
  const byOutcome = Object.entries(wouldBeRefused).map(([outcome, count]) => `${count} ${outcome}`);
  const why = refused === 0 ? '' : ` (${byOutcome.join(', ')})`;
  return `${refused} of ${counted(genuine + refused, 'delivery')} of the hour would have been refused${why}`;
}

function ofDestination(
  { name: route, destinations }: RouteOverview,
  destination: DestinationOverview,
  { hour, refusalsInARow }: ReturnType<RouteFacts['of']>,
  now: EpochMs,
): Attention[] {
  const { name, breaker, dead = 0, oldest, paused } = destination;
  const found: Attention[] = [];
  if (breaker !== undefined && breaker !== 'closed')
    found.push(
      item(
        'critical',
        route,
        `the receiver cannot be reached: the breaker ${BREAKER[breaker]}`,
        'breakerOpen',
      ),
    );
  if (refusalsInARow >= REFUSES_US)
    found.push(
      item(
        'critical',
        route,
        `the receiver refused the gateway ${refusalsInARow} times in a row`,
        'refusesUs',
      ),
    );
  else if (breaker === undefined || breaker === 'closed') found.push(...ofFailures(route, hour));
  if (paused === 'operator') found.push(item('warning', route, 'paused by an operator', 'paused'));
  if (paused === 'gone')
    found.push(item('warning', route, 'paused: the receiver answered that it is gone (410)', 'paused'));
  if (dead > 0) found.push(item('warning', route, counted(dead, 'dead letter'), 'dead'));
  if (oldest !== undefined && now - oldest >= OLD_MS)
    found.push(item('warning', route, `the oldest message waits since ${spanOf(now - oldest)}`, 'old'));
  if (destinations.length === 1) return found;
  return found.map((one) => ({ ...one, says: `${name}: ${one.says}` }));
}

function ofFailures(route: string, hour: RouteHour): Attention[] {
  const { attempts } = lately(hour, FAILING_MINUTES);
  const all = sumOf(attempts.values());
  const failed = all - (attempts.get('accepted') ?? 0) - (attempts.get('final') ?? 0);
  if (all < FAILING_LEAST || failed / all <= FAILING_PART) return [];
  const says = `${failed} of ${all} attempts of the last ${FAILING_MINUTES} minutes failed`;
  return [item('critical', route, says, 'failing')];
}

function ofDeliveries({ route, hour }: RouteFacts): Attention[] {
  const { outcomes } = hour.whole;
  const genuine = genuineOf(outcomes);
  const refused = sumOf([...outcomes].filter(([code]) => isRefused(code)).map(([, count]) => count));
  const { name, waitingForFirst } = route;
  const found: Attention[] = [];
  const since = sinceGenuine(hour);
  if (genuine === 0 && refused > 0 && (waitingForFirst || signed(outcomes) > SIGNED_LEAST)) {
    const says = `${counted(refused, 'request')} came within the hour and none was genuine: ${mostOf(hour.whole)}`;
    found.push(item(waitingForFirst ? 'warning' : 'critical', name, says, 'nothingVerifies'));
  } else if (since.minutes >= SILENT_MINUTES && signed(since.whole.outcomes) > SIGNED_LEAST) {
    const says = `${signed(since.whole.outcomes)} signed deliveries came in the last ${since.minutes} minutes and none was genuine: ${mostOf(since.whole)}`;
    found.push(item('critical', name, says, 'nothingVerifies'));
  } else {
    if (waitingForFirst && genuine === 0)
      found.push(item('info', name, 'waits for its first delivery', 'first'));
    found.push(...ofBursts(name, hour));
  }
  const limited = outcomes.get('rate_limited') ?? 0;
  if (limited > 0) {
    const says = `${counted(limited, 'request')} of the hour came faster than source.rate allows`;
    found.push(item('warning', name, says, 'limited'));
  }
  const filtered = outcomes.get('filtered') ?? 0;
  if (filtered > 0 && filtered === genuine)
    found.push(
      item('warning', name, `all ${counted(filtered, 'delivery')} of the hour were filtered`, 'filtered'),
    );
  return found;
}

/** What was signed, and refused for that. */
function signed(outcomes: ReadonlyMap<string, number>): number {
  return (outcomes.get('invalid_signature') ?? 0) + (outcomes.get('stale') ?? 0);
}

/** What came after the minute with the last genuine delivery: it stays so until another one is genuine. */
function sinceGenuine({ minutes }: RouteHour): { readonly minutes: number; readonly whole: Counts } {
  const last = minutes.findLastIndex(({ outcomes }) => genuineOf(outcomes) > 0);
  return { minutes: minutes.length - 1 - last, whole: joined(minutes.slice(last + 1)) };
}

function ofBursts(route: string, hour: RouteHour): Attention[] {
  const reasons = [...lately(hour, BURST_MINUTES).reasons].filter(([reason]) => !isLetOn(reason));
  const others = hour.minutes.length / BURST_MINUTES - 1;
  return reasons.flatMap(([reason, count]) => {
    const before = ((hour.whole.reasons.get(reason) ?? 0) - count) / others;
    if (count < BURST || count < before * BURST_TIMES) return [];
    const says = `${count} deliveries were refused within ${BURST_MINUTES} minutes: ${worded(reason)}`;
    return [item('warning', route, says, 'refused')];
  });
}

function mostOf({ reasons }: Counts): string {
  const [most] = [...reasons].filter(([reason]) => !isLetOn(reason)).sort(([, a], [, b]) => b - a);
  return most ? worded(most[0]) : 'for no reason that is known';
}

/** `outcome:reason`, for people. */
function worded(reason: string): string {
  const [outcome = '', ...why] = reason.split(':');
  return why.length === 0 ? outcome : `${outcome} (${why.join(':')})`;
}

/** The last minutes together, the one that still runs among them. */
function lately({ minutes }: RouteHour, count: number): Counting {
  return joined(minutes.slice(-count));
}

function joined(minutes: RouteHour['minutes']): Counting {
  const sum = new Counting();
  for (const minute of minutes) sum.add(minute);
  return sum;
}

function isRefused(code: string): boolean {
  return isAnyones(code) && code !== 'unverified';
}

function counted(count: number, noun: string): string {
  if (count === 1) return `1 ${noun}`;
  return `${count} ${noun.endsWith('y') ? `${noun.slice(0, -1)}ie` : noun}s`;
}

function sumOf(counts: Iterable<number>): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}
