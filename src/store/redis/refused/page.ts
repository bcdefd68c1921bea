import { script } from '../script.js';

/**
 * A page of a route's refused deliveries in the order of receipt.
 *
 * KEYS all by time, heads · ARGV[1] `newest` or `oldest` · ARGV[2] lowest and ARGV[3] highest score · ARGV[4] score and
 * ARGV[5] id of the last one of the page before, or '' · ARGV[6] outcome, ARGV[7] reason and ARGV[8] whose share it
 * counts for, or '' · ARGV[9] limit · ARGV[10] entries to look at
 *
 * Answer: score and id of the last one looked at, '' and '' where nothing comes behind it; then of each entry its head,
 * further comings and last answer.
 */
export const page = script(
  `
local newest, limit, most = ARGV[1] == 'newest', tonumber(ARGV[9]), tonumber(ARGV[10])
local command = newest and 'ZREVRANGEBYSCORE' or 'ZRANGEBYSCORE'
local from, to = ARGV[2], ARGV[3]
if ARGV[4] ~= '' then
  if newest then
    to = ARGV[4]
  else
    from = ARGV[4]
  end
end
local found, looked, offset, count = {}, 0, 0, 0
local last = ''
while true do
  local entries = newest and redis.call(command, KEYS[1], to, from, 'LIMIT', offset, 100)
    or redis.call(command, KEYS[1], from, to, 'LIMIT', offset, 100)
  if #entries == 0 then
    return {'', '', unpack(found)}
  end
  for _, entry in ipairs(entries) do
    local id, client, reason, _, time, outcome =
      string.match(entry, '^([^\\t]*)\\t([^\\t]*)\\t([^\\t]*)\\t([01])\\t(%d+)\\t([^\\t]*)\\t')
    local seen = time == ARGV[4] and ((newest and id >= ARGV[5]) or (not newest and id <= ARGV[5]))
    if not seen then
      if count == limit or looked == most then
        local place, key = string.match(last, '^(%d+)\\t(.*)$')
        return {place, key, unpack(found)}
      end
      looked = looked + 1
      last = time .. '\\t' .. id
      if (ARGV[6] == '' or outcome == ARGV[6]) and (ARGV[7] == '' or reason == ARGV[7])
        and (ARGV[8] == '' or client == ARGV[8]) then
        local head = redis.call('HMGET', KEYS[2], id, id .. ':n', id .. ':a')
        found[#found + 1] = head[1]
        found[#found + 1] = head[2] or '0'
        found[#found + 1] = head[3] or ''
        count = count + 1
      end
    end
  end
  offset = offset + 100
end
`,
  2,
);
