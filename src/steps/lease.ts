/**
 * Our claims in the store, kept alive by one heartbeat for all of them. A lease ends in a commit (the receiver
 * accepted) or a release; a commit the store would not take in time goes on behind the answer (late-commits.ts).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { HEARTBEAT_MS, StoreUnavailable, type ClaimStore, type CommitAnswer } from './claims.js';
import { createLateCommits } from './late-commits.js';
import { noLaterThan } from './no-later-than.js';

/** Before the source is answered: this many tries within this time. */
const COMMIT_TRIES = 3;
const COMMIT_BUDGET_MS = 500;
/** How often is looked for leases to renew; one that could not be is tried again then. */
const LOOK_EVERY_MS = 1_000;

export interface Lease {
  /** @returns what the store said, or `pending` where it goes on trying in the background; never rejects for the store. */
  commit(status: number, windowMs: number): Promise<CommitAnswer | 'pending'>;
  /** Hands the record to the queue. Best effort: a lease that runs out leaves the message to the queue as well. */
  queue(windowMs: number): Promise<void>;
  /** Best effort: what cannot be released runs out by itself. */
  release(): Promise<void>;
}

export interface Leases {
  grant(key: string, owner: string): Lease;
  /** Stops the heartbeat and the late commits. */
  close(): void;
}

interface Beat {
  readonly key: string;
  readonly owner: string;
  beatAt: number;
}

export function createLeases(store: ClaimStore, now: () => number): Leases {
  const beats = new Set<Beat>();
  const lateCommits = createLateCommits(store, now);
  const timer = setInterval(beatOld, LOOK_EVERY_MS);
  timer.unref();

  function beatOld(): void {
    for (const beat of beats) if (now() - beat.beatAt >= HEARTBEAT_MS) void renew(beat);
  }

  /** A lease that is no longer ours is not fought for: the forward goes on, the commit absorbs. */
  async function renew(beat: Beat): Promise<void> {
    const lastBeat = beat.beatAt;
    beat.beatAt = now();
    try {
      if (!(await store.renew(beat.key, beat.owner))) beats.delete(beat);
    } catch {
      beat.beatAt = lastBeat;
    }
  }

  async function commit(beat: Beat, status: number, windowMs: number): Promise<CommitAnswer | 'pending'> {
    const { key, owner } = beat;
    const since = now();
    try {
      for (let attempt = 1; attempt <= COMMIT_TRIES; attempt++) {
        try {
          const left = since + COMMIT_BUDGET_MS - now();
          return await noLaterThan(store.commit(key, owner, status, windowMs), left, tooLate);
        } catch (error) {
          if (!(error instanceof StoreUnavailable)) throw error;
        }
        if (attempt === COMMIT_TRIES || now() + 50 * attempt >= since + COMMIT_BUDGET_MS) break;
        await sleep(50 * attempt);
      }
      lateCommits.add({ key, owner, status, windowMs, since });
      return 'pending';
    } finally {
      beats.delete(beat);
    }
  }

  return {
    grant(key, owner) {
      const beat: Beat = { key, owner, beatAt: now() };
      beats.add(beat);
      return {
        commit: (status, windowMs) => commit(beat, status, windowMs),
        async queue(windowMs) {
          beats.delete(beat);
          await store.queue(key, windowMs).catch(() => false);
        },
        async release() {
          beats.delete(beat);
          await store.release(key, owner).catch(() => false);
        },
      };
    },
    close() {
      clearInterval(timer);
      lateCommits.close();
    },
  };
}

function tooLate(): never {
  throw new StoreUnavailable('timeout');
}
