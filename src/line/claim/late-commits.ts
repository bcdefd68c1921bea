/**
 * Acceptances that the store did not take in time. Their sources have heard of them, and a forgotten one becomes a
 * duplicate later. So they are stored as soon as the store is back, before anything else is asked of it.
 */
import type { ClaimStore } from './claim-store.js';
import type { MonotonicClock, MonotonicMs } from '../../model/time.js';

/** A long outage must not end in a flood that the store takes too long to answer, which would be the next outage. */
const AT_ONCE = 64;
const TRY_EVERY_MS = 1_000;
/** What cannot be stored for this long is given up; the provider has long been answered. */
const GIVE_UP_MS = 120_000;

export interface Acceptance {
  readonly key: string;
  readonly owner: string;
  readonly status: number;
  readonly windowMs: number;
  /** On the monotonic clock. */
  readonly since: MonotonicMs;
}

export interface LateCommits {
  add(acceptance: Acceptance): void;
  /** Stops trying. */
  close(): void;
}

export function createLateCommits(store: ClaimStore, now: MonotonicClock): LateCommits {
  /** The oldest first. */
  const waiting = new Set<Acceptance>();
  let storing = false;
  /** A store that is up for its probe and fails every commit would otherwise be asked again and again, without end. */
  let vainAt = -Infinity;
  const timer = setInterval(() => void storeAll(), TRY_EVERY_MS);
  timer.unref();
  store.onChange((up) => {
    if (up && now() - vainAt >= TRY_EVERY_MS) void storeAtOnce();
  });

  async function storeAtOnce(): Promise<void> {
    if (!(await storeAll())) vainAt = now();
  }

  /** @returns whether the store took what it was given. */
  async function storeAll(): Promise<boolean> {
    forgetOld();
    if (storing) return true;
    storing = true;
    let taken = true;
    while (taken && waiting.size > 0) {
      taken = (await Promise.all(oldest().map(storeOne))).every(Boolean);
    }
    storing = false;
    return taken;
  }

  function oldest(): Acceptance[] {
    const few: Acceptance[] = [];
    for (const acceptance of waiting) {
      if (few.push(acceptance) === AT_ONCE) break;
    }
    return few;
  }

  async function storeOne(acceptance: Acceptance): Promise<boolean> {
    const { key, owner, status, windowMs } = acceptance;
    try {
      await store.commit(key, owner, status, windowMs);
    } catch {
      return false;
    }
    waiting.delete(acceptance);
    return true;
  }

  function forgetOld(): void {
    for (const acceptance of waiting) {
      if (now() - acceptance.since <= GIVE_UP_MS) return;
      waiting.delete(acceptance);
    }
  }

  return {
    add(acceptance) {
      waiting.add(acceptance);
    },
    close() {
      clearInterval(timer);
    },
  };
}
