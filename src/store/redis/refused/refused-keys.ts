/**
 * How a route's refused deliveries lie in Redis: `r` all of them by time of receipt, `rg` in the order in which they
 * give way, `rc` by client and reason, `rh` their heads with the count of further comings and what came of the last try,
 * `re` headers and bodies, `rs` bytes in all and of each client. All end when the newest entry is too old.
 *
 * An entry stands in the first two as `<id> <client> <reason> <shaped> <time> <outcome> <bytes>` with tabs between, in
 * the third with the id behind the time, so that each says all that it takes to drop it.
 */
import { VERSIONS } from '../versions.js';

export type RefusedKeys = readonly [string, string, string, string, string, string];

export function refusedKeys(prefix: string, route: string): RefusedKeys {
  const key = (name: string): string => `${prefix}:{${route}}:${name}:${VERSIONS.refused}`;
  return [key('r'), key('rg'), key('rc'), key('rh'), key('re'), key('rs')];
}

/** Lua: `drop(entry)` takes one out of all six. @returns its bytes */
export const DROP = `
local function drop(entry)
  local id, client, reason, shaped, time, outcome, bytes =
    string.match(entry, '^([^\\t]*)\\t([^\\t]*)\\t([^\\t]*)\\t([01])\\t(%d+)\\t([^\\t]*)\\t(%d+)$')
  redis.call('ZREM', KEYS[1], entry)
  redis.call('ZREM', KEYS[2], entry)
  redis.call('ZREM', KEYS[3], table.concat({client, reason, shaped, time, id, outcome, bytes}, '\\t'))
  redis.call('HDEL', KEYS[4], id, id .. ':n', id .. ':a')
  redis.call('HDEL', KEYS[5], id)
  for _, whose in ipairs({'', client}) do
    if redis.call('HINCRBY', KEYS[6], whose, -bytes) <= 0 then
      redis.call('HDEL', KEYS[6], whose)
    end
  end
  return tonumber(bytes)
end
local function trim(before)
  for _, entry in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. before, 'LIMIT', 0, 200)) do
    drop(entry)
  end
end
`;
