import { script } from '../script.js';

/**
 * Sets the marker that ends a wait for it. It is let through in a full Redis: it goes at once, and without it what waits
 * would wait longer.
 *
 * KEYS[1] the key · ARGV[1] milliseconds after which it goes if nobody takes it, 0: never
 */
export const mark = script(`#!lua flags=allow-oom
redis.call('ZADD', KEYS[1], 0, '0')
if tonumber(ARGV[1]) > 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
end
return 1
`);
