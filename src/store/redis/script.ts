import { StoreUnavailable } from '../../line/claim/claim-store.js';

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

/** What answers otherwise than a script can has not run it. @throws StoreUnavailable */
export function noAnswerOfOurs(): never {
  throw new StoreUnavailable('corrupt');
}

/** Of a script that says 1 for yes and 0 for no. @throws StoreUnavailable for any other answer */
export function isOne(answer: unknown): boolean {
  return answer === 1 || (answer !== 0 && noAnswerOfOurs());
}
