import { script } from '../script.js';
import { READ_STATE } from '../versions.js';
import { BY_JOB } from './by-job.js';
import { POINT } from './pointers.js';

/**
 * Drops a dead letter on an operator's word: it is no dead letter any more, and stays in the log as cancelled.
 *
 * KEYS message, body, pending, dead · ARGV[1] key · ARGV[2] job or '' · ARGV[3] milliseconds the entry stays · ARGV[4]
 * milliseconds the body stays
 *
 * Answer: 1, or 0 where it is no dead letter.
 *
 * `allow-oom`: it frees memory.
 */
export const drop = script(
  `#!lua flags=allow-oom
${READ_STATE}
${BY_JOB}
if state and actedBy(KEYS[1], ARGV[2]) then
  return 1
end
if state ~= 'dead' then
  return 0
end
redis.call('HSET', KEYS[1], 'st', 'cancelled', 'dr', 'cancelled')
noteJob(KEYS[1], ARGV[2])
redis.call('ZREM', KEYS[4], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
if tonumber(ARGV[4]) > 0 then
  redis.call('PEXPIRE', KEYS[2], ARGV[4])
else
  redis.call('UNLINK', KEYS[2])
end
${POINT}
point(KEYS[1])
return 1
`,
  4,
);
