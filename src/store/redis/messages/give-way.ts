import { script } from '../script.js';
import { VERSIONS } from '../versions.js';
import { POINT } from './pointers.js';

/**
 * Lua: a server that has room is left alone: in a Cluster another one may be full. Whoever may not ask INFO is believed
 * that the server is full.
 * @param answer what the script then says
 */
export const UNLESS_ROOM = (answer: string): string => `
local info = redis.pcall('INFO', 'memory')
if type(info) == 'string' then
  local used, most = string.match(info, 'used_memory:(%d+)'), string.match(info, 'maxmemory:(%d+)')
  if used and most and tonumber(used) < tonumber(most) * 0.9 then
    return ${answer}
  end
end
`;

/** What an entry takes without its body, about. */
const ENTRY_BYTES = 1_024;

/**
 * Frees what has ended, from a place in the log on, the oldest first: bodies, or whole entries with what leads to them.
 * What is pending or dead stays, and so does what another version of the gateway wrote.
 *
 * KEYS log, any message · ARGV[1] lowest score · ARGV[2] entries to look at · ARGV[3] bytes wanted · ARGV[4] `bodies` or
 * `entries`
 *
 * Answer: bytes freed, -1 if the server has room; entries looked at; the last one's score or ''.
 *
 * `allow-oom`: it makes room.
 */
export const giveWay = script(
  `#!lua flags=allow-oom
${UNLESS_ROOM("{-1, 0, ''}")}
${POINT}
local messages = string.sub(KEYS[2], 1, -33)
local bodies = string.sub(messages, 1, -3) .. 'b:'
local freed, looked, last = 0, 0, ''
local found = redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[1], '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[2])
for i = 1, #found, 2 do
  local key = found[i]
  looked, last = looked + 1, found[i + 1]
  local version, state, names = unpack(redis.call('HMGET', messages .. key, 'v', 'st', 'p'))
  if version == '${VERSIONS.message}' and state ~= 'queued' and state ~= 'dead' then
    local body = redis.call('STRLEN', bodies .. key)
    redis.call('UNLINK', bodies .. key)
    freed = freed + body
    if ARGV[4] == 'entries' then
      redis.call('ZREM', KEYS[1], key)
      redis.call('UNLINK', messages .. key)
      point(messages .. key, names)
      freed = freed + ${ENTRY_BYTES}
    end
  end
  if freed >= tonumber(ARGV[3]) then
    break
  end
end
return {freed, looked, last}
`,
  2,
);
