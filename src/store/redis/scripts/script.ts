/** A Lua script that touches one key, so it runs in any Redis, Cluster included. */
export interface Script {
  readonly numberOfKeys: 1;
  readonly lua: string;
}

/**
 * Every script takes only durations (PX), evaluated by Redis: no gateway's clock matters. Those that may write more
 * than they free read first, so that a full or read-only Redis still answers what needs no write.
 */
export const script = (lua: string): Script => ({ numberOfKeys: 1, lua: lua.trim() });
