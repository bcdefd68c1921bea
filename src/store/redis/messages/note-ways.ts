import type { Script } from '../script.js';
import { VERSIONS } from '../versions.js';

/**
 * Notes at messages of one lane how they came. A message that is gone, or knows it already, stays as it is: what came
 * again while it waited is no other delivery.
 *
 * KEYS messages · ARGV the two values of each in turn (way-fields.ts)
 *
 * Answer: how many were noted.
 */
export const noteWays: Script = {
  lua: `
local noted = 0
for i = 1, #KEYS do
  local version, state, way = unpack(redis.call('HMGET', KEYS[i], 'v', 'st', 'wy'))
  if version == '${VERSIONS.message}' and state and not way then
    redis.call('HSET', KEYS[i], 'wy', ARGV[2 * i - 1], 'wh', ARGV[2 * i])
    noted = noted + 1
  end
end
return noted
`.trim(),
};
