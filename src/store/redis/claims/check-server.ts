import { script } from '../script.js';

/** What else answers takes no claim, whatever it answers. */
export const WOULD_CLAIM = 'would_claim';

/**
 * Asks for all that a claim and its commit need (scripting as Redis 7 knows it, a write, room), so that a Redis that
 * would refuse either does not pass.
 *
 * KEYS[1] a key of its own under the prefix · ARGV[1] milliseconds it may stay
 *
 * Answer: `would_claim`.
 */
export const probe = script(`#!lua
redis.call('SET', KEYS[1], '', 'PX', ARGV[1])
return '${WOULD_CLAIM}'
`);
