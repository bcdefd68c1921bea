import { script } from '../script.js';

/**
 * Hands the record to the queue, whatever it was, unless it is done. One that is dead stays so: the queue can be quicker
 * than whoever filled it, and what it buried by then is the source's to arm again.
 *
 * KEYS[1] the record · ARGV[1] window in milliseconds
 *
 * Answer: 1 where it is queued now, 0 where it is done or dead.
 */
export const queue = script(`
local record = redis.call('GET', KEYS[1])
local state = record and string.sub(record, 1, 2)
if state == 'D:' or state == 'X:' then
  return 0
end
redis.call('SET', KEYS[1], 'Q', 'PX', ARGV[1])
return 1
`);
