/**
 * How many replicas share the store, and what each says of itself. Every list and count says by it how far it reaches.
 */
import type { Living, ReplicaNotes } from '../model/replica-notes.js';
import type { EpochClock, EpochMs } from '../model/time.js';

/** How far a list or a count reaches. */
export interface Scope {
  readonly kind: 'replica' | 'replicas';
  /** That share the store, as far as this one knows; this one among them. */
  readonly replicas: number;
  /** In words. */
  readonly says: string;
}

/** What a replica tells the others of itself. */
export interface About {
  readonly version: string;
  /** Epoch milliseconds. */
  readonly startedAt: EpochMs;
  /** Of the configuration in force; null where it is not known. */
  readonly configHash: string | null;
}

export interface Replica extends About {
  readonly id: string;
}

const BEAT_EVERY_MS = 10_000;

interface Parts {
  readonly notes: ReplicaNotes;
  /** This replica's id. */
  readonly id: string;
  readonly about: () => Promise<About>;
  /** Undefined if the store is this process's memory. */
  readonly prefix: string | undefined;
  readonly clock: EpochClock;
}

export class Replicas {
  readonly #parts: Parts;
  /** Undefined while the store does not tell. */
  #known: readonly Replica[] | undefined;
  #own: readonly Replica[] = [];
  #ahead = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Tells now, and then again and again, that this replica lives; never rejects. */
  start(): Promise<void> {
    this.#timer ??= setInterval(() => void this.beat(), BEAT_EVERY_MS).unref();
    return this.beat();
  }

  /** Tells so now; never rejects. */
  async beat(): Promise<void> {
    const { notes, id, about, clock } = this.#parts;
    try {
      const own = await about();
      this.#own = [{ id, ...own }];
      const { living, at } = await notes.beat(id, JSON.stringify(own));
      this.#ahead = at - clock();
      this.#known = living.map(readLiving);
    } catch {
      // That the store is lost is told by the store.
      this.#known = undefined;
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#parts.notes.leave(this.#parts.id).catch(() => undefined);
  }

  /** All that live, this one first; this one alone if the store does not tell. */
  get all(): readonly Replica[] {
    return [...this.#own, ...(this.#known ?? []).filter(({ id }) => id !== this.#parts.id)];
  }

  /** Milliseconds by which the store's clock is ahead of this process's. */
  get ahead(): number {
    return this.#ahead;
  }

  /** @param shared whether what is told lies in the store, or is this process's own */
  scopeOf(shared: boolean): Scope {
    const { prefix } = this.#parts;
    const replicas = Math.max(1, this.all.length);
    if (prefix === undefined) return { kind: 'replica', replicas: 1, says: 'this replica' };
    if (shared) {
      const says =
        replicas > 1 ? `all ${replicas} replicas of prefix ${prefix}` : `the one replica of prefix ${prefix}`;
      return { kind: 'replicas', replicas, says };
    }
    return { kind: 'replica', replicas, says: `this replica${this.#others(replicas)}` };
  }

  #others(replicas: number): string {
    if (!this.#known) return '; the store does not answer, so others are not known';
    return replicas > 1 ? ` only; ${replicas} replicas share the store` : '';
  }
}

/** What another version of the gateway tells may lack something. */
function readLiving({ id, about }: Living): Replica {
  const { version, startedAt, configHash } = parsed(about);
  return {
    id,
    version: typeof version === 'string' ? version : '',
    startedAt: typeof startedAt === 'number' ? startedAt : 0,
    configHash: typeof configHash === 'string' ? configHash : null,
  };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
