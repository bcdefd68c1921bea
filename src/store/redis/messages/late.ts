import { script, TAKE_TIME } from '../script.js';

/**
 * Looks through a part of a route's delayed jobs for those that lie further away than their messages were to wait: they
 * were planned before Redis's clock went back.
 *
 * KEYS the scheduler's delayed jobs (scored by epoch milliseconds times 4096), any message · ARGV[1] place of the first
 * and ARGV[2] of the last one to look at · ARGV[3] milliseconds that any job may lie ahead
 *
 * Answer: how many were looked at, then the keys of those that are too far away.
 */
export const late = script(
  `
${TAKE_TIME}
local messages = string.sub(KEYS[2], 1, -33)
local jobs = redis.call('ZRANGE', KEYS[1], ARGV[1], ARGV[2], 'WITHSCORES')
local found = {#jobs / 2}
for i = 1, #jobs, 2 do
  local ahead = jobs[i + 1] / 4096 - now
  if ahead > tonumber(ARGV[3]) then
    local key = string.sub(jobs[i], 2)
    local wait = tonumber(redis.call('HGET', messages .. key, 'w') or 0)
    if ahead > wait + ARGV[3] then
      found[#found + 1] = key
    end
  end
end
return found
`,
  2,
);
