/** For routes that do not deduplicate: there is nothing to hold and nothing to remember. */
import type { Claim } from './claim-store.js';

/** @param delivery as Claim has it */
export function noClaim(key: string, delivery?: string): Claim {
  return {
    key,
    delivery,
    owner: '',
    accepted: () => Promise.resolve(),
    queued: () => Promise.resolve(),
    release: () => Promise.resolve(),
  };
}
