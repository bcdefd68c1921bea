/**
 * Hand-over `queued`: the message is stored, and only then the source hears 200. If it cannot be stored, the source
 * hears 503 and so keeps it.
 */
import { Outcome } from '../../model/outcome.js';
import type { HandOver, KeepUntranslatable } from '../route.js';
import { type Claim, StoreUnavailable } from '../claim/claim-store.js';
import type { NewMessage } from './new-message.js';
import type { Queue } from './durable-queue.js';
import type { Seat } from './together.js';
import type { EpochMs } from '../../model/time.js';
import type { Way } from '../../model/way.js';

export interface QueueParts {
  readonly queue: Queue;
  readonly destination: string;
  /** Milliseconds the record stands while the message waits; what is pending longer is still not stored twice. */
  readonly window: number;
}

export function createQueued({ queue, destination, window }: QueueParts): HandOver {
  return async function queued(message, claim, { startedAt: receivedAt, way }, _answerBy, seat) {
    const { key, owner, delivery } = claim;
    const wanted = { key, owner, delivery, destination, message, receivedAt };
    const stored = await store(queue, wanted, way, seat);
    if (stored instanceof Outcome) {
      await claim.release(stored);
      return stored;
    }
    return acknowledge(claim, window);
  };
}

/** The source is acknowledged: what cannot be translated will not be by a retry, and here it is kept and seen. */
export function createKeepUntranslatable({ queue, destination }: QueueParts): KeepUntranslatable {
  return async function keepUntranslatable(message, claim, { startedAt: receivedAt, way }) {
    const { key, owner, delivery } = claim;
    const kept = { key, owner, delivery, destination, message, receivedAt, untranslated: true };
    way.begin('store');
    const outcome = (await refusal(() => queue.bury(kept))) ?? new Outcome('queued');
    way.begin('settle');
    await claim.release(outcome);
    return outcome;
  };
}

/** @returns when its schedule began, by the store's clock, or why it could not be stored. */
export async function store(
  queue: Queue,
  message: NewMessage,
  way: Way,
  seat?: Seat,
): Promise<EpochMs | Outcome> {
  let armedAt: EpochMs = 0;
  way.begin('store');
  const refused = await refusal(async () => {
    armedAt = await queue.put(message, seat);
  });
  way.begin('settle');
  return refused ?? armedAt;
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
