/**
 * Step: the right to handle a delivery. Exactly one handler holds it at a time over all replicas; the others wait for
 * what it comes to. A key is burnt only by success.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Outcome } from '../../model/outcome.js';
import type { RandomHex } from '../../model/ids.js';
import type { Trail, Reporter } from '../../model/trail.js';
import { StoreUnavailable, type Claim, type ClaimAnswer, type ClaimStore } from './claim-store.js';
import { Leases, type Lease } from './leases.js';

/** Between two looks at a claim another replica holds. */
const POLL_MS = 150;
/** No one waits longer than this for another's claim, whatever the route's deadline. */
const MAX_WAIT_MS = 20_000;

export interface ClaimRequest {
  /** The record's key: a hash. */
  readonly key: string;
  /** How long an acceptance is remembered, in milliseconds. */
  readonly window: number;
  readonly onStoreOutage: 'refuse' | 'forward';
  readonly trail: Trail;
  /** performance.now() at which the source must have its answer. */
  readonly answerBy: number;
  /** Where the scheme signs an id: the key under which to note which record came with it. */
  readonly idNote: { readonly key: string; readonly record: string } | undefined;
}

export interface Claims {
  take(request: ClaimRequest): Promise<Claim | Outcome>;
  /** Stops the heartbeat; claims still held run out by their lease. */
  close(): void;
}

/** For routes that do not deduplicate: there is nothing to hold and nothing to remember. */
export function noClaim(key: string): Claim {
  return {
    key,
    owner: '',
    accepted: () => Promise.resolve(),
    queued: () => Promise.resolve(),
    release: () => Promise.resolve(),
  };
}

/** A key this process handles now: twins wait for its end instead of asking the store. */
class Hold {
  #waiting: ((outcome: Outcome) => void)[] | undefined;

  ended(): Promise<Outcome> {
    return new Promise((resolve) => {
      this.#waiting ??= [];
      this.#waiting.push(resolve);
    });
  }

  end(outcome: Outcome): void {
    if (this.#waiting) for (const tell of this.#waiting) tell(outcome);
  }
}

interface Parts {
  readonly store: ClaimStore;
  readonly reporter: Pick<Reporter, 'takeover'>;
  /** How many may wait for someone else's claim at a time. */
  readonly maxWaiters: () => number;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly randomHex: RandomHex;
}

export function createClaims({ store, reporter, maxWaiters, now, randomHex }: Parts): Claims {
  const holds = new Map<string, Hold>();
  const leases = new Leases(store, now);
  // 128 random bits of this process and a count: unique to each request, without new randomness for each.
  const ours = randomHex(16);
  let counter = 0;
  let waiters = 0;

  async function take(request: ClaimRequest): Promise<Claim | Outcome> {
    const { key } = request;
    const twin = holds.get(key);
    if (twin) return waiting(request, (patience) => outcomeOfTwin(twin, patience));

    const hold = new Hold();
    holds.set(key, hold);
    const owner = ours + (counter++).toString(36);
    let refused: Outcome | undefined;
    try {
      const otherBody = cameWithOtherBody(request);
      const first = await store.claim(key, owner);
      if (otherBody && (await otherBody)) request.trail.claims.push('id_reuse');
      if (first.state === 'own') request.trail.claims.push('new');
      else refused = await notOurs(request, owner, first);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) {
        end(key, hold, new Outcome('overloaded', { reason: 'internal' }));
        throw error;
      }
      refused = onOutage(request, error);
    }
    if (refused) {
      end(key, hold, refused);
      return refused;
    }
    return new OwnClaim(request, hold, leases.grant(key, owner));
  }

  function end(key: string, hold: Hold, outcome: Outcome): void {
    // Once ended, the key may be another request's.
    if (holds.get(key) === hold) holds.delete(key);
    hold.end(outcome);
  }

  class OwnClaim implements Claim {
    readonly key: string;
    readonly owner: string;
    readonly #request: ClaimRequest;
    readonly #hold: Hold;
    readonly #lease: Lease;

