import { script } from '../script.js';

/**
 * A page of an index with the entries and whether their bodies are kept.
 *
 * KEYS index, any message · ARGV[1] first and ARGV[2] last score · ARGV[3] limit · ARGV[4] score and ARGV[5] key of the
 * last one of the page before, or '' · ARGV[6] `newest` or `oldest`: which one is first
 *
 * Answer: key, score, fields, 1 or 0 of each in turn.
 */
export const list = script(
  `
local messages = string.sub(KEYS[2], 1, -33)
local bodies = string.sub(messages, 1, -3) .. 'b:'
local limit = tonumber(ARGV[3])
local page = {}
local oldest = ARGV[6] == 'oldest'
local range = oldest and 'ZRANGEBYSCORE' or 'ZREVRANGEBYSCORE'
local offset = 0
while #page < 4 * limit do
  local found = redis.call(range, KEYS[1], ARGV[1], ARGV[2], 'WITHSCORES', 'LIMIT', offset, limit)
  if #found == 0 then
    break
  end
  for i = 1, #found, 2 do
    local key = found[i]
    local seen = ARGV[4] ~= '' and tonumber(found[i + 1]) == tonumber(ARGV[4])
    if seen and oldest then
      seen = key <= ARGV[5]
    elseif seen then
      seen = key >= ARGV[5]
    end
    if not seen and #page < 4 * limit then
      page[#page + 1] = key
      page[#page + 1] = found[i + 1]
      page[#page + 1] = redis.call('HGETALL', messages .. key)
      page[#page + 1] = redis.call('EXISTS', bodies .. key)
    end
  end
  offset = offset + limit
end
return page
`,
  2,
);
