import { script } from '../script.js';

/**
 * Of some messages' jobs those that no worker would come to: there is no record, or the record stands in no list, or it
 * is delayed until long after its message is due. What waits is looked through from the end where the oldest are.
 *
 * KEYS the scheduler's lists and sets: wait, active, paused, delayed, prioritized · ARGV[1] epoch milliseconds · ARGV[2]
 * milliseconds that a job may come late · ARGV[3…] keys of messages
 *
 * Answer: the keys whose job is one of these.
 */
export const idleJobs = script(
  `
local jobs = string.sub(KEYS[1], 1, -5)
local messages = string.sub(jobs, 1, -3) .. 'm:'
local idle, sought, left = {}, {}, 0
for i = 3, #ARGV do
  local key, id = ARGV[i], 'm' .. ARGV[i]
  local due = redis.call('ZSCORE', KEYS[4], id)
  if due then
    local next, first = unpack(redis.call('HMGET', messages .. key, 'nx', 'q'))
    if due / 4096 > math.max(tonumber(next or first or 0), tonumber(ARGV[1])) + ARGV[2] then
      idle[#idle + 1] = key
    end
  elseif redis.call('EXISTS', jobs .. id) == 0 then
    idle[#idle + 1] = key
  elseif not redis.call('ZSCORE', KEYS[5], id) and redis.call('EXISTS', jobs .. id .. ':lock') == 0 then
    sought[id] = key
    left = left + 1
  end
end
for list = 1, 3 do
  local last = -1
  while left > 0 do
    local some = redis.call('LRANGE', KEYS[list], last - 999, last)
    if #some == 0 then
      break
    end
    for _, id in ipairs(some) do
      if sought[id] then
        sought[id] = nil
        left = left - 1
      end
    end
    last = last - 1000
  end
end
for _, key in pairs(sought) do
  idle[#idle + 1] = key
end
return idle
`,
  5,
);
