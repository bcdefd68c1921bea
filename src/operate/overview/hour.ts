/**
 * The last hour of this replica, a minute at a time: what passed to each destination. It listens where deliveries are
 * counted anyway, so one costs a few increments here. A minute that is over is kept as its text alone.
 */
import {
  partsOf,
  type AttemptNote,
  type EndListener,
  type QueueAttempt,
  type Trail,
} from '../../model/trail.js';
import type { OutcomeCode } from '../../model/outcome.js';
import type { EpochMs } from '../../model/time.js';
import { bucketOf } from './histogram.js';
import { Counting, minuteText, more } from './counts.js';
import { letOnReason } from './let-on-share.js';

export const MINUTE_MS = 60_000;
export const MINUTES = 60;

export class Hour implements EndListener {
  readonly #ahead: () => number;
  #minute = 0;
  #now = new Map<string, Map<string, Counting>>();
  /** The earliest first. */
  readonly #past = new Map<number, string>();
  /** Minutes that changed since somebody took them. */
  readonly #changed = new Set<number>();
  /** Routes with a delivery since the start, and those of them that nobody took yet. */
  readonly #seen = new Set<string>();
  readonly #news = new Set<string>();
  /** Of answers 401 or 403 of a receiver, by route and destination. */
  readonly #refusals = new Map<string, number>();

  /** @param ahead milliseconds by which the clock that all replicas share is ahead of this process's */
  constructor(ahead: () => number = () => 0) {
    this.#ahead = ahead;
  }

  delivery(trail: Trail, at: EpochMs, oursMs: number): void {
    const parts = partsOf(trail);
    for (const part of parts) this.#ended(part, at, oursMs);
    const { route, secret } = trail;
    if (secret === undefined) return;
    this.#countsOf(route, parts[0]?.destination ?? '', at).verified(secret, 1, at);
  }

  #ended(trail: Trail, at: EpochMs, oursMs: number): void {
    const { route, outcome, attempt } = trail;
    if (!outcome) return;
    const { code, kind, reason } = outcome;
    const counts = this.#countsOf(route, trail.destination ?? '', at);
    more<string>(counts.outcomes, code);
    if (attempt) this.#attempted(counts, route, trail.destination ?? '', attempt, trail.unverified);
    if (kind === 'refused') {
      more(counts.reasons, reason === undefined ? code : `${code}:${reason}`);
      return;
    }
    if (trail.unverified !== undefined) more(counts.reasons, letOnReason(trail.unverified));
    more(counts.ours, bucketOf(oursMs));
    if (code === 'accepted') counts.lastAccepted = at;
    if (trail.key !== undefined && !this.#seen.has(route)) this.#first(route);
  }

  late(trail: Trail, attempt: AttemptNote, at: EpochMs): void {
    const { route, destination = '' } = trail;
    const counts = this.#countsOf(route, destination, at);
    this.#attempted(counts, route, destination, attempt, trail.unverified);
    if (attempt.result === 'accepted' && trail.unverified === undefined) counts.lastAccepted = at;
  }

  queueAttempt({ route, destination, attempt }: QueueAttempt, at: EpochMs): void {
    const counts = this.#countsOf(route, destination, at);
    this.#attempted(counts, route, destination, attempt);
    if (attempt.result === 'accepted') counts.lastAccepted = at;
  }

  /** Whether the route had a delivery since the start. */
  seen(route: string): boolean {
    return this.#seen.has(route);
  }

  /** Answers 401 or 403 of a receiver, one after the other. */
  refusals(route: string, destination: string): number {
    return this.#refusals.get(`${route} ${destination}`) ?? 0;
  }

  /** Each minute's text, by minute. */
  minutes(): ReadonlyMap<number, string> {
    return this.#now.size === 0
      ? this.#past
      : new Map([...this.#past, [this.#minute, minuteText(this.#now)]]);
  }

  /** Minutes that changed since the last call. */
  takeChanged(): readonly number[] {
    const taken = [...this.#changed];
    this.#changed.clear();
    return taken;
  }

  /** It could not be written, and is to be taken again. */
  putBack(minute: number): void {
    this.#changed.add(minute);
  }

  /** Routes that had their first delivery since the last call. */
  takeFirsts(): readonly string[] {
    const taken = [...this.#news];
    this.#news.clear();
    return taken;
  }

  putFirstsBack(routes: readonly string[]): void {
    for (const route of routes) this.#news.add(route);
  }

  #attempted(
    counts: Counting,
    route: string,
    destination: string,
    attempt: AttemptNote,
    unverified?: OutcomeCode,
  ): void {
    more<string>(counts.attempts, attempt.result);
    more(counts.receiver, bucketOf(attempt.durationMs));
    const { status } = attempt;
    // What carries no signature of ours is refused by any receiver that verifies.
    if (status === undefined || unverified !== undefined) return;
    const key = `${route} ${destination}`;
    if (status === 401 || status === 403) more(this.#refusals, key);
    else if (this.#refusals.size > 0) this.#refusals.delete(key);
  }

  #first(route: string): void {
    this.#seen.add(route);
    this.#news.add(route);
  }

  #countsOf(route: string, destination: string, at: EpochMs): Counting {
    const minute = Math.floor((at + this.#ahead()) / MINUTE_MS);
    // A clock that goes back counts on in the minute that it had reached.
    if (minute > this.#minute) this.#turnTo(minute);
    this.#changed.add(this.#minute);
    let destinations = this.#now.get(route);
    if (!destinations) this.#now.set(route, (destinations = new Map<string, Counting>()));
    let counts = destinations.get(destination);
    if (!counts) destinations.set(destination, (counts = new Counting()));
    return counts;
  }

  #turnTo(minute: number): void {
    if (this.#now.size > 0) this.#past.set(this.#minute, minuteText(this.#now));
    this.#now = new Map();
    this.#minute = minute;
    for (const past of this.#past.keys()) if (past <= minute - MINUTES) this.#past.delete(past);
  }
}
