import { script } from '../script.js';
import { REFUSE, VERSIONS } from '../versions.js';

/**
 * Takes a place for a label among those of its body, until it is kept or given back.
 *
 * KEYS[1] the body's labels, a hash: `v` its version, `l:<label>` `kept` or the end of its hold in milliseconds of
 * Redis's clock, `f` the label that was filtered first, `a:<label>` allowed · ARGV[1] label · ARGV[2] places · ARGV[3] hold in milliseconds
 *
 * Answer: 1 where it has a place, 0 where others have them all, -1 where another label of this body was filtered.
 */
export const takeLabel = script(`
local own = 'l:' .. ARGV[1]
local labels = redis.call('HGETALL', KEYS[1])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local taken, filtered, allowed, mine, version = 0, false, false, nil, nil
for i = 1, #labels, 2 do
  local kind = string.sub(labels[i], 1, 2)
  if labels[i] == 'v' then
    version = labels[i + 1]
  elseif labels[i] == own then
    mine = labels[i + 1]
  elseif kind == 'l:' and (labels[i + 1] == 'kept' or tonumber(labels[i + 1]) > now) then
    taken = taken + 1
  elseif labels[i] == 'f' and labels[i + 1] ~= ARGV[1] then
    filtered = true
  elseif labels[i] == 'a:' .. ARGV[1] then
    allowed = true
  end
end
if #labels > 0 and version ~= '${VERSIONS.labels}' then
  ${REFUSE}
end
if mine == 'kept' then
  return 1
end
if not allowed then
  if filtered then
    return -1
  end
  if taken >= tonumber(ARGV[2]) then
    return 0
  end
end
redis.call('HSET', KEYS[1], 'v', '${VERSIONS.labels}', own, string.format('%d', now + ARGV[3]))
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[3]) then
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
return 1
`);
