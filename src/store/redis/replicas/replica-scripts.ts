/** What replicas tell each other, a script a thing. */
import { script, TAKE_TIME } from '../script.js';

/**
 * A replica tells that it lives.
 *
 * KEYS replicas · ARGV[1] its id · ARGV[2] what it says of itself · ARGV[3] milliseconds that this holds
 *
 * Answer: epoch milliseconds, then id and text of each that lives.
 *
 * `allow-oom`: it takes the place of what it wrote before.
 */
const beat = script(`#!lua flags=allow-oom
${TAKE_TIME}
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', now) .. ':' .. ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
local all = redis.call('HGETALL', KEYS[1])
local answer = {now}
for i = 1, #all, 2 do
  local at, about = string.match(all[i + 1], '^(%d+):(.*)$')
  if at and math.abs(now - at) <= tonumber(ARGV[3]) then
    answer[#answer + 1] = all[i]
    answer[#answer + 1] = about
  else
    redis.call('HDEL', KEYS[1], all[i])
  end
end
return answer
`);

/** KEYS a minute's counts · ARGV[1] the replica's id · ARGV[2] its counts · ARGV[3] milliseconds they stay */
const keepMinute = script(`
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return redis.call('PEXPIRE', KEYS[1], ARGV[3])
`);

/** KEYS routes · ARGV[1] milliseconds they stay · ARGV[2…] names */
const keepFirst = script(`
redis.call('SADD', KEYS[1], unpack(ARGV, 2))
return redis.call('PEXPIRE', KEYS[1], ARGV[1])
`);

export const REPLICA_SCRIPTS = { gwBeat: beat, gwKeepMinute: keepMinute, gwKeepFirst: keepFirst } as const;

/** As methods. */
export interface ReplicaScripts {
  gwBeat(key: string, id: string, about: string, livesMs: number): Promise<unknown>;
  gwKeepMinute(key: string, id: string, counts: string, staysMs: number): Promise<unknown>;
  gwKeepFirst(key: string, staysMs: number, ...routes: readonly string[]): Promise<unknown>;
}
