import { script } from '../scripts/script.js';
import { ENTER_LOG } from './enter-log.js';

/**
 * Notes a delivery that was handled without the queue. The provider's retries of one delivery are one entry: attempts
 * are added, and the latest outcome counts. What the queue has, the queue notes.
 *
 * KEYS message, log, pointer by message id, pointer by source id · ARGV[1..5] as in enter-log · ARGV[6] attempt or '' ·
 * ARGV[7] 1 where it says nothing new about a delivery already noted · ARGV[8…] names and values of the entry's fields
 *
 * Answer: 1, or 0 where nothing was noted.
 */
export const log = script(
  `
local state = redis.call('HGET', KEYS[1], 'st')
if state == 'queued' or state == 'dead' or (state and ARGV[7] == '1') then
  return 0
end
redis.call('HSET', KEYS[1], 'st', 'ended')
redis.call('HDEL', KEYS[1], 'r', 'dr')
redis.call('HSET', KEYS[1], unpack(ARGV, 8))
if ARGV[6] ~= '' then
  redis.call('HSET', KEYS[1], 'a:' .. redis.call('HINCRBY', KEYS[1], 'a', 1), ARGV[6])
end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
${ENTER_LOG}
return 1
`,
  4,
);
