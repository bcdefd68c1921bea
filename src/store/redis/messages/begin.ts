import { script, TAKE_TIME } from '../script.js';
import { READ_STATE } from '../versions.js';

/**
 * Gives a message to a worker. Every beginning is counted and every end notes the count, so the difference is how
 * often a worker did not come back.
 *
 * KEYS message, body · ARGV[1] 1 if the worker does nothing else · ARGV[2] crashes that make it poison · ARGV[3]
 * crashes from which it is only begun alone
 *
 * An attempt that was planned at a moment that is still to come was planned before Redis's clock went back: the message
 * waits as long as was planned, from now on.
 *
 * Answer: `gone`, `lost`, `poison`, `suspect`, or crashes, the message's fields, the body and epoch milliseconds.
 *
 * `allow-oom`: a full Redis gets room by delivering what it holds.
 */
export const begin = script(
  `#!lua flags=allow-oom
${READ_STATE}
if state ~= 'queued' then
  return 'gone'
end
local known = redis.call('HMGET', KEYS[1], 'u', 'f')
local crashes = tonumber(known[1] or 0) - tonumber(known[2] or 0)
if crashes >= tonumber(ARGV[2]) then
  return 'poison'
end
if crashes >= tonumber(ARGV[3]) and ARGV[1] ~= '1' then
  return 'suspect'
end
local body = redis.call('GET', KEYS[2])
if not body then
  return 'lost'
end
redis.call('HINCRBY', KEYS[1], 'u', 1)
${TAKE_TIME}
local due, wait = unpack(redis.call('HMGET', KEYS[1], 'nx', 'w'))
if due and wait and due - wait > now then
  redis.call('HSET', KEYS[1], 'nx', now + wait)
end
return {crashes, redis.call('HGETALL', KEYS[1]), body, now}
`,
  2,
);
