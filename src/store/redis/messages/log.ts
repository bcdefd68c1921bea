import { script } from '../scripts/script.js';
import { ENTER_LOG } from './enter-log.js';

/**
 * Notes a delivery that was handled without the queue. The provider's retries of one delivery are one entry: attempts
 * are added, and the latest outcome counts. What the queue has, the queue notes.
 *
 * KEYS message, log, pointer by message id, pointer by source id · ARGV[1..5] as in enter-log · ARGV[6] attempt or '' ·
 * ARGV[7] milliseconds it stays · ARGV[8] 1 where it says nothing new about a delivery already noted · ARGV[9…] names
 * and values of the entry's fields
 *
 * Answer: 1, or 0 where nothing was noted.
 */
export const log = script(
  `
local state = redis.call('HGET', KEYS[1], 'st')
if state == 'queued' or state == 'dead' or (state and ARGV[8] == '1') then
  return 0
end
redis.call('HSET', KEYS[1], 'st', 'ended', unpack(ARGV, 9))
if ARGV[6] ~= '' then
  redis.call('HSET', KEYS[1], 'a:' .. redis.call('HINCRBY', KEYS[1], 'a', 1), ARGV[6])
end
redis.call('PEXPIRE', KEYS[1], ARGV[7])
${ENTER_LOG}
return 1
`,
  4,
);
