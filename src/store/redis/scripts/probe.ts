import { script } from './script.js';

/**
 * Asks for all that a claim needs (scripting, a write, room), so that a Redis that would refuse claims does not pass.
 *
 * KEYS[1] a key of its own under the prefix · ARGV[1] milliseconds it may stay
 *
 * Answer: nil.
 */
export const probe = script(`
redis.call('SET', KEYS[1], '', 'PX', ARGV[1])
return nil
`);
