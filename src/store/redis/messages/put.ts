import { script, TAKE_TIME, type Script } from '../script.js';
import { readState, READ_STATE, VERSIONS } from '../versions.js';
import { ENTER_LOG } from './enter-log.js';

/** Lua: stores one message, as `put` says; with tables of the same form in place of KEYS and ARGV. */
const PUT = `
${READ_STATE}
if state == 'queued' then
  return 0
end
local before = tonumber(redis.call('HGET', KEYS[1], 'a') or 0)
local made = tonumber(ARGV[6])
redis.call('HSET', KEYS[1], 'v', '${VERSIONS.message}', 'st', 'queued', 'o', 'queued', 'q', ARGV[2], unpack(ARGV, 7 + made))
redis.call('HDEL', KEYS[1], 'z', 'dr', 'r', 'wy', 'wh')
if before + made > 0 then
  redis.call('HSET', KEYS[1], 'ab', before, 'a', before + made)
end
local begun = redis.call('HGET', KEYS[1], 'u')
if begun then
  redis.call('HSET', KEYS[1], 'f', begun)
end
for i = 1, made do
  redis.call('HSET', KEYS[1], 'a:' .. (before + i), ARGV[6 + i])
end
local due = redis.call('HGET', KEYS[1], 'nx')
if due then
  ${TAKE_TIME}
  redis.call('HSET', KEYS[1], 'w', math.max(0, due - now))
end
redis.call('PERSIST', KEYS[1])
redis.call('SET', KEYS[5], ARGV[5])
redis.call('ZADD', KEYS[6], ARGV[2], ARGV[1])
redis.call('ZREM', KEYS[7], ARGV[1])
local says_nothing_new = false
${ENTER_LOG}
return 1
`;

/**
 * Stores a message that is to be delivered. A dead letter is armed again: its attempts stay, its schedule begins anew.
 *
 * KEYS message, log, pointer by message id, pointer by source id, body, pending, dead · ARGV[1..4] as in enter-log ·
 * ARGV[5] body · ARGV[6] how many attempts follow · ARGV[7…] these, then names and values of the message's fields
 *
 * Answer: 1, or 0 if it was pending already.
 *
 * Counts that are 0 are left out: each field costs every waiting message its bytes.
 *
 * The first write is one that a full Redis refuses. After a write of another kind, Redis would let all of them through.
 */
export const put = script(PUT, 7);

/**
 * Stores the messages of one delivery, each as `put` does: all or none.
 *
 * KEYS those of `put` for each message in turn · ARGV for each message in turn how many arguments follow, and these as
 * `put` takes them
 *
 * Answer: 1.
 */
export const putAll: Script = {
  lua: `
for first = 1, #KEYS, 7 do
${readState('KEYS[first]')}
end
local function put(KEYS, ARGV)
${PUT}
end
local at = 1
for first = 1, #KEYS, 7 do
  local count = tonumber(ARGV[at])
  put({unpack(KEYS, first, first + 6)}, {unpack(ARGV, at + 1, at + count)})
  at = at + count + 1
end
return 1
`.trim(),
};
