import { script } from '../script.js';

/**
 * Removes a claim, only while it is the caller's: never somebody else's, never a done record.
 *
 * KEYS[1] the record · ARGV[1] the claim
 *
 * Answer: 1 if it was removed, else 0.
 */
export const release = script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('DEL', KEYS[1])
end
return 0
`);
