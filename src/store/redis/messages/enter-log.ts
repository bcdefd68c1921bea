import { mark, VERSIONS } from '../versions.js';
import { POINT } from './pointers.js';

/**
 * The part two scripts share. The delivery enters its route's log and can be found by its ids. If the log is full, the
 * oldest entry goes, and so do entries older than the log goes back. A pending or dead message then stays where it is,
 * only no longer listed; so does an entry of a version that this gateway does not know, until it ends by itself.
 *
 * One that is there already, because its source sent it again, keeps its place and its time of receipt, so that whoever
 * reads the log meanwhile does not miss it; only if it would soon be too old for the log, it moves.
 *
 * A message id leads to its latest delivery, unless that says nothing new (a duplicate of what went to several
 * destinations) and the one before is still there. A source id may be anybody's, so it leads to the latest eight that came with
 * it: one that came last must not stand for the one that is meant.
 *
 * `says_nothing_new` is a local of the script before it.
 *
 * KEYS message, log, pointer by message id, pointer by source id (the first again, if there is none) · ARGV key, epoch
 * milliseconds of receipt, milliseconds the log goes back, most entries
 */
export const ENTER_LOG = `
${POINT}
local place = redis.call('ZSCORE', KEYS[2], ARGV[1])
if place and tonumber(place) >= ARGV[2] - ARGV[3] / 2 then
  redis.call('HSET', KEYS[1], 't', place)
else
  redis.call('ZADD', KEYS[2], ARGV[2], ARGV[1])
end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', '(' .. (ARGV[2] - ARGV[3]))
redis.call('PEXPIRE', KEYS[2], ARGV[3])
local names = string.sub(KEYS[3], -32)
local leads = says_nothing_new and redis.call('GET', KEYS[3])
if not (leads and redis.call('EXISTS', string.sub(KEYS[1], 1, -33) .. string.sub(leads, -32)) == 1) then
  redis.call('SET', KEYS[3], '${mark('pointer')}' .. ARGV[1])
end
if KEYS[4] ~= KEYS[3] then
  names = names .. string.sub(KEYS[4], -32)
  redis.call('ZADD', KEYS[4], ARGV[2], ARGV[1])
  redis.call('ZREMRANGEBYRANK', KEYS[4], 0, -9)
end
redis.call('HSET', KEYS[1], 'p', names)
point(KEYS[1], names)
local surplus = redis.call('ZCARD', KEYS[2]) - tonumber(ARGV[4])
if surplus > 0 then
  local messages = string.sub(KEYS[1], 1, -33)
  local oldest = redis.call('ZPOPMIN', KEYS[2], math.min(surplus, 16))
  for i = 1, #oldest, 2 do
    local message = messages .. oldest[i]
    local version, state, leading = unpack(redis.call('HMGET', message, 'v', 'st', 'p'))
    if version == '${VERSIONS.message}' and state ~= 'queued' and state ~= 'dead' then
      redis.call('UNLINK', message, string.sub(messages, 1, -3) .. 'b:' .. oldest[i])
      point(message, leading)
    end
  end
end
`;
