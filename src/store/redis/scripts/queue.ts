import { script } from './script.js';

/**
 * Hands the record to the queue, whatever it was, unless it is done.
 *
 * KEYS[1] the record · ARGV[1] window in milliseconds
 *
 * Answer: 1 where it is queued now, 0 where it is done.
 */
export const queue = script(`
local record = redis.call('GET', KEYS[1])
if record and string.sub(record, 1, 2) == 'D:' then
  return 0
end
redis.call('SET', KEYS[1], 'Q', 'PX', ARGV[1])
return 1
`);
