/** A wait that ends: a promise's value, or another value if the promise takes too long. */
import { StoreUnavailable } from './claim-store.js';

/**
 * The promise's end or, if it takes longer than `ms`, `late`'s. By hand: `Promise.race` makes three promises more,
 * and every delivery waits so.
 */
export function noLaterThan<T, L>(
  promise: Promise<T>,
  ms: number,
  late: () => L | Promise<L>,
): Promise<T | L> {
  return new Promise((resolve, reject) => {
    const fail = reject as (error: unknown) => void;
    const timer = setTimeout(
      () => {
        try {
          resolve(late());
        } catch (error) {
          fail(error);
        }
      },
      Math.max(0, ms),
    );
    promise.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        fail(error);
      },
    );
  });
}

/** @throws StoreUnavailable (rejects) after `ms`; what was asked may still be done then. */
export function inTime<T>(answer: Promise<T>, ms: number): Promise<T> {
  return noLaterThan(answer, ms, () => {
    throw new StoreUnavailable('timeout');
  });
}
