import { script, TAKE_TIME } from '../script.js';
import { RUNNING } from './job-fields.js';

/**
 * Takes a running job whose lease is over, or that has none.
 *
 * KEYS jobs · ARGV[1] owner · ARGV[2] milliseconds of the lease
 *
 * Answer: id, order and progress, or nothing.
 *
 * `allow-oom`: what a job does may free memory.
 */
export const takeJob = script(`#!lua flags=allow-oom
${TAKE_TIME}
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  if string.sub(all[i], 1, 2) == 'p:' and string.sub(all[i + 1], 1, ${RUNNING.length}) == '${RUNNING}' then
    local id = string.sub(all[i], 3)
    local lease = redis.call('HGET', KEYS[1], 'l:' .. id)
    if not lease or tonumber(string.match(lease, '^%d+')) <= now then
      redis.call('HSET', KEYS[1], 'l:' .. id, string.format('%d', now + ARGV[2]) .. ' ' .. ARGV[1])
      return {id, redis.call('HGET', KEYS[1], 'd:' .. id), all[i + 1]}
    end
  end
end
return false
`);
