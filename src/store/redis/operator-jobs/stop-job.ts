import { script } from '../script.js';
import { RUNNING } from './job-fields.js';

/**
 * Asks whoever holds a running job to end it.
 *
 * KEYS jobs · ARGV[1] id. Answer: 1, or 0 where it does not run.
 */
export const stopJob = script(`#!lua flags=allow-oom
local progress = redis.call('HGET', KEYS[1], 'p:' .. ARGV[1])
if not progress or string.sub(progress, 1, ${RUNNING.length}) ~= '${RUNNING}' then
  return 0
end
redis.call('HSET', KEYS[1], 's:' .. ARGV[1], '1')
return 1
`);
