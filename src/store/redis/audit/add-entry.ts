import { script } from '../script.js';

/**
 * Appends to the audit and takes out what is too old. KEYS[1] the stream; ARGV the entry, how many stay, and for how
 * many milliseconds. The newest entry keeps the stream alive.
 */
export const addEntry = script(`
local time = redis.call('TIME')
local oldest = time[1] * 1000 + math.floor(time[2] / 1000) - ARGV[3]
redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[2], '*', 'e', ARGV[1])
redis.call('XTRIM', KEYS[1], 'MINID', string.format('%d', oldest))
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
`);
