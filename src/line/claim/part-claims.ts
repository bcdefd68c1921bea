/**
 * Beside a delivery's record: one for each of its destinations, where a route has several. They say which destinations
 * are owed when the source comes again. Only who holds the delivery's claim writes them.
 */
import { partKeyOf } from '../../model/ids.js';
import type { Trail } from '../../model/trail.js';
import { StoreUnavailable, type Claim, type ClaimStore, type RecordState } from './claim-store.js';
import type { Leases } from './leases.js';

/** How a destination stands before this receipt: `refused` is its final no, kept while another one is owed. */
export type Standing = 'owed' | 'accepted' | 'stored' | 'refused';

/** What is to be noted once all destinations of a receipt have ended. */
export interface Refusals {
  /** Their final no stands until none is owed. */
  readonly keep: readonly string[];
  /** They may be asked again. */
  readonly free: readonly string[];
}

export class PartClaims {
  readonly #store: ClaimStore;
  readonly #leases: Leases;

  constructor(store: ClaimStore, leases: Leases) {
    this.#store = store;
    this.#leases = leases;
  }

  /**
   * How each destination stands. One that is left out takes no part: its name came after the delivery's first claim.
   * @throws StoreUnavailable (rejects)
   */
  async standings(
    { key: delivery, owner }: Pick<Claim, 'key' | 'owner'>,
    names: readonly string[],
    windowMs: number,
  ): Promise<ReadonlyMap<string, Standing>> {
    const known = await this.#store.destinationsOf(delivery, names, windowMs);
    const before = names.filter((name) => known.includes(name));
    // Where none of those is configured any more, nobody but the new ones can take it.
    const taking = before.length > 0 ? before : names;
    const states = await Promise.all(taking.map((name) => this.#store.look(partKeyOf(delivery, name))));
    // A dead letter that is stored again is none any more; who finds it dead after that knows that it died anew.
    const dead = taking.filter((_, i) => states[i]?.state === 'dead');
    await Promise.all(dead.map((name) => this.#store.claim(partKeyOf(delivery, name), owner)));
    return new Map(taking.map((name, i) => [name, STANDINGS[states[i]?.state ?? 'absent']]));
  }

  /**
   * The right to hand the delivery to one destination. Its release writes nothing: whoever ends the delivery does.
   * @param key of the destination's record
   */
  claim({ key: delivery, owner }: Claim, key: string, windowMs: number, trail: Trail): Claim {
    const lease = { key, owner, renewedAt: 0, before: undefined, after: undefined };
    return {
      key,
      delivery,
      owner,
      accepted: async (status) => {
        const committed = this.#leases.commit(lease, status, windowMs);
        if (!trail.withoutDedupe) await committed;
      },
      queued: (forMs) => this.#leases.queue(lease, forMs),
      release: () => Promise.resolve(),
    };
  }

  /** Best effort: one that is asked once more says no once more. */
  async note(delivery: string, { keep, free }: Refusals, windowMs: number): Promise<void> {
    await Promise.all([
      ...keep.map((name) => this.#store.refuse(partKeyOf(delivery, name), windowMs).catch(() => false)),
      ...free.map((name) => this.#store.reopen(partKeyOf(delivery, name), 'refused').catch(() => false)),
    ]);
  }

  /**
   * The delivery's record was queued just now. A message that died before that left it as it was: then it is opened here,
   * so that the source's retry arms the dead letter. Best effort.
   * @param names of destinations whose messages are stored
   */
  async reopenIfDead(delivery: string, names: readonly string[]): Promise<void> {
    try {
      const states = await Promise.all(names.map((name) => this.#store.look(partKeyOf(delivery, name))));
      if (states.some(({ state }) => state === 'dead')) await this.#store.reopen(delivery, 'queued');
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
    }
  }
}

/** A dead letter is owed again: the source's retry arms it. */
const STANDINGS: Readonly<Record<RecordState['state'], Standing>> = {
  absent: 'owed',
  claimed: 'owed',
  dead: 'owed',
  queued: 'stored',
  done: 'accepted',
  refused: 'refused',
};
