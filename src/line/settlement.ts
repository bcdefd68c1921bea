/**
 * The end of a delivery with several destinations: its record ends once each of them has, those whose attempt outlives
 * the answer too. All accepted: done. All accepted or stored: queued. Else it is free for the source's next attempt.
 */
import type { DedupeConfig } from '../config/config.js';
import { Outcome, type OutcomeCode } from '../model/outcome.js';
import type { Claim } from './claim/claim-store.js';
import type { PartClaims, Standing } from './claim/part-claims.js';

/** What came of one destination: accepted or stored, its final no, or still to be asked. */
export type Came = 'taken' | 'final' | 'owed';

const CAME: Partial<Readonly<Record<OutcomeCode, Came>>> = {
  accepted: 'taken',
  queued: 'taken',
  rejected: 'final',
  untranslatable: 'final',
};

export function cameOf({ code }: Outcome): Came {
  return CAME[code] ?? 'owed';
}

interface Parts {
  readonly partClaims: PartClaims;
  readonly claim: Claim;
  readonly dedupe: DedupeConfig | undefined;
  /** As they were found. */
  readonly standings: ReadonlyMap<string, Standing>;
}

/** No receiver's status: nothing but a number is remembered of it. */
const ACCEPTED_STATUS = 200;

export class Settlement {
  readonly #parts: Parts;
  readonly #open: Set<string>;
  readonly #outcomes = new Map<string, Outcome>();
  #status = ACCEPTED_STATUS;
  /** Milliseconds for which the longest stored message is remembered. */
  #storedFor = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#open = new Set(named(parts.standings, 'owed'));
  }

  /** The same claim, whose end is an end of this destination. */
  follow(name: string, claim: Claim): Claim {
    return {
      key: claim.key,
      delivery: claim.delivery,
      owner: claim.owner,
      accepted: async (status) => {
        await claim.accepted(status);
        this.#status = status;
        await this.#ended(name, new Outcome('accepted'));
      },
      queued: async (windowMs) => {
        await claim.queued(windowMs);
        this.#storedFor = Math.max(this.#storedFor, windowMs);
        await this.#ended(name, new Outcome('queued'));
      },
      release: async (outcome) => {
        await claim.release(outcome);
        await this.#ended(name, outcome);
      },
    };
  }

  /** A claim that was left behind by a process that ended in between: everything had been taken by then. */
  async ifNobodyIsAsked(): Promise<void> {
    if (named(this.#parts.standings, 'owed').length === 0) await this.#end();
  }

  async #ended(name: string, outcome: Outcome): Promise<void> {
    if (!this.#open.delete(name)) return;
    this.#outcomes.set(name, outcome);
    if (this.#open.size === 0) await this.#end();
  }

  async #end(): Promise<void> {
    const { claim, standings, partClaims, dedupe } = this.#parts;
    const owed = this.#came('owed');
    const final = this.#came('final');
    const before = named(standings, 'refused');
    if (dedupe && final.length + before.length > 0) {
      const notes = owed.length > 0 ? { keep: final, free: [] } : { keep: [], free: before };
      await partClaims.note(claim.key, notes, dedupe.window);
    }
    const worst = this.#outcomes.get(owed[0] ?? final[0] ?? '');
    if (worst) await claim.release(worst, this.#isTaken());
    else if (before.length > 0) await claim.release(new Outcome('rejected'), this.#isTaken());
    else if (this.#storedFor > 0 || named(standings, 'stored').length > 0)
      await claim.queued(this.#windowOf());
    else await claim.accepted(this.#status);
  }

  /** Whether any destination has it, now or from before. */
  #isTaken(): boolean {
    const { standings } = this.#parts;
    return (
      this.#came('taken').length + named(standings, 'accepted').length + named(standings, 'stored').length > 0
    );
  }

  #windowOf(): number {
    return Math.max(this.#storedFor, this.#parts.dedupe?.window ?? 0);
  }

  #came(came: Came): string[] {
    return [...this.#outcomes].filter(([, outcome]) => cameOf(outcome) === came).map(([name]) => name);
  }
}

function named(standings: ReadonlyMap<string, Standing>, standing: Standing): string[] {
  return [...standings].filter(([, one]) => one === standing).map(([name]) => name);
}
