import { script } from '../script.js';
import { READ_RECORD } from '../versions.js';

/**
 * Makes the record done, whatever it was; one that is done stays as it is, with the window it has.
 *
 * KEYS[1] the record · ARGV[1] the claim · ARGV[2] the done record · ARGV[3] window in milliseconds
 *
 * Answer: 1 if it was the caller's claim or done already, 0 if it was absent or another's.
 *
 * `allow-oom`: a receiver has accepted by now, and a Redis at maxmemory that refused to remember it would cause the
 * very duplicate it is here for. Needs Redis 7.
 */
export const commit = script(`#!lua flags=allow-oom
${READ_RECORD}
if state == 'D:' then
  return 1
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
if record == ARGV[1] then
  return 1
end
return 0
`);
