import { script } from '../script.js';
import { mark, READ_RECORD } from '../versions.js';

/**
 * Hands the record to the queue, whatever it was, unless it is done or dead. A dead record stays so: the queue may have
 * buried the message before the writer came here, and only the source can arm it again.
 *
 * KEYS[1] the record · ARGV[1] window in milliseconds
 *
 * Answer: 1 if it is queued now, 0 if it is done or dead.
 */
export const queue = script(`
${READ_RECORD}
if state == 'D:' or state == 'X:' then
  return 0
end
redis.call('SET', KEYS[1], '${mark('record')}Q', 'PX', ARGV[1])
return 1
`);
