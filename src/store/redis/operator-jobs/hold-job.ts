import { script, TAKE_TIME } from '../script.js';
import { RUNNING } from './job-fields.js';

/**
 * Renews a job's lease, writes down how far the job came, or lets it go.
 *
 * KEYS jobs · ARGV[1] id · ARGV[2] owner · ARGV[3] progress, or '' where it stays as it is · ARGV[4] milliseconds of the
 * lease, 0 to let go · ARGV[5] milliseconds that all jobs are kept after the last write
 *
 * Answer: `held`, `stop` where somebody asked for the job's end, or `lost` where it is not the owner's.
 *
 * `allow-oom`: what a job did is written down in a full Redis too, or it would be done again.
 */
export const holdJob = script(`#!lua flags=allow-oom
local id = ARGV[1]
local lease = redis.call('HGET', KEYS[1], 'l:' .. id)
if not lease or string.match(lease, ' (.*)$') ~= ARGV[2] then
  return 'lost'
end
local stop = redis.call('HEXISTS', KEYS[1], 's:' .. id) == 1
if ARGV[3] ~= '' then
  redis.call('HSET', KEYS[1], 'p:' .. id, ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ARGV[5])
end
if ARGV[3] ~= '' and string.sub(ARGV[3], 1, ${RUNNING.length}) ~= '${RUNNING}' then
  redis.call('HDEL', KEYS[1], 'l:' .. id, 's:' .. id)
elseif ARGV[4] == '0' then
  redis.call('HDEL', KEYS[1], 'l:' .. id)
else
  ${TAKE_TIME}
  redis.call('HSET', KEYS[1], 'l:' .. id, string.format('%d', now + ARGV[4]) .. ' ' .. ARGV[2])
end
return stop and 'stop' or 'held'
`);
