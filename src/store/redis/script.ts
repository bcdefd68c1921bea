/** A Lua script whose keys all lie in one slot, so it runs in any Redis, Cluster included. */
export interface Script {
  readonly numberOfKeys: number;
  readonly lua: string;
}

/** Lua: `now`, epoch milliseconds by the clock of the server that runs the script. */
export const TAKE_TIME = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/**
 * Scripts take durations (PX), evaluated by Redis, or moments that the caller has from Redis: no gateway's clock matters.
 * Those that may write more
 * than they free read first, so that a full or read-only Redis still answers what needs no write.
 */
export const script = (lua: string, numberOfKeys = 1): Script => ({ numberOfKeys, lua: lua.trim() });
