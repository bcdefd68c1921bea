import { script, TAKE_TIME } from '../script.js';
import { DROP } from './refused-keys.js';

/**
 * Keeps refused deliveries, or counts those that are there; what is over a bound goes.
 *
 * KEYS as in refused-keys · ARGV[1] milliseconds they stay · ARGV[2] most entries and ARGV[3] most bytes of the route,
 * ARGV[4] and ARGV[5] of a client · then of each entry: id, times, client, reason, shaped, time, outcome, bytes, head,
 * headers and body
 *
 * Answer: how many were pushed out.
 *
 * The first write is one that a full Redis refuses.
 */
export const keep = script(
  `
${DROP}
local function worst(client)
  local best, most, bare = nil, 0, false
  local from, to = '[' .. client .. '\\t', '(' .. client .. '\\t\\255'
  while true do
    local first = redis.call('ZRANGEBYLEX', KEYS[3], from, to, 'LIMIT', 0, 1)[1]
    if not first then
      break
    end
    local reason, shaped = string.match(first, '^[^\\t]*\\t([^\\t]*)\\t([01])')
    local group = client .. '\\t' .. reason .. '\\t'
    local count = redis.call('ZLEXCOUNT', KEYS[3], '[' .. group, '(' .. group .. '\\255')
    local without = shaped == '0'
    if (without and not bare) or (without == bare and count > most) then
      best, most, bare = first, count, without
    end
    from = '(' .. group .. '\\255'
  end
  local c, reason, shaped, time, id, outcome, bytes =
    string.match(best, '^([^\\t]*)\\t([^\\t]*)\\t([01])\\t(%d+)\\t([^\\t]*)\\t([^\\t]*)\\t(%d+)$')
  return table.concat({id, c, reason, shaped, time, outcome, bytes}, '\\t')
end
local function over(client)
  local count = redis.call('ZLEXCOUNT', KEYS[3], '[' .. client .. '\\t', '(' .. client .. '\\t\\255')
  if count == 0 then
    return false
  end
  return count > tonumber(ARGV[4]) or tonumber(redis.call('HGET', KEYS[6], client) or 0) > tonumber(ARGV[5])
end
local pushed = 0
for i = 6, #ARGV, 10 do
  local id, times, client, reason, shaped, time, outcome, bytes = unpack(ARGV, i, i + 7)
  if redis.call('HEXISTS', KEYS[4], id) == 1 then
    redis.call('HINCRBY', KEYS[4], id .. ':n', times)
  else
    local entry = table.concat({id, client, reason, shaped, time, outcome, bytes}, '\\t')
    redis.call('HSET', KEYS[4], id, entry .. '\\n' .. ARGV[i + 8])
    redis.call('HSET', KEYS[5], id, ARGV[i + 9])
    redis.call('ZADD', KEYS[1], time, entry)
    redis.call('ZADD', KEYS[2], (shaped == '1' and '10' or '') .. time, entry)
    redis.call('ZADD', KEYS[3], 0, table.concat({client, reason, shaped, time, id, outcome, bytes}, '\\t'))
    redis.call('HINCRBY', KEYS[6], '', bytes)
    redis.call('HINCRBY', KEYS[6], client, bytes)
    if times ~= '1' then
      redis.call('HSET', KEYS[4], id .. ':n', times - 1)
    end
    while over(client) do
      drop(worst(client))
      pushed = pushed + 1
    end
    while redis.call('ZCARD', KEYS[1]) > tonumber(ARGV[2])
      or tonumber(redis.call('HGET', KEYS[6], '') or 0) > tonumber(ARGV[3]) do
      drop(redis.call('ZRANGE', KEYS[2], 0, 0)[1])
      pushed = pushed + 1
    end
  end
end
${TAKE_TIME}
trim(now - ARGV[1])
for i = 1, 6 do
  redis.call('PEXPIRE', KEYS[i], ARGV[1])
end
return pushed
`,
  6,
);
