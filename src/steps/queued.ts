/**
 * Hand-over `queued`: the message is stored, and only then the source hears 200. What cannot be stored is refused for
 * now, so that the source keeps it.
 */
import { Outcome } from '../outcome.js';
import type { HandOver } from '../route.js';
import type { Claim } from './claims.js';
import { StoreUnavailable } from './claims.js';
import type { NewMessage } from './messages.js';
import type { Queue } from './queue.js';

export interface QueueParts {
  readonly queue: Queue;
  readonly destination: string;
  /** Milliseconds the record stands while the message waits; what is pending longer is still not stored twice. */
  readonly window: number;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

export function createQueued({ queue, destination, window, clock, now }: QueueParts): HandOver {
  return async function queued(message, claim, record) {
    const receivedAt = Math.round(clock() - (now() - record.startedAt));
    const { key, owner } = claim;
    const refused = await store(queue, { key, owner, destination, message, receivedAt, attempts: [] }, 0);
    if (refused) {
      await claim.release(refused);
      return refused;
    }
    return acknowledge(claim, window);
  };
}

/** @returns why not, where it could not be stored. */
export async function store(
  queue: Queue,
  message: NewMessage,
  delayMs: number,
): Promise<Outcome | undefined> {
  try {
    await queue.put(message, delayMs);
    return undefined;
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    return new Outcome('store_unavailable', { reason: error.reason });
  }
}

export async function acknowledge(claim: Claim, window: number): Promise<Outcome> {
  await claim.queued(window);
  return new Outcome('queued');
}
