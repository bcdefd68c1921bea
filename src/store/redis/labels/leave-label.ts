import { script } from '../script.js';

/**
 * Gives a label's place back, unless it was kept before.
 *
 * KEYS[1] the body's labels (take-label) · ARGV[1] `l:<label>`
 *
 * Answer: nil.
 */
export const leaveLabel = script(`
local mark = redis.call('HGET', KEYS[1], ARGV[1])
if mark and mark ~= 'kept' then
  redis.call('HDEL', KEYS[1], ARGV[1])
end
return nil
`);
