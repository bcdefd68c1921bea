/** At the end: the gateway's counts, the sources' and the receiver's are the same, and no delivery is missing or double. */
import type { BenchRedis } from '../rig/redis.js';
import { fateOf } from './fate.js';
import { sum, type Series } from './gateway.js';
import type { Receiver } from './receiver.js';
import { PREFIX, ROUTES } from './settings.js';
import type { Sources } from './sources.js';

/** What strangers come to as well, whose answers nobody reads. */
const STRANGERS_TOO: ReadonlySet<string> = new Set(['malformed', 'missing_signature', 'overloaded']);
/** What lives for ever for each route that queued, and what goes by itself soon. */
const PLANNED = [
  new RegExp(`^${PREFIX}:\\{\\w+\\}:q:(?:meta|id|events|marker|stalled-check|limiter)$`),
  new RegExp(`^${PREFIX}:(?:queued:1|paused|probe|wake:[0-9a-f-]+|replicas:1|first:1)$`),
];
/** Counts of a minute live for two hours, longer than a soak waits: that they end is what can be seen. */
const LONG_LIVED = new RegExp(`^${PREFIX}:minute:1:\\d+$`);
const LONG_LIVED_MS = 7_200_000;

/** Answers to sources, by route and outcome. */
export function countFaults(series: readonly Series[], sources: Sources): string[] {
  const faults: string[] = [];
  const name = 'webhook_gateway_deliveries_total';
  const routes = new Set(ROUTES.map((route) => route.name));
  for (const { labels, value } of series.filter((one) => one.name === name)) {
    const { route = '', outcome = '' } = labels;
    const heard = sources.heard.get(`${route} ${outcome}`) ?? 0;
    if (!routes.has(route) || value === heard || (STRANGERS_TOO.has(outcome) && value >= heard)) continue;
    faults.push(`${route} ${outcome}: the gateway counts ${value}, its sources ${heard}`);
  }
  const errors = sources.heardOf('error');
  if (errors > 0) faults.push(`${errors} requests of sources got no answer`);
  const bugs = sum(series, 'webhook_gateway_faults_total');
  if (bugs > 0) faults.push(`${bugs} faults in the gateway's own code`);
  return faults;
}

/** Attempts, by how they were answered. */
export function attemptFaults(series: readonly Series[], receiver: Receiver): string[] {
  const results = [
    ['accepted', 200],
    ['retry', 503],
    ['final', 422],
  ] as const;
  return results.flatMap(([result, status]) => {
    const counted = sum(series, 'webhook_gateway_attempts_total', { result });
    const answered = receiver.answered(status);
    // An answer that was not heard is counted on one side.
    const between = Math.abs(answered - counted) <= receiver.unheard.size;
    return between ? [] : [`attempts ${result}: the gateway counts ${counted}, the receiver ${answered}`];
  });
}

/** Each is taken once. As documented, it may be twice if its answer was not heard, or its handler stood still too long. */
export function deliveryFaults(series: readonly Series[], sources: Sources, receiver: Receiver): string[] {
  const faults: string[] = [];
  let late =
    sum(series, 'webhook_gateway_late_commits_total') +
    sum(series, 'webhook_gateway_queue_worker_crashes_total');
  console.log(`answers not heard: ${receiver.unheard.size}; handlers that stood still too long: ${late}`);
  for (const [number, outcome] of sources.ended) {
    const taken = receiver.taken.get(number) ?? 0;
    const wanted = fateOf(number) === 'refused' ? 0 : 1;
    if (taken === wanted || (taken > wanted && wanted > 0 && receiver.unheard.has(number))) continue;
    if (taken > wanted && wanted > 0 && late-- > 0) continue;
    const route = sources.routeOf(number)?.name ?? '';
    faults.push(`delivery ${number} (${route}, ${outcome}, ${fateOf(number)}) was taken ${taken} times`);
  }
  if (receiver.strange > 0)
    faults.push(`${receiver.strange} deliveries that nobody sent reached the receiver`);
  return faults;
}

/** Dead letters are those that the receiver refuses for good, of routes that queue. */
export function deadFaults(series: readonly Series[], sources: Sources): string[] {
  const queued = new Set(['queued', 'duplicate']);
  const refused = [...sources.ended].filter(([number]) => fateOf(number) === 'refused');
  const expected = refused.filter(([, outcome]) => queued.has(outcome)).length;
  const final = sum(series, 'webhook_gateway_dead_letters_total', { reason: 'final' });
  const all = sum(series, 'webhook_gateway_dead_letters_total');
  if (final === expected && all === final) return [];
  return [`dead letters: ${expected} expected, ${final} refused for good, ${all} in all`];
}

/** @returns keys that should be gone by now */
export async function unplannedKeys({ client }: BenchRedis): Promise<string[]> {
  const unplanned: string[] = [];
  for await (const keys of client.scanStream({ count: 1_000 })) {
    for (const key of keys as string[]) {
      if (PLANNED.some((one) => one.test(key))) continue;
      const left = LONG_LIVED.test(key) ? await client.pttl(key) : -1;
      if (left < 0 || left > LONG_LIVED_MS) unplanned.push(key);
    }
  }
  return unplanned;
}

/** Messages that are not delivered yet. */
export async function pendingMessages({ client }: BenchRedis): Promise<number> {
  const counts = await Promise.all(ROUTES.map(({ name }) => client.zcard(`${PREFIX}:{${name}}:p:1`)));
  return counts.reduce((total, count) => total + count, 0);
}
