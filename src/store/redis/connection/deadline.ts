import { StoreUnavailable } from '../../../line/claim/claim-store.js';

/**
 * At a timer's end: `fail` with a StoreUnavailable (`timeout`), one turn later. Timers come before sockets in the event
 * loop. So after a pause of the process every open question looks late, though its answer lies in the socket. The one
 * turn more reads it.
 */
export function timeUp(fail: (error: StoreUnavailable) => void): void {
  setImmediate(() => {
    fail(new StoreUnavailable('timeout'));
  });
}

/** The answer, or a StoreUnavailable (`timeout`) after `ms`, with the waiting in the client's own queues counted. */
export function withDeadline<T>(answer: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(timeUp, ms, reject);
    answer.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        // Handed on as it came; whoever asked turns it into a StoreUnavailable.
        // oxlint-disable-next-line typescript/prefer-promise-reject-errors
        reject(error);
      },
    );
  });
}
