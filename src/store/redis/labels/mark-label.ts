import { script } from '../script.js';
import { REFUSE, VERSIONS } from '../versions.js';

/**
 * Marks a label of a body: kept, filtered or allowed. The marks of one body end together, with the last window. Of the
 * filtered ones the first is remembered: whoever writes them could write any number.
 *
 * KEYS[1] the body's labels (take-label) · ARGV[1] `l:<label>`, `f` or `a:<label>` · ARGV[2] `kept`, or the label that was
 * filtered · ARGV[3] window in milliseconds
 *
 * Answer: 1.
 *
 * `allow-oom`: a receiver may have accepted by now, as with a commit.
 */
export const markLabel = script(`#!lua flags=allow-oom
local version = redis.call('HGET', KEYS[1], 'v')
if version ~= '${VERSIONS.labels}' and redis.call('EXISTS', KEYS[1]) == 1 then
  ${REFUSE}
end
if ARGV[1] ~= 'f' or redis.call('HEXISTS', KEYS[1], 'f') == 0 then
  redis.call('HSET', KEYS[1], 'v', '${VERSIONS.labels}', ARGV[1], ARGV[2])
end
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[3]) then
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
return 1
`);
