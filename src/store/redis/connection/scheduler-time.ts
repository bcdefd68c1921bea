/**
 * The scheduler's scripts take the time from their caller. Here they take it from the server they run on, so that
 * replicas whose clocks differ agree on what is due.
 *
 * A worker keeps two moments that come from scripts and compares them with its own clock. The next due time that a script
 * answers is therefore put into the caller's clock. The marker of a delayed job, by which a worker is woken, says 0: look
 * now.
 */
import { TAKE_TIME } from '../script.js';

const FROM_ARGUMENT = `
local ahead = now - ARGV[2]
ARGV[2] = string.format('%.0f', now)
`;
/** The arguments of a new job come packed. */
const FROM_PACK = `
local packed = cmsgpack.unpack(ARGV[1])
packed[4] = now
ARGV[1] = cmsgpack.pack(packed)
`;
const NEXT_DUE = `
if type(answer) == 'table' and (tonumber(answer[4]) or 0) > 0 then
  answer[4] = answer[4] - ahead
end
`;
const WAKE_NOW = `
redis.call('ZADD', KEYS[1], 'XX', 0, '1')
`;

/** By the command's name: what comes before its script and what after. The others keep no moment that counts. */
const AROUND: Readonly<Record<string, readonly [string, string]>> = {
  addDelayedJob: [FROM_PACK, WAKE_NOW],
  moveToActive: [FROM_ARGUMENT, NEXT_DUE],
  moveToDelayed: [FROM_ARGUMENT, WAKE_NOW + NEXT_DUE],
  moveToFinished: [FROM_ARGUMENT, NEXT_DUE],
  retryJob: [FROM_ARGUMENT, NEXT_DUE],
};

/** @param command its name, with a version behind a colon */
export function byRedisTime(command: string, lua: string): string {
  const around = AROUND[command.split(':')[0] ?? ''];
  if (!around) return lua;
  const [before, after] = around;
  return `${TAKE_TIME}${before}
local function scheduled()
${lua}
end
local answer = scheduled()
${after}
return answer
`;
}