    constructor(request: ClaimRequest, hold: Hold, lease: Lease) {
      this.key = lease.key;
      this.owner = lease.owner;
      this.#request = request;
      this.#hold = hold;
      this.#lease = lease;
    }

    async accepted(receiverStatus: number): Promise<void> {
      const { trail, window } = this.#request;
      const committed = leases.commit(this.#lease, receiverStatus, window);
      try {
        // Without the store there was no claim; remembering is worth a try, but not the source's time.
        if (!trail.withoutDedupe && (await committed) === 'late') reporter.takeover(trail.route);
      } finally {
        end(this.key, this.#hold, ACCEPTED);
      }
    }

    async queued(windowMs: number): Promise<void> {
      try {
        await leases.queue(this.#lease, windowMs);
      } finally {
        end(this.key, this.#hold, QUEUED);
      }
    }

    async release(outcome: Outcome): Promise<void> {
      await leases.release(this.#lease);
      end(this.key, this.#hold, outcome);
    }
  }

  /** The record is somebody's. @returns how the delivery ends without us, or undefined where it became ours meanwhile. */
  async function notOurs(
    request: ClaimRequest,
    owner: string,
    first: ClaimAnswer,
  ): Promise<Outcome | undefined> {
    const { key, trail } = request;
    const answer =
      first.state === 'busy'
        ? await waiting(request, (patience) => waitForOwner(key, owner, first.owner, patience))
        : first;
    if (answer instanceof Outcome) return answer;
    if (answer.state === 'done' || answer.state === 'queued') {
      trail.claims.push('done');
      return new Outcome('duplicate');
    }
    trail.claims.push('takeover');
    return undefined;
  }

  /** Only counted, so its own failure is nobody's: a store that is out fails the claim beside it. */
  function cameWithOtherBody({ idNote, window }: ClaimRequest): Promise<boolean> | undefined {
    return idNote && store.noteBody(idNote.key, idNote.record, window).catch(() => false);
  }

  /** Neither "new" nor "duplicate": the route says whether to refuse or to go on without dedupe. */
  function onOutage(request: ClaimRequest, error: StoreUnavailable): Outcome | undefined {
    if (request.onStoreOutage === 'refuse') return new Outcome('store_unavailable', { reason: error.reason });
    request.trail.withoutDedupe = true;
    return undefined;
  }

  /** Waiting is bounded in time and in number: past either, the source is asked to come again. */
  async function waiting<T>(
    request: ClaimRequest,
    wait: (patience: number) => Promise<T>,
  ): Promise<T | Outcome> {
    request.trail.claims.push('busy');
    if (waiters >= maxWaiters()) return new Outcome('in_flight', { reason: 'too_many_waiters' });
    waiters++;
    try {
      return await wait(Math.min(request.answerBy - now(), MAX_WAIT_MS));
    } finally {
      waiters--;
    }
  }

  /** Another replica holds it: until it is done or free, or a third one took it before us, or the time is up. */
  async function waitForOwner(
    key: string,
    owner: string,
    other: string,
    patience: number,
  ): Promise<ClaimAnswer | Outcome> {
    const until = now() + patience;
    while (now() < until) {
      await sleep(Math.min(until - now(), POLL_MS));
      const answer = await store.claim(key, owner);
      if (answer.state !== 'busy') return answer;
      if (answer.owner !== other) return new Outcome('in_flight', { reason: 'taken_by_another' });
    }
    return new Outcome('in_flight', { reason: 'still_held' });
  }

  return {
    take,
    close() {
      leases.close();
    },
  };
}

/** What twins in this process hear. */
const ACCEPTED = new Outcome('accepted');
const QUEUED = new Outcome('queued');

async function outcomeOfTwin(twin: Hold, patience: number): Promise<Outcome> {
  const timeUp = new AbortController();
  const first = await Promise.race([
    twin.ended(),
    sleep(patience, undefined, { signal: timeUp.signal }).catch(() => undefined),
  ]);
  timeUp.abort();
  if (!first) return new Outcome('in_flight', { reason: 'still_held' });
  return first.code === 'accepted' || first.code === 'queued' ? new Outcome('duplicate') : first;
}
