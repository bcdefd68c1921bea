/** A claim that was taken: whatever ends it ends its lease first, and then its hold, so that twins hear of it. */
import { Outcome } from '../../model/outcome.js';
import type { Reporter, Trail } from '../../model/trail.js';
import type { DedupeConfig } from '../../config/config.js';
import type { Claim } from './claim-store.js';
import type { Hold, Holds } from './holds.js';
import type { LabelStore } from './label-store.js';
import type { Lease, Leases } from './leases.js';
import type { MonotonicMs } from '../../model/time.js';

/** What twins in this process hear. */
const ACCEPTED = new Outcome('accepted');
const QUEUED = new Outcome('queued');

/** What a claim tells of itself. */
export type ClaimTrail = Pick<Trail, 'route' | 'claims' | 'withoutDedupe'>;

export interface ClaimRequest {
  /** The record's key: a hash. */
  readonly key: string;
  /** How long an acceptance is remembered, in milliseconds. */
  readonly window: number;
  readonly onStoreOutage: DedupeConfig['onStoreOutage'];
  readonly trail: ClaimTrail;
  /** performance.now() at which the source must have its answer. */
  readonly answerBy: MonotonicMs;
  /** Where the scheme signs an id: the key under which to note which record came with it. */
  readonly idNote: { readonly key: string; readonly record: string } | undefined;
  /** The unsigned name or id on which something rests; undefined if nothing does. */
  readonly label: BodyLabel | undefined;
  /** The status that tells this source to come again. */
  readonly retryStatus: number;
}

/** A label of a body (label-store.ts); both are hashes. */
export interface BodyLabel {
  readonly body: string;
  readonly label: string;
  /** How many labels the body may have within the window. */
  readonly places: number;
  /** The key under which an operator lets the delivery pass. */
  readonly allowance: string;
}

export interface ClaimKeepers {
  readonly labels: LabelStore;
  readonly holds: Holds;
  readonly leases: Leases;
  readonly reporter: Pick<Reporter, 'takeover'>;
}

export class OwnClaim implements Claim, Lease {
  readonly key: string;
  readonly owner: string;
  renewedAt: MonotonicMs = 0;
  before: Lease | undefined;
  after: Lease | undefined;
  readonly #keepers: ClaimKeepers;
  readonly #request: ClaimRequest;
  readonly #hold: Hold;

  constructor(keepers: ClaimKeepers, request: ClaimRequest, hold: Hold, owner: string) {
    this.key = request.key;
    this.owner = owner;
    this.#keepers = keepers;
    this.#request = request;
    this.#hold = hold;
    keepers.leases.grant(this);
  }

  async accepted(receiverStatus: number): Promise<void> {
    const { leases, reporter } = this.#keepers;
    const { trail, window } = this.#request;
    const kept = this.#keepLabel(window);
    const committed = leases.commit(this, receiverStatus, window);
    try {
      // Without the store there was no claim; remembering is worth a try, but not the source's time.
      if (!trail.withoutDedupe && (await committed) === 'late') reporter.takeover(trail.route);
      if (kept) await kept;
    } finally {
      this.#end(ACCEPTED);
    }
  }

  async queued(windowMs: number): Promise<void> {
    const kept = this.#keepLabel(windowMs);
    try {
      await this.#keepers.leases.queue(this, windowMs);
      await kept;
    } finally {
      this.#end(QUEUED);
    }
  }

  async release(outcome: Outcome, taken = false): Promise<void> {
    const label = taken ? this.#keepLabel(this.#request.window) : this.#leaveLabel();
    await Promise.all([this.#keepers.leases.release(this), label]);
    this.#end(outcome);
  }

  /**
   * Its place is held for two minutes anyway, so a store that does not answer is nobody's trouble here.
   * @returns undefined where there is none
   */
  #keepLabel(windowMs: number): Promise<void> | undefined {
    const { label, trail } = this.#request;
    if (!label || trail.withoutDedupe) return undefined;
    return this.#keepers.labels.keepLabel(label.body, label.label, windowMs).catch(ignore);
  }

  #leaveLabel(): Promise<void> | undefined {
    const { label, trail } = this.#request;
    if (!label || trail.withoutDedupe) return undefined;
    return this.#keepers.labels.leaveLabel(label.body, label.label).catch(ignore);
  }

  #end(outcome: Outcome): void {
    this.#keepers.holds.end(this.key, this.#hold, outcome);
  }
}

function ignore(): void {
  // Told by the store's own state.
}
