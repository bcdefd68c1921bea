/**
 * The work of `verify`: what was refused is judged again, and what is genuine now goes through the claim like any other
 * delivery, each once. An entry stays until its delivery was accepted or queued, or turns out to have been.
 */
import type { Route } from '../../line/route.js';
import type { RefusedEntry, RefusedHead } from '../../line/refused/refused-entry.js';
import type { Place, RefusedQuery } from '../../line/refused/refused-store.js';
import type { Delivery } from '../../model/delivery.js';
import type { RandomHex } from '../../model/ids.js';
import type { Outcome, OutcomeCode } from '../../model/outcome.js';
import type { EpochClock, MonotonicClock } from '../../model/time.js';
import type { Trail } from '../../model/trail.js';
import { inSlices } from '../../queue/slices.js';
import type { JobFilter, Work, WorkItem } from '../jobs/work.js';
import { GENUINE, judge, trailOf, type Judgement } from './judge-refused.js';
import { comparePlaces, placeOf, readPlace, writePlace } from './merge.js';
import type { RefusedList } from './refused-list.js';

/** Takes a delivery through the line as if it had just come, and reports it. */
export type TakeDelivery = (route: Route, delivery: Delivery, trail: Trail) => Promise<Outcome>;

export interface VerifyParts {
  readonly refused: Pick<RefusedList, 'list' | 'get' | 'entriesOf' | 'remove' | 'answered'>;
  /** As it is in force now. */
  readonly routeOf: (name: string) => Route | undefined;
  readonly take: TakeDelivery;
  readonly randomHex: RandomHex;
  readonly clock: EpochClock;
  readonly now: MonotonicClock;
}

/** Entries that are read together. */
const PAGE = 200;

/** Of a delivery that somebody has in hand: a process that died holds it for 15 s. */
const MOST_TRIES = 4;

/** Where its delivery is in the receiver's or the queue's hands. */
const TAKEN: ReadonlySet<OutcomeCode> = new Set<OutcomeCode>(['accepted', 'queued', 'duplicate']);
/** Genuine, and nothing to hand over. */
const UNWANTED: ReadonlySet<OutcomeCode> = new Set<OutcomeCode>(['filtered', 'challenge']);

export class VerifyWork implements Work {
  readonly #parts: VerifyParts;

  constructor(parts: VerifyParts) {
    this.#parts = parts;
  }

  async count(filter: JobFilter): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for await (const { says } of this.#judged(filter, undefined))
      counts.set(says, (counts.get(says) ?? 0) + 1);
    return counts;
  }

  async *items(filter: JobFilter, after: string | undefined): AsyncIterable<WorkItem> {
    const behind = after === undefined ? undefined : readPlace(after);
    for await (const { says, entry } of this.#judged(filter, behind)) {
      if (says !== GENUINE) continue;
      yield { place: writePlace(placeOf(entry)), lane: entry.route, key: entry.id };
    }
  }

  async act({ lane: name, key: id }: WorkItem, jobId: string): Promise<'done' | 'skipped' | 'failed'> {
    const { refused, routeOf, take, randomHex, clock, now } = this.#parts;
    const entry = await refused.get(id, name);
    const route = routeOf(name);
    if (!entry || !route) return 'skipped';
    if (entry.answer?.job === jobId) return UNWANTED.has(entry.answer.outcome) ? 'skipped' : 'failed';
    const { genuine } = await judge(entry, route, clock(), randomHex);
    if (!genuine) return 'skipped';
    let outcome = await take(route, genuine.delivery, trailOf(entry, route, now));
    // Whoever has it in hand is done, or gone, before long: each try waits as long as the source would.
    for (let tries = 1; outcome.code === 'in_flight' && tries < MOST_TRIES; tries++)
      outcome = await take(route, genuine.delivery, trailOf(entry, route, now));
    if (TAKEN.has(outcome.code)) {
      await refused.remove(name, id);
      return 'done';
    }
    const { code, reason, receiver } = outcome;
    await refused.answered(name, id, {
      outcome: code,
      reason,
      status: receiver?.status,
      at: clock(),
      job: jobId,
    });
    return UNWANTED.has(code) ? 'skipped' : 'failed';
  }

  /** All that fits, the oldest first; a further copy of what is genuine is `repeated`. */
  async *#judged(
    filter: JobFilter,
    after: Place | undefined,
  ): AsyncIterable<Judgement & { readonly entry: RefusedEntry }> {
    const { routeOf, randomHex, clock, now } = this.#parts;
    const known = new Set<string>();
    const breathe = inSlices(now);
    for await (const entry of this.#entries(filter, after)) {
      await breathe();
      const route = routeOf(entry.route);
      const { destination } = filter;
      if (destination !== undefined && !route?.destinations.some(({ name }) => name === destination))
        continue;
      const judged = await judge(entry, route, clock(), randomHex);
      if (filter.event !== undefined && judged.genuine?.event !== filter.event) continue;
      const key = judged.genuine && `${entry.route} ${judged.genuine.key}`;
      if (key !== undefined && known.has(key)) yield { says: 'repeated', entry };
      else yield { ...judged, entry };
      if (key !== undefined) known.add(key);
    }
  }

  async *#entries(filter: JobFilter, after: Place | undefined): AsyncIterable<RefusedEntry> {
    if (filter.outcome === 'dead') return;
    const { refused } = this.#parts;
    for await (const heads of filter.ids
      ? this.#named(filter.ids, filter, after)
      : this.#pages(filter, after)) {
      yield* await refused.entriesOf(heads);
    }
  }

  async *#pages(filter: JobFilter, after: Place | undefined): AsyncIterable<readonly RefusedHead[]> {
    let place = after;
    do {
      const page = await this.#parts.refused.list({ ...queryOf(filter), route: filter.route, after: place });
      yield page.data;
      place = page.next;
    } while (place !== undefined);
  }

  async *#named(
    ids: readonly string[],
    filter: JobFilter,
    after: Place | undefined,
  ): AsyncIterable<readonly RefusedHead[]> {
    const found = await Promise.all([...new Set(ids)].map((id) => this.#parts.refused.get(id, filter.route)));
    yield found
      .filter((entry) => entry !== undefined)
      .filter((entry) => fits(entry, filter) && (!after || comparePlaces(placeOf(entry), after) > 0))
      .sort((a, b) => comparePlaces(placeOf(a), placeOf(b)));
  }
}

function queryOf({ since, until, askedAt, outcome, reason, client }: JobFilter): RefusedQuery {
  const last = askedAt === undefined ? until : Math.min(until ?? askedAt, askedAt);
  return { order: 'oldest', limit: PAGE, after: undefined, since, until: last, outcome, reason, client };
}

function fits(entry: RefusedHead, filter: JobFilter): boolean {
  const { since, until, outcome, reason, client } = queryOf(filter);
  return (
    (since === undefined || entry.receivedAt >= since) &&
    (until === undefined || entry.receivedAt <= until) &&
    (outcome === undefined || entry.outcome === outcome) &&
    (reason === undefined || (entry.reason ?? entry.outcome) === reason) &&
    (client === undefined || entry.client === client)
  );
}
