import { script } from '../script.js';
import { READ_STATE, VERSIONS } from '../versions.js';
import { ENTER_LOG } from './enter-log.js';

/**
 * Notes a delivery that was handled without the queue. The provider's retries of one delivery are one entry: attempts
 * are added, and the latest outcome counts. The queue notes pending messages itself. A dead letter stays one until it
 * is accepted.
 *
 * KEYS message, log, pointer by message id, pointer by source id, dead · ARGV[1..5] as in enter-log · ARGV[6] attempt
 * or '' · ARGV[7] `repeats` if it says nothing new about a delivery already noted, `accepts` or `fails` · ARGV[8…]
 * names and values of the entry's fields
 *
 * Answer: 1, or 0 if nothing was noted.
 */
export const log = script(
  `
${READ_STATE}
if state == 'queued' or (state and ARGV[7] == 'repeats') or (state == 'dead' and ARGV[7] ~= 'accepts') then
  return 0
end
redis.call('HSET', KEYS[1], 'v', '${VERSIONS.message}', 'st', 'ended')
redis.call('ZREM', KEYS[5], ARGV[1])
redis.call('HDEL', KEYS[1], 'r', 'dr')
redis.call('HSET', KEYS[1], unpack(ARGV, 8))
if ARGV[6] ~= '' then
  redis.call('HSET', KEYS[1], 'a:' .. redis.call('HINCRBY', KEYS[1], 'a', 1), ARGV[6])
end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
${ENTER_LOG}
return 1
`,
  5,
);
