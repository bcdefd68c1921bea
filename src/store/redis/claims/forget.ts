import { script } from '../script.js';

/**
 * Removes a done or dead record on an operator's word; a live claim and a queued message stay.
 *
 * KEYS[1] the record
 *
 * Answer: 1 if there was one, else 0.
 */
export const forget = script(`
local record = redis.call('GET', KEYS[1])
local state = record and string.sub(record, 1, 2)
if state == 'D:' or state == 'X:' then
  return redis.call('DEL', KEYS[1])
end
return 0
`);
