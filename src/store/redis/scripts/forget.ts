import { script } from './script.js';

/**
 * Removes a done record on an operator's word; a live claim stays.
 *
 * KEYS[1] the record
 *
 * Answer: 1 where there was one, else 0.
 */
export const forget = script(`
local record = redis.call('GET', KEYS[1])
if record and string.sub(record, 1, 2) == 'D:' then
  return redis.call('DEL', KEYS[1])
end
return 0
`);
