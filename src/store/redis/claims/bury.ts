import { script } from '../script.js';
import { READ_RECORD } from '../versions.js';

/**
 * Notes that the delivery is a dead letter, whatever the record was, unless it is done.
 *
 * KEYS[1] the record · ARGV[1] the record of a dead letter · ARGV[2] window in milliseconds
 *
 * Answer: 1 if it is dead now, 0 if it is done.
 *
 * `allow-oom`: what ends in a full Redis must end there too, or it is attempted again and again.
 */
export const bury = script(`#!lua flags=allow-oom
${READ_RECORD}
if state == 'D:' then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`);
