/**
 * Leaves alone a receiver that cannot be reached. Five attempts in a row without an answer open the breaker. After a
 * while it lets one attempt through (half-open). If that one has no answer either, it opens again, for twice as long.
 * An answer it is told of closes it, whatever its status: a receiver that answers is there. Each route that queues has
 * one breaker in each process. It has no timers; its user tells it the time.
 */

import type { BreakerState } from '../model/trail.js';
import type { MonotonicMs } from '../model/time.js';

export interface Breaker {
  state(now: MonotonicMs): BreakerState;
  /** Whether an attempt may begin. In the half-open state the first to ask gets the probe and must make it. */
  allow(now: MonotonicMs): boolean;
  /** The receiver answered, whatever it said. */
  succeeded(now: MonotonicMs): void;
  /** No connection, or no answer in time. */
  failed(now: MonotonicMs): void;
  /** An attempt that says nothing about it: where it was the probe, the next one is let through at once. */
  undecided(now: MonotonicMs): void;
  /** Somebody says that the receiver is worth another attempt: where it is open, one is let through now. */
  tryNow(now: MonotonicMs): void;
  /** When a new question is worth it, while it is open or its one attempt is out. Undefined if it is closed. */
  readonly reopensAt: MonotonicMs | undefined;
}

export interface BreakerOptions {
  /** Milliseconds after which a probe that has not reported back is given up and another goes. */
  readonly probeFor?: number;
}

const FAILURES_TO_OPEN = 5;
const OPEN_FOR_MS = 5_000;
const LONGEST_OPEN_MS = 300_000;

/** All times are milliseconds of one clock that does not go back. */
export function createBreaker({ probeFor = 60_000 }: BreakerOptions = {}): Breaker {
  let failures = 0;
  let openFor = OPEN_FOR_MS;
  /** Set while it is not closed: until then nobody asks in vain. */
  let reopensAt: MonotonicMs | undefined;
  let probing = false;

  function open(now: MonotonicMs): void {
    probing = false;
    reopensAt = now + openFor;
    openFor = Math.min(2 * openFor, LONGEST_OPEN_MS);
  }

  return {
    state(now) {
      if (reopensAt === undefined) return 'closed';
      return probing || now >= reopensAt ? 'half_open' : 'open';
    },

    allow(now) {
      if (reopensAt === undefined) return true;
      if (now < reopensAt) return false;
      probing = true;
      reopensAt = now + probeFor;
      return true;
    },

    succeeded() {
      failures = 0;
      openFor = OPEN_FOR_MS;
      reopensAt = undefined;
      probing = false;
    },

    failed(now) {
      if (reopensAt === undefined) {
        failures += 1;
        if (failures >= FAILURES_TO_OPEN) open(now);
        return;
      }
      // Anything else is an attempt that began before the breaker opened: it says nothing new.
      if (probing) open(now);
    },

    undecided(now) {
      if (!probing) return;
      probing = false;
      reopensAt = now;
    },

    tryNow(now) {
      if (reopensAt === undefined || probing) return;
      openFor = OPEN_FOR_MS;
      reopensAt = now;
    },

    get reopensAt() {
      return reopensAt;
    },
  };
}
