import { script, TAKE_TIME } from '../script.js';
import { READ_STATE } from '../versions.js';
import { POINT } from './pointers.js';

/**
 * Ends what a worker began: the message waits for its next attempt, is accepted, dead or cancelled.
 *
 * KEYS message, body, pending, dead · ARGV[1] key · ARGV[2] `waits`, `accepted`, `dead` or `cancelled` · ARGV[3]
 * attempt or '' · ARGV[4] epoch milliseconds: of the next attempt where it waits, else of the end · ARGV[5] outcome ·
 * ARGV[6] why it is dead, or '' · ARGV[7] milliseconds the entry stays · ARGV[8] milliseconds the body stays
 *
 * An attempt that is written twice, because the first answer was lost, counts once.
 *
 * Answer: 1, or 0 if it had ended before.
 *
 * `allow-oom`: what was delivered must be noted in a full Redis too, and most ends free memory.
 */
export const end = script(
  `#!lua flags=allow-oom
${READ_STATE}
if state ~= 'queued' then
  return 0
end
redis.call('HSET', KEYS[1], 'f', redis.call('HGET', KEYS[1], 'u') or 0)
local made = redis.call('HGET', KEYS[1], 'a') or 0
if ARGV[3] ~= '' and redis.call('HGET', KEYS[1], 'a:' .. made) ~= ARGV[3] then
  redis.call('HSET', KEYS[1], 'a:' .. redis.call('HINCRBY', KEYS[1], 'a', 1), ARGV[3])
end
if ARGV[2] == 'waits' then
  ${TAKE_TIME}
  redis.call('HSET', KEYS[1], 'nx', ARGV[4], 'w', math.max(0, ARGV[4] - now))
  return 1
end
redis.call('HDEL', KEYS[1], 'nx', 'w', 'rp')
redis.call('HSET', KEYS[1], 'st', ARGV[2], 'z', ARGV[4], 'o', ARGV[5])
redis.call('ZREM', KEYS[3], ARGV[1])
if ARGV[6] ~= '' then
  redis.call('HSET', KEYS[1], 'dr', ARGV[6])
end
if ARGV[2] == 'dead' then
  redis.call('ZADD', KEYS[4], ARGV[4], ARGV[1])
  redis.call('PEXPIRE', KEYS[4], ARGV[7])
end
redis.call('PEXPIRE', KEYS[1], ARGV[7])
if tonumber(ARGV[8]) > 0 then
  redis.call('PEXPIRE', KEYS[2], ARGV[8])
else
  redis.call('UNLINK', KEYS[2])
end
${POINT}
point(KEYS[1])
return 1
`,
  4,
);
