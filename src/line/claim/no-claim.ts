/** For routes that do not deduplicate: there is nothing to hold and nothing to remember. */
import type { Claim } from './claim-store.js';

export function noClaim(key: string): Claim {
  return {
    key,
    owner: '',
    accepted: () => Promise.resolve(),
    queued: () => Promise.resolve(),
    release: () => Promise.resolve(),
  };
}
