import { script } from '../script.js';

/**
 * A page of an index, the latest first, with the entries and whether their bodies are kept.
 *
 * KEYS index, any message · ARGV[1] highest score · ARGV[2] lowest score · ARGV[3] limit · ARGV[4] score and ARGV[5]
 * key of the last one of the page before, or ''
 *
 * Answer: key, score, fields, 1 or 0 of each in turn.
 */
export const list = script(
  `
local messages = string.sub(KEYS[2], 1, -33)
local bodies = string.sub(messages, 1, -3) .. 'b:'
local limit = tonumber(ARGV[3])
local page = {}
local offset = 0
while #page < 4 * limit do
  local found = redis.call('ZREVRANGEBYSCORE', KEYS[1], ARGV[1], ARGV[2], 'WITHSCORES', 'LIMIT', offset, limit)
  if #found == 0 then
    break
  end
  for i = 1, #found, 2 do
    local key = found[i]
    local seen = ARGV[4] ~= '' and tonumber(found[i + 1]) == tonumber(ARGV[4]) and key >= ARGV[5]
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
