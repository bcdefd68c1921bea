/**
 * Step: the right to handle a delivery. Exactly one handler holds it at a time over all replicas; the others wait for
 * what it comes to. A key is burnt only by success.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Outcome } from '../../model/outcome.js';
import type { RandomHex } from '../../model/ids.js';
import type { Reporter } from '../../model/trail.js';
import { StoreUnavailable, type Claim, type ClaimAnswer, type ClaimStore } from './claim-store.js';
import { Holds, type Hold } from './holds.js';
import { Leases } from './leases.js';
import type { LabelStore } from './label-store.js';
import { PartClaims } from './part-claims.js';
import { OwnClaim, type BodyLabel, type ClaimKeepers, type ClaimRequest } from './own-claim.js';
import type { MonotonicClock } from '../../model/time.js';

/** Between two looks at a claim another replica holds. */
const POLL_MS = 150;
/** No one waits longer than this for another's claim, whatever the route's deadline. */
const MAX_WAIT_MS = 20_000;

type FilteredRequest = Pick<ClaimRequest, 'window' | 'onStoreOutage'> & {
  readonly label: BodyLabel;
};

interface Parts {
  readonly store: ClaimStore;
  readonly labels: LabelStore;
  readonly reporter: Pick<Reporter, 'takeover'>;
  /** How many may wait for someone else's claim at a time. */
  readonly maxWaiters: () => number;
  /** Monotonic milliseconds. */
  readonly now: MonotonicClock;
  readonly randomHex: RandomHex;
}

export class Claims {
  readonly #store: ClaimStore;
  readonly #maxWaiters: () => number;
  readonly #now: MonotonicClock;
  readonly #holds = new Holds();
  readonly #leases: Leases;
  /** Of routes with several destinations. */
  readonly parts: PartClaims;
  readonly #keepers: ClaimKeepers;
  // 128 random bits of this process and a count: unique to each request, without new randomness for each.
  readonly #process: string;
  #counter = 0;
  #waiters = 0;

  constructor({ store, labels, reporter, maxWaiters, now, randomHex }: Parts) {
    this.#process = randomHex(16);
    this.#store = store;
    this.#maxWaiters = maxWaiters;
    this.#now = now;
    this.#leases = new Leases(store, now);
    this.parts = new PartClaims(store, this.#leases);
    this.#keepers = { holds: this.#holds, leases: this.#leases, labels, reporter };
  }

  async take(request: ClaimRequest): Promise<Claim | Outcome> {
    const { key, trail } = request;
    const twin = this.#holds.of(key);
    if (twin) return this.#endOf(twin, request);

    const hold = this.#holds.begin(key);
    const owner = this.#process + (this.#counter++).toString(36);
    let refused: Outcome | undefined;
    try {
      const otherBody = this.#cameWithOtherBody(request);
      const labelled = request.label && this.#takeLabel(request, request.label);
      const first = await this.#store.claim(key, owner);
      if (otherBody && (await otherBody)) trail.claims.push('id_reuse');
      refused = labelled && (await labelled);
      if (refused) await this.#giveBack(key, owner, first);
      else if (first.state === 'own') trail.claims.push('new');
      else refused = await this.#notOurs(request, owner, first);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) {
        this.#holds.end(key, hold, new Outcome('overloaded', { reason: 'internal' }));
        throw error;
      }
      refused = onOutage(request, error);
    }
    if (refused) {
      this.#holds.end(key, hold, refused);
      return refused;
    }
    return new OwnClaim(this.#keepers, request, hold, owner);
  }

  /** Stops the heartbeat; claims still held run out by their lease. */
  close(): void {
    this.#leases.close();
  }

  /**
   * The delivery was filtered because of its name, which nobody signed: another name of its body is suspect from now on.
   * @returns why it cannot even be noted
   */
  async noteFiltered(request: FilteredRequest): Promise<Outcome | undefined> {
    const { label, window, onStoreOutage } = request;
    try {
      await this.#keepers.labels.noteFilteredLabel(label.body, label.label, window);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      if (onStoreOutage === 'refuse') return new Outcome('store_unavailable', { reason: error.reason });
    }
    return undefined;
  }

  /**
   * Nothing is answered 2xx because of a name that nobody signed: the source is told to come again. Never rejects for the
   * store: the claim beside it must be given back first.
   */
  async #takeLabel(request: ClaimRequest, wanted: BodyLabel): Promise<Outcome | undefined> {
    const { labels } = this.#keepers;
    const { body, label, places, allowance } = wanted;
    try {
      let answer = await labels.takeLabel(body, label, places);
      // Asked only of what would be refused, so nobody else pays for it.
      if (answer !== 'taken' && (await labels.isAllowed(allowance))) {
        await labels.allowLabel(body, label, request.window);
        answer = await labels.takeLabel(body, label, places);
      }
      if (answer === 'taken') return undefined;
      const reason = answer === 'full' ? 'too_many_labels' : 'filtered_before';
      return new Outcome('event_reuse', { reason, status: request.retryStatus });
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      return onOutage(request, error);
    }
  }

