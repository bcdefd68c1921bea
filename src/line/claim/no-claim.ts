/** For routes that do not deduplicate. */
import { randomBytes } from 'node:crypto';
import type { Claim } from './claim-store.js';

/** No two deliveries are the same … */
export function keyOfItsOwn(): string {
  return randomBytes(16).toString('hex');
}

/** … and there is nothing to hold and nothing to remember. */
export function noClaim(key: string): Claim {
  return {
    key,
    owner: '',
    accepted: () => Promise.resolve(),
    queued: () => Promise.resolve(),
    release: () => Promise.resolve(),
  };
}
