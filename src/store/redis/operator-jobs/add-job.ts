import { script, TAKE_TIME } from '../script.js';
import { RUNNING } from './job-fields.js';

/**
 * Adds a job that its maker holds, if not too many run.
 *
 * KEYS jobs · ARGV[1] id · ARGV[2] order · ARGV[3] progress · ARGV[4] how many may run · ARGV[5] owner · ARGV[6]
 * milliseconds of the lease · ARGV[7] milliseconds that all of them are kept after the last write
 *
 * Answer: 1, or 0 where too many run.
 */
export const addJob = script(`
local running = 0
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  if string.sub(all[i], 1, 2) == 'p:' and string.sub(all[i + 1], 1, ${RUNNING.length}) == '${RUNNING}' then
    running = running + 1
  end
end
if running >= tonumber(ARGV[4]) then
  return 0
end
${TAKE_TIME}
redis.call('HSET', KEYS[1], 'd:' .. ARGV[1], ARGV[2], 'p:' .. ARGV[1], ARGV[3], 'l:' .. ARGV[1], string.format('%d', now + ARGV[6]) .. ' ' .. ARGV[5])
redis.call('PEXPIRE', KEYS[1], ARGV[7])
return 1
`);
