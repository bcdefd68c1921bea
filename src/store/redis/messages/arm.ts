import { script, TAKE_TIME } from '../script.js';
import { READ_STATE } from '../versions.js';
import { BY_JOB } from './by-job.js';
import { POINT } from './pointers.js';

/**
 * Makes an ended message pending again: its attempts stay, its schedule and its count of crashes begin anew. A replay may
 * be of any message, and one that waits for its next attempt then waits no longer; else it must be a dead letter.
 *
 * KEYS message, body, pending, dead · ARGV[1] key · ARGV[2] epoch milliseconds at which it is due · ARGV[3] 1 for a
 * replay: it is to be delivered though its record says that it was · ARGV[4] the job that does it, or ''
 *
 * Answer: `armed`, `pending`, `no_body`, `gone`, or `again` where the same job did so before: nothing more was done.
 */
export const arm = script(
  `
${READ_STATE}
if not state then
  return 'gone'
end
${BY_JOB}
if actedBy(KEYS[1], ARGV[4]) then
  return 'again'
end
local replay = ARGV[3] == '1'
if state == 'queued' then
  if replay then
    redis.call('HDEL', KEYS[1], 'nx', 'w')
    noteJob(KEYS[1], ARGV[4])
  end
  return 'pending'
end
if not replay and state ~= 'dead' then
  return 'gone'
end
if redis.call('EXISTS', KEYS[2]) == 0 then
  return 'no_body'
end
local known = redis.call('HMGET', KEYS[1], 'a', 'u')
redis.call('HDEL', KEYS[1], 'z', 'dr', 'r', 'nx', 'w')
redis.call('HSET', KEYS[1], 'st', 'queued', 'o', 'queued', 'q', ARGV[2], 'ab', known[1] or 0, 'f', known[2] or 0, 'rp', ARGV[3])
noteJob(KEYS[1], ARGV[4])
${TAKE_TIME}
if tonumber(ARGV[2]) > now then
  redis.call('HSET', KEYS[1], 'nx', ARGV[2], 'w', ARGV[2] - now)
end
redis.call('PERSIST', KEYS[1])
redis.call('PERSIST', KEYS[2])
redis.call('ZADD', KEYS[3], ARGV[2], ARGV[1])
redis.call('ZREM', KEYS[4], ARGV[1])
${POINT}
point(KEYS[1])
return 'armed'
`,
  4,
);
