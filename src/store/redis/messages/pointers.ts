import { mark, VERSIONS } from '../versions.js';

/**
 * Lua: `point(message)`, after whatever changed how long the message lives. What leads to it by its ids then lives as long
 * as it does, and what leads to several messages as long as the last of them. A message's field `p` says which these are:
 * 32 hex of the message id, and 32 more of the source's own id, if there is one.
 */
export const POINT = `
local function live(pointer, left)
  if left == -2 then
    redis.call('UNLINK', pointer)
  elseif left == -1 then
    redis.call('PERSIST', pointer)
  else
    redis.call('PEXPIRE', pointer, left)
  end
end
local function point(message, names)
  names = names or redis.call('HGET', message, 'p')
  if not names then
    return
  end
  local messages, key = string.sub(message, 1, -33), string.sub(message, -32)
  local route = string.sub(messages, 1, -3)
  local byId = route .. 'n:' .. string.sub(names, 1, 32)
  if redis.call('GET', byId) == '${mark('pointer')}' .. key then
    live(byId, redis.call('PTTL', message))
  end
  if #names == 32 then
    return
  end
  local bySource, last = route .. 's:${VERSIONS.sources}:' .. string.sub(names, 33), -2
  for _, other in ipairs(redis.call('ZRANGE', bySource, 0, -1)) do
    local left = redis.call('PTTL', messages .. other)
    if left == -2 then
      redis.call('ZREM', bySource, other)
    elseif left == -1 or last == -1 then
      last = -1
    else
      last = math.max(last, left)
    end
  end
  live(bySource, last)
end
`;
