/** Waiting for a store that may be out: for an answer, and for a write that must not be lost. */
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailable } from '../steps/claims.js';

/** Together less than a job's lock lasts without renewal, so that nobody else begins meanwhile. */
const WAITS_MS = [50, 200, 500, 1_000, 2_000, 4_000];

/**
 * Writes down what became of a message, again where the store does not answer: losing that costs a second delivery.
 * @throws StoreUnavailable (rejects) in the end; the queue then looks at the message again
 */
export async function patiently<T>(write: () => Promise<T>): Promise<T> {
  for (const wait of WAITS_MS) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      await sleep(wait);
    }
  }
  return write();
}

/** @throws StoreUnavailable (rejects) after `ms`; what was asked may still be done then. */
export async function inTime<T>(answer: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new StoreUnavailable('timeout'));
    }, ms);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
