import { script } from '../script.js';
import { READ_STATE, VERSIONS } from '../versions.js';
import { ENTER_LOG } from './enter-log.js';

/**
 * Notes a delivery that was handled without the queue. The provider's retries of one delivery are one entry: attempts
 * are added, and the latest outcome counts. The queue notes pending messages itself. A dead letter stays one until it
 * is accepted.
 *
 * KEYS message, log, pointer by message id, pointer by source id, dead · ARGV[1..4] as in enter-log · ARGV[5] attempt
 * or '' · ARGV[6] `repeats` if it says nothing new about a delivery already noted, `accepts` or `fails` · ARGV[7…]
 * names and values of the entry's fields
 *
 * Answer: 1, or 0 if nothing was noted.
 */
export const log = script(
  `
${READ_STATE}
if state == 'queued' or (state and ARGV[6] == 'repeats') or (state == 'dead' and ARGV[6] ~= 'accepts') then
  return 0
end
redis.call('HSET', KEYS[1], 'v', '${VERSIONS.message}', 'st', 'ended')
redis.call('ZREM', KEYS[5], ARGV[1])
redis.call('HDEL', KEYS[1], 'r', 'dr')
redis.call('HSET', KEYS[1], unpack(ARGV, 7))
if ARGV[5] ~= '' then
  redis.call('HSET', KEYS[1], 'a:' .. redis.call('HINCRBY', KEYS[1], 'a', 1), ARGV[5])
end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
if state == 'dead' then
  redis.call('PEXPIRE', string.sub(KEYS[1], 1, -35) .. 'b:' .. ARGV[1], ARGV[3], 'LT')
end
local says_nothing_new = ARGV[6] == 'repeats'
${ENTER_LOG}
return 1
`,
  5,
);
