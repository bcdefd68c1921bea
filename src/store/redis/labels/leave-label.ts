import { script } from '../script.js';
import { REFUSE, VERSIONS } from '../versions.js';

/**
 * Gives a label's place back, unless it was kept before.
 *
 * KEYS[1] the body's labels (take-label) · ARGV[1] `l:<label>`
 *
 * Answer: 1.
 */
export const leaveLabel = script(`
local version, mark = unpack(redis.call('HMGET', KEYS[1], 'v', ARGV[1]))
if mark and version ~= '${VERSIONS.labels}' then
  ${REFUSE}
end
if mark and mark ~= 'kept' then
  redis.call('HDEL', KEYS[1], ARGV[1])
end
return 1
`);
