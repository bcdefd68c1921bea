import { StoreUnavailable } from '../../steps/claims.js';

/** What a call may take, its wait in the client's queue included. */
export const CALL_TIMEOUT_MS = 500;

/**
 * The answer, or a StoreUnavailable (`timeout`) after `ms`, with the waiting in the client's own queues counted.
 *
 * Timers come before sockets in the event loop, so after a pause of the process every open question looks late though
 * its answer lies in the socket; hence one more turn, which reads it, before giving up.
 */
export function withDeadline<T>(answer: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      setImmediate(() => {
        reject(new StoreUnavailable('timeout'));
      });
    }, ms);
    answer.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        // Handed on as it came; whoever asked turns it into a StoreUnavailable.
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
        reject(error);
      },
    );
  });
}
