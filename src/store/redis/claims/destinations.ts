import { script } from '../script.js';

/**
 * Remembers which destinations a delivery has, from its first claim on.
 *
 * KEYS[1] the list · ARGV[1] the names as they are now · ARGV[2] window in milliseconds
 *
 * Answer: the names that are remembered.
 */
export const destinations = script(`
local known = redis.call('GET', KEYS[1])
if known then
  return known
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return ARGV[1]
`);
