import { script } from '../script.js';

/**
 * Prolongs a claim's lease, only while it is the caller's.
 *
 * KEYS[1] the record · ARGV[1] the claim · ARGV[2] lease in milliseconds
 *
 * Answer: 1 if it was prolonged, else 0.
 */
export const renew = script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return 0
`);
