import { script } from '../script.js';

/**
 * Notes that the delivery is a dead letter, whatever the record was, unless it is done.
 *
 * KEYS[1] the record · ARGV[1] `X:reason` · ARGV[2] window in milliseconds
 *
 * Answer: 1 if it is dead now, 0 if it is done.
 *
 * `allow-oom`: what ends in a full Redis must end there too, or it is attempted again and again.
 */
export const bury = script(`#!lua flags=allow-oom
local record = redis.call('GET', KEYS[1])
if record and string.sub(record, 1, 2) == 'D:' then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`);
