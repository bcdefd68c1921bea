import { script, TAKE_TIME } from '../script.js';
import { READ_STATE, VERSIONS } from '../versions.js';
import { ENTER_LOG } from './enter-log.js';

/**
 * Stores a message that is to be delivered. A dead letter is armed again: its attempts stay, its schedule begins anew.
 *
 * KEYS message, log, pointer by message id, pointer by source id, body, pending, dead · ARGV[1..5] as in enter-log ·
 * ARGV[6] body · ARGV[7] how many attempts follow · ARGV[8…] these, then names and values of the message's fields
 *
 * Answer: 1, or 0 if it was pending already.
 *
 * The first write is one that a full Redis refuses. After a write of another kind, Redis would let all of them through.
 */
export const put = script(
  `
${READ_STATE}
if state == 'queued' then
  return 0
end
local before = tonumber(redis.call('HGET', KEYS[1], 'a') or 0)
local made = tonumber(ARGV[7])
redis.call('HSET', KEYS[1], 'v', '${VERSIONS.message}', 'st', 'queued', 'o', 'queued', 'q', ARGV[2], 'ab', before, 'a', before + made, unpack(ARGV, 8 + made))
redis.call('HDEL', KEYS[1], 'z', 'dr', 'r')
redis.call('HSET', KEYS[1], 'f', redis.call('HGET', KEYS[1], 'u') or 0)
for i = 1, made do
  redis.call('HSET', KEYS[1], 'a:' .. (before + i), ARGV[7 + i])
end
local due = redis.call('HGET', KEYS[1], 'nx')
if due then
  ${TAKE_TIME}
  redis.call('HSET', KEYS[1], 'w', math.max(0, due - now))
end
redis.call('PERSIST', KEYS[1])
redis.call('SET', KEYS[5], ARGV[6])
redis.call('ZADD', KEYS[6], ARGV[2], ARGV[1])
redis.call('ZREM', KEYS[7], ARGV[1])
${ENTER_LOG}
return 1
`,
  7,
);
