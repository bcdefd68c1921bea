/** Makes a write that must not be lost, again and again while the store may be out. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isUnreadable, StoreUnavailable } from '../line/claim/claim-store.js';

/** Less than a job's lock lasts without renewal, so that nobody else begins meanwhile. */
const PATIENCE_MS = 8_000;
/** Often, because while it waits a worker does nothing else, and a store that is known to be out is not even asked. */
const AGAIN_MS = 250;

/**
 * Writes down what became of a message, again where the store does not answer: losing that costs a second delivery.
 * @throws StoreUnavailable (rejects) in the end, and at once where asking again is of no use; the queue then looks at
 * the message again
 */
export async function patiently<T>(write: () => Promise<T>): Promise<T> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || isUnreadable(error)) throw error;
      if (performance.now() > giveUpAt) throw error;
      await sleep(AGAIN_MS);
    }
  }
}
