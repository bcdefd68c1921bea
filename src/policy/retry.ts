/**
 * When a message is tried again, or why never. Pure: the delays are data, time and chance are arguments. A wait is
 * never shorter than the schedule says, and no attempt is planned for a message older than its `maxAge`.
 */
import type { Verdict } from '../model/delivery.js';
import { readTime } from '../schemes/text/time-text.js';
import type { EpochMs } from '../model/time.js';

export interface RetryPolicy {
  /** Milliseconds from one attempt's end to the next; after the last of them the message is dead. */
  readonly schedule: readonly number[];
  /** Milliseconds from receipt (or from being armed again) after which it is not tried any more. */
  readonly maxAge: number;
}

/** What the attempt that just ended came to. */
export interface RetryState {
  /** Made so far, this one included. */
  readonly attempts: number;
  readonly verdict: Exclude<Verdict, 'accepted'>;
  /** The receiver's, if it answered. */
  readonly status: number | undefined;
  /** The receiver's `Retry-After` as it stood there. */
  readonly retryAfter: string | undefined;
  /** Epoch milliseconds at which its schedule began: at receipt, or when it was armed again. */
  readonly receivedAt: EpochMs;
  /** Epoch milliseconds. */
  readonly now: EpochMs;
  /** From 0 to 1. */
  readonly random: number;
}

export type NextAttempt = { readonly delayMs: number } | { readonly stop: 'exhausted' | 'final' | 'expired' };

/** Share of a delay by which chance may lengthen it, so that what failed together does not come back together. */
const JITTER = 0.2;
/** A receiver may ask for twice the scheduled delay, and always for this much. */
const LONGEST_WISH_MS = 3_600_000;
/** Statuses that say "too much" (Standard Webhooks): the scheduled delay is doubled. */
const THROTTLED: ReadonlySet<number> = new Set([429, 502, 504]);
/** What lengthens a delay ends before the message does: an attempt due at its very end would come too late. */
const SHARE_OF_LIFE = 0.9;

export function nextAttempt({ schedule, maxAge }: RetryPolicy, state: RetryState): NextAttempt {
  if (state.verdict === 'final') return { stop: 'final' };
  const scheduled = schedule[state.attempts - 1];
  if (scheduled === undefined) return { stop: 'exhausted' };
  const left = state.receivedAt + maxAge - state.now;
  if (scheduled > left) return { stop: 'expired' };

  const wished = Math.min(
    retryAfterMs(state.retryAfter, state.now) ?? 0,
    Math.max(2 * scheduled, LONGEST_WISH_MS),
  );
  const wait = Math.max(isThrottled(state.status) ? 2 * scheduled : scheduled, wished);
  const spread = wait * (1 + JITTER * state.random);
  return { delayMs: Math.max(scheduled, Math.floor(Math.min(spread, SHARE_OF_LIFE * left))) };
}

/** The receiver asks for fewer deliveries, in words of its own or of the proxy before it. */
export function isThrottled(status: number | undefined): boolean {
  return status !== undefined && THROTTLED.has(status);
}

/** Milliseconds from the first attempt to the last, without what chance and the receiver add. */
export function totalSpan(schedule: readonly number[]): number {
  return schedule.reduce((sum, delay) => sum + delay, 0);
}

/**
 * Seconds, or an HTTP date.
 *
 * @returns milliseconds from `now`, or undefined if the text is neither, or the date is past.
 */
export function retryAfterMs(text: string | undefined, now: EpochMs): number | undefined {
  const value = text?.trim() ?? '';
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  const date = readTime(value, ['utc-date']);
  return date === undefined || date < now ? undefined : date - now;
}
