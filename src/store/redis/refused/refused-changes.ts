import { script, TAKE_TIME } from '../script.js';
import { UNLESS_ROOM } from '../messages/give-way.js';
import { DROP } from './refused-keys.js';

/** KEYS as in refused-keys · ARGV[1] id. Answer: 1, or 0 if it was not there. */
export const remove = script(
  `
${DROP}
local head = redis.call('HGET', KEYS[4], ARGV[1])
if not head then
  return 0
end
drop(string.match(head, '^[^\\n]*'))
return 1
`,
  6,
);

/** KEYS heads · ARGV[1] id · ARGV[2] what came of a try to take it. Answer: 1, or 0 if it is not there. */
export const answered = script(`
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1] .. ':a', ARGV[2])
return 1
`);

/** KEYS as in refused-keys · ARGV[1] milliseconds they stay. Answer: 1. */
export const trim = script(
  `
${DROP}
${TAKE_TIME}
trim(now - ARGV[1])
return 1
`,
  6,
);

/**
 * Makes room in a full Redis: those without a signature's shape first, then the oldest.
 *
 * KEYS as in refused-keys · ARGV[1] bytes wanted · ARGV[2] entries at the most
 *
 * Answer: bytes freed, -1 if the server has room.
 */
export const refusedGiveWay = script(
  `#!lua flags=allow-oom
${UNLESS_ROOM('-1')}
${DROP}
local freed = 0
for _, entry in ipairs(redis.call('ZRANGE', KEYS[2], 0, ARGV[2] - 1)) do
  freed = freed + drop(entry)
  if freed >= tonumber(ARGV[1]) then
    break
  end
end
return freed
`,
  6,
);
