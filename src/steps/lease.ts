/**
 * Our claims in the store, kept alive by one heartbeat for all of them. A lease ends in a commit (the receiver
 * accepted) or a release; a commit the store would not take in time goes on with the heartbeat, because a forgotten
 * acceptance is a duplicate to come.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { HEARTBEAT_MS, StoreUnavailable, type ClaimStore, type CommitAnswer } from './claims.js';

/** Before the source is answered: this many tries within this time. */
const COMMIT_TRIES = 3;
const COMMIT_BUDGET_MS = 500;
/** An acceptance that cannot be stored for this long is given up; the provider has long been answered. */
const COMMIT_GIVE_UP_MS = 120_000;

export interface Lease {
  /** @returns what the store said, or `pending` where it goes on trying in the background; never rejects for the store. */
  commit(status: number, windowMs: number): Promise<CommitAnswer | 'pending'>;
  /** Best effort: what cannot be released runs out by itself. */
  release(): Promise<void>;
}

export interface Leases {
  grant(key: string, owner: string): Lease;
  /** Stops the heartbeat. */
  close(): void;
}

interface Beat {
  readonly key: string;
  readonly owner: string;
  beatAt: number;
  acceptance: { readonly status: number; readonly windowMs: number; readonly since: number } | undefined;
}

export function createLeases(store: ClaimStore, now: () => number): Leases {
  /** In the order of their last beat, so the first young one ends the walk. */
  const beats = new Set<Beat>();
  const timer = setInterval(beatOld, HEARTBEAT_MS / 5);
  timer.unref();

  function beatOld(): void {
    for (const beat of beats) {
      if (now() - beat.beatAt < HEARTBEAT_MS) return;
      beats.delete(beat);
      beat.beatAt = now();
      beats.add(beat);
      void (beat.acceptance ? commitAgain(beat, beat.acceptance) : renew(beat));
    }
  }

  /** A lease that is no longer ours is not fought for: the forward goes on, the commit absorbs. */
  async function renew(beat: Beat): Promise<void> {
    const ours = await store.renew(beat.key, beat.owner).catch(() => true);
    if (!ours && !beat.acceptance) beats.delete(beat);
  }

  async function commitAgain(
    beat: Beat,
    { status, windowMs, since }: NonNullable<Beat['acceptance']>,
  ): Promise<void> {
    const settled = await store.commit(beat.key, beat.owner, status, windowMs).then(
      () => true,
      () => now() - since > COMMIT_GIVE_UP_MS,
    );
    if (settled) beats.delete(beat);
  }

  async function commit(beat: Beat, status: number, windowMs: number): Promise<CommitAnswer | 'pending'> {
    const since = now();
    beat.acceptance = { status, windowMs, since };
    for (let attempt = 1; attempt <= COMMIT_TRIES; attempt++) {
      try {
        const left = since + COMMIT_BUDGET_MS - now();
        const answer = await within(left, store.commit(beat.key, beat.owner, status, windowMs));
        beats.delete(beat);
        return answer;
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
      }
      if (now() + 50 * attempt >= since + COMMIT_BUDGET_MS) break;
      await sleep(50 * attempt);
    }
    beats.add(beat);
    return 'pending';
  }

  return {
    grant(key, owner) {
      const beat: Beat = { key, owner, beatAt: now(), acceptance: undefined };
      beats.add(beat);
      return {
        commit: (status, windowMs) => commit(beat, status, windowMs),
        async release() {
          beats.delete(beat);
          await store.release(key, owner).catch(() => false);
        },
      };
    },
    close() {
      clearInterval(timer);
    },
  };
}

async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => {
        reject(new StoreUnavailable('timeout'));
      },
      Math.max(0, ms),
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
