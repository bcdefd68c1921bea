import { script } from '../script.js';

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
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return 0
end
return first == ARGV[1] and 0 or 1
`);
