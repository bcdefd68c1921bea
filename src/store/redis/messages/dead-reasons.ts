import { script } from '../script.js';
import { VERSIONS } from '../versions.js';

/**
 * Why some dead letters died. Those that are gone meanwhile, or have another version, are passed over.
 *
 * KEYS dead, any message · ARGV[1] place of the first and ARGV[2] of the last one, the newest being 0
 *
 * Answer: their reasons.
 */
export const deadReasons = script(
  `
local messages = string.sub(KEYS[2], 1, -33)
local found = {}
for _, key in ipairs(redis.call('ZREVRANGE', KEYS[1], ARGV[1], ARGV[2])) do
  local known = redis.call('HMGET', messages .. key, 'v', 'dr')
  if known[1] == '${VERSIONS.message}' and known[2] then
    found[#found + 1] = known[2]
  end
end
return found
`,
  2,
);
