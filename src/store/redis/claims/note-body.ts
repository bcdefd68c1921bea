import { script } from '../script.js';
import { mark, REFUSE } from '../versions.js';

/**
 * Remembers the record (and so the body) that first came with a message id.
 *
 * KEYS[1] the note · ARGV[1] the record's key · ARGV[2] window in milliseconds
 *
 * Answer: 1 if the id came with another one before, else 0.
 */
export const noteBody = script(`
local first = redis.call('GET', KEYS[1])
if not first then
  redis.call('SET', KEYS[1], '${mark('bodyNote')}' .. ARGV[1], 'PX', ARGV[2])
  return 0
end
if first == '${mark('bodyNote')}' .. ARGV[1] then
  return 0
end
if string.sub(first, 1, ${mark('bodyNote').length}) ~= '${mark('bodyNote')}' then
  ${REFUSE}
end
return 1
`);
