/** `status`: the whole on one screen: what is well, and what needs you. */
import type {
  AttentionView,
  DestinationOverviewView,
  OverviewView,
  RouteOverviewView,
} from '../http/api/overview/overview-view.js';
import { ApiClient } from './api-client.js';
import type { STATUS } from './declared/operating.js';
import type { ArgsOf } from './frame/declaration.js';
import type { ExitCode, Io } from './io.js';
import { placeText } from './place.js';
import { cut, jsonText, printable, table } from './print.js';

/** @returns 1 if something is critical */
export async function status({ values }: ArgsOf<typeof STATUS>, io: Io): Promise<ExitCode> {
  const overview = await new ApiClient(values.url, io).get<OverviewView>(['overview']);
  io.out(values.output === 'json' ? jsonText(overview) : statusText(overview, Date.now()));
  return overview.attention.some(({ severity }) => severity === 'critical') ? 1 : 0;
}

/** @param now epoch milliseconds */
function statusText(overview: OverviewView, now: number): string {
  const { routes, attention } = overview;
  const waiting = routes.filter(({ waitingForFirst }) => waitingForFirst);
  return [
    head(overview, now),
    needsYou(attention),
    table([HEAD, ...routes.flatMap((route) => rows(route, now))]),
    ...routes.flatMap((route) => letOnText(route, now)).slice(0, LET_ON_TOLD),
    ...waiting.slice(0, FIRSTS_TOLD).map(firstText),
    ...othersText(waiting.length - FIRSTS_TOLD),
  ].join('\n');
}

/** One screen holds no more of those that wait for their first delivery. */
const FIRSTS_TOLD = 3;

function othersText(count: number): string[] {
  return count > 0 ? [`${count} more wait for their first delivery: -o json has the URL of each.\n`] : [];
}

function head(
  { version, startedAt, draining, store, replicas, config, scope }: OverviewView,
  now: number,
): string {
  const reason = store.reason === null ? '' : ` (${store.reason})`;
  const parts = [
    `webhook-gateway ${version}, up ${agoText(startedAt, now)}${draining ? ', draining' : ''}`,
    `store ${store.kind}: ${store.up ? 'up' : `does not answer${reason}`}`,
    `replicas: ${replicas.length}`,
    `configuration ${config.hash}, read ${agoText(config.readAt, now)} ago`,
  ];
  return `${printable(parts.join('; '))}\nNumbers are of ${printable(scope.says)}.\n`;
}

function needsYou(attention: readonly AttentionView[]): string {
  // What waits for its first delivery has words of its own below.
  const items = attention.filter(({ severity }) => severity !== 'info');
  if (items.length === 0) return 'All is well: nothing needs you.\n';
  return table([
    ['NEEDS YOU', 'ROUTE', 'WHAT', 'WHAT TO DO'],
    ...items.map(({ severity, route, says, link }) => [severity, cut(route ?? '-'), says, link]),
  ]);
}

const HEAD = [
  ...['ROUTE', 'MODE', 'LAST HOUR', 'OURS P99', 'RECEIVER P99'],
  ...['BACKLOG', 'DEAD', 'LAST ACCEPTED', 'STATE'],
];

function rows({ name, mode, askedNone, destinations }: RouteOverviewView, now: number): string[][] {
  const before = askedNone.length === 0 ? [] : [askedNoneRow(name, mode, askedNone)];
  const rest = destinations.map((destination) => {
    const { latency, backlog, dead, lastAccepted } = destination;
    return [
      placeText(name, destination.name, destinations.length === 1),
      destination.mode,
      hourText(destination),
      msText(latency.ours.p99),
      msText(latency.receiver.p99),
      String(backlog ?? '-'),
      String(dead ?? '-'),
      lastAccepted === null ? '-' : `${agoText(lastAccepted, now)} ago`,
      stateText(destination),
    ];
  });
  return [...before, ...rest];
}

/** Of the route itself: deliveries that none of its destinations was asked about. */
function askedNoneRow(name: string, mode: string, askedNone: RouteOverviewView['askedNone']): string[] {
  const numbers = Array.from({ length: 5 }, () => '-');
  return [cut(name), mode, hourText({ minutes: askedNone }), ...numbers, 'asked none'];
}

/** The most frequent first; so many are told by name. */
const TOLD = 4;

function hourText({
  minutes,
}: {
  readonly minutes: readonly Pick<DestinationOverviewView['minutes'][number], 'outcomes'>[];
}): string {
  const counts = new Map<string, number>();
  for (const { outcomes } of minutes)
    for (const [outcome, count] of Object.entries(outcomes))
      counts.set(outcome, (counts.get(outcome) ?? 0) + count);
  if (counts.size === 0) return 'nothing';
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  const told = sorted.slice(0, TOLD).map(([outcome, count]) => `${count} ${outcome}`);
  const others = sorted.slice(TOLD).reduce((sum, [, count]) => sum + count, 0);
  return [...told, ...(others > 0 ? [`${others} others`] : [])].join(', ');
}

function stateText({ paused, breaker }: DestinationOverviewView): string {
  if (paused !== null) return paused === 'gone' ? 'paused: gone' : 'paused';
  return breaker === null || breaker === 'closed' ? 'runs' : `breaker ${breaker}`;
}

function msText(ms: number | null): string {
  return ms === null ? '-' : `${ms} ms`;
}

function firstText({ name, url, sendLine }: RouteOverviewView): string {
  const test = sendLine === null ? [] : [`  A test event, from the gateway's machine: ${sendLine}`];
  const lines = [`${name} waits for its first delivery. The URL for its provider: ${url}`, ...test];
  return `${lines.map(printable).join('\n')}\n`;
}

/** The same for routes that only report; -o json has them all. */
const LET_ON_TOLD = 3;

function letOnText({ name, letOn }: RouteOverviewView, now: number): string[] {
  if (!letOn || Date.parse(letOn.until) <= now) return [];
  const { until, genuine, wouldBeRefused } = letOn;
  const refused = Object.values(wouldBeRefused).reduce((sum, count) => sum + count, 0);
  const all = genuine + refused;
  const share = all === 0 ? '' : ` (${Math.round((refused / all) * 100)} %)`;
  const why = Object.entries(wouldBeRefused).map(([outcome, count]) => `, ${count} ${outcome}`);
  const says = `${refused} of ${all} deliveries of the last hour would have been refused${share}`;
  return [`${printable(`${name} reports only, until ${until}: ${says}${why.join('')}`)}\n`];
}

const UNITS: readonly (readonly [ms: number, name: string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
];

function agoText(time: string, now: number): string {
  const ms = Math.max(0, now - Date.parse(time));
  for (const [size, name] of UNITS) if (ms >= size) return `${Math.floor(ms / size)} ${name}`;
  return `${Math.floor(ms / 1_000)} s`;
}
