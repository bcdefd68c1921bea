/** Whether the gateway answers: every request says so. */
import { Watched } from './watched.js';

/** Since when it does not, in epoch milliseconds; undefined while it does. */
export const awaySince = new Watched<number | undefined>(undefined);

export function heard(): void {
  awaySince.set(undefined);
}

export function missed(): void {
  awaySince.set(awaySince.value ?? Date.now());
}