  /** A claim that its label forbids: nobody waits for it. */
  async #giveBack(key: string, owner: string, answer: ClaimAnswer): Promise<void> {
    if (answer.state === 'own') await this.#store.release(key, owner);
  }

  /** Only counted, so its own failure is nobody's: a store that is out fails the claim beside it. */
  #cameWithOtherBody({ idNote, window }: ClaimRequest): Promise<boolean> | undefined {
    return idNote && this.#store.noteBody(idNote.key, idNote.record, window).catch(() => false);
  }

  /** Whatever it comes to in this process. */
  #endOf(twin: Hold, request: ClaimRequest): Promise<Outcome> {
    return this.#waiting(request, (patience) => twin.outcomeForTwin(patience));
  }

  /** The record is somebody's. @returns how the delivery ends without us, or undefined where it became ours meanwhile. */
  async #notOurs(request: ClaimRequest, owner: string, first: ClaimAnswer): Promise<Outcome | undefined> {
    const { key, trail } = request;
    const answer =
      first.state === 'busy'
        ? await this.#waiting(request, (patience) => this.#waitForOwner(key, owner, first.owner, patience))
        : first;
    if (answer instanceof Outcome) return answer;
    if (answer.state === 'done' || answer.state === 'queued') {
      trail.claims.push('done');
      return new Outcome('duplicate');
    }
    trail.claims.push('takeover');
    return undefined;
  }

  /** Waiting is bounded in time and in number: past either, the source is asked to come again. */
  async #waiting<T>(
    { trail, answerBy }: ClaimRequest,
    wait: (patience: number) => Promise<T>,
  ): Promise<T | Outcome> {
    trail.claims.push('busy');
    if (this.#waiters >= this.#maxWaiters()) return new Outcome('in_flight', { reason: 'too_many_waiters' });
    this.#waiters++;
    try {
      return await wait(Math.min(answerBy - this.#now(), MAX_WAIT_MS));
    } finally {
      this.#waiters--;
    }
  }

  /** Another replica holds it: until it is done or free, or a third one took it before us, or the time is up. */
  async #waitForOwner(
    key: string,
    owner: string,
    other: string,
    patience: number,
  ): Promise<ClaimAnswer | Outcome> {
    const until = this.#now() + patience;
    while (this.#now() < until) {
      await sleep(Math.min(until - this.#now(), POLL_MS));
      const answer = await this.#store.claim(key, owner);
      if (answer.state !== 'busy') return answer;
      if (answer.owner !== other) return new Outcome('in_flight', { reason: 'taken_by_another' });
    }
    return new Outcome('in_flight', { reason: 'still_held' });
  }
}

/** Neither "new" nor "duplicate": the route says whether to refuse or to go on without dedupe. */
function onOutage({ onStoreOutage, trail }: ClaimRequest, error: StoreUnavailable): Outcome | undefined {
  if (onStoreOutage === 'refuse') return new Outcome('store_unavailable', { reason: error.reason });
  trail.withoutDedupe = true;
  return undefined;
}
