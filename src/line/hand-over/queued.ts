/**
 * Hand-over `queued`: the message is stored, and only then the source hears 200. If it cannot be stored, the source
 * hears 503 and so keeps it.
 */
import { Outcome } from '../../model/outcome.js';
import type { HandOver, KeepUntranslatable } from '../route.js';
import { type Claim, StoreUnavailable } from '../claim/claim-store.js';
import type { NewMessage } from './new-message.js';
import type { Queue } from './durable-queue.js';

export interface QueueParts {
  readonly queue: Queue;
  readonly destination: string;
  /** Milliseconds the record stands while the message waits; what is pending longer is still not stored twice. */
  readonly window: number;
}

export function createQueued({ queue, destination, window }: QueueParts): HandOver {
  return async function queued(message, claim, { receivedAt }) {
    const { key, owner } = claim;
    const refused = await store(queue, { key, owner, destination, message, receivedAt, attempts: [] });
    if (refused) {
      await claim.release(refused);
      return refused;
    }
    return acknowledge(claim, window);
  };
}

/** The source is acknowledged: what cannot be translated will not be by a retry, and here it is kept and seen. */
export function createKeepUntranslatable({ queue, destination }: QueueParts): KeepUntranslatable {
  return async function keepUntranslatable(message, claim, { receivedAt }) {
    const { key, owner } = claim;
    const kept = { key, owner, destination, message, receivedAt, attempts: [], untranslated: true };
    const outcome = (await refusal(() => queue.bury(kept))) ?? new Outcome('queued');
    await claim.release(outcome);
    return outcome;
  };
}

/** @returns why not, if it could not be stored. */
export function store(queue: Queue, message: NewMessage): Promise<Outcome | undefined> {
  return refusal(() => queue.put(message));
}

async function refusal(write: () => Promise<void>): Promise<Outcome | undefined> {
  try {
    await write();
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
