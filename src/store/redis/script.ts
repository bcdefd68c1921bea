import { StoreUnavailable } from '../../line/claim/claim-store.js';

/** A Lua script whose keys all lie in one slot, so it runs in any Redis, Cluster included. */
export interface Script {
  /** Left out: the first argument says it. */
  readonly numberOfKeys?: number;
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

/** Of a command that lists. @throws StoreUnavailable for any other answer */
export function listOf(answer: unknown): string[] {
  return Array.isArray(answer) ? (answer as string[]) : noAnswerOfOurs();
}

/** Of a command that counts. @throws StoreUnavailable for any other answer */
export function countOf(answer: unknown): number {
  return typeof answer === 'number' ? answer : noAnswerOfOurs();
}

/** Of a command that reads a hash, empty if there is none. @throws StoreUnavailable for any other answer */
export function fieldsOf(answer: unknown): Record<string, string> {
  return typeof answer === 'object' && answer !== null
    ? (answer as Record<string, string>)
    : noAnswerOfOurs();
}

/** Of a script that says 1 for yes and 0 for no. @throws StoreUnavailable for any other answer */
export function isOne(answer: unknown): boolean {
  return answer === 1 || (answer !== 0 && noAnswerOfOurs());
}
