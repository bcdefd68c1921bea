import { script } from '../script.js';
import { READ_RECORD } from '../versions.js';

/**
 * Removes a done or dead record on an operator's word; a live claim and a queued message stay.
 *
 * KEYS[1] the record
 *
 * Answer: 1 if there was one, else 0.
 */
export const forget = script(`
${READ_RECORD}
if state == 'D:' or state == 'X:' then
  return redis.call('DEL', KEYS[1])
end
return 0
`);
