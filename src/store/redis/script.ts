/** A Lua script whose keys all lie in one slot, so it runs in any Redis, Cluster included. */
export interface Script {
  readonly numberOfKeys: number;
  readonly lua: string;
}

/**
 * Every script takes only durations (PX), evaluated by Redis: no gateway's clock matters. Those that may write more
 * than they free read first, so that a full or read-only Redis still answers what needs no write.
 */
export const script = (lua: string, numberOfKeys = 1): Script => ({ numberOfKeys, lua: lua.trim() });
