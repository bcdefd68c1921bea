import { script } from '../script.js';
import { READ_STATE } from '../versions.js';

/**
 * Gives a message to a worker. Every beginning is counted and every end notes the count, so the difference is how
 * often a worker did not come back.
 *
 * KEYS message, body · ARGV[1] 1 if the worker does nothing else · ARGV[2] crashes that make it poison · ARGV[3]
 * crashes from which it is only begun alone
 *
 * Answer: `gone`, `lost`, `poison`, `suspect`, or crashes, the message's fields and the body.
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
return {crashes, redis.call('HGETALL', KEYS[1]), body}
`,
  2,
);
