import { script, TAKE_TIME } from '../script.js';

/**
 * What a lane's queue holds at one moment: counts that cost the same however much waits.
 *
 * KEYS the scheduler's delayed jobs (scored by epoch milliseconds times 4096), its waiting and its active ones, pending,
 * dead · ARGV ends of spans, in milliseconds from now, the earliest first
 *
 * Answer: epoch milliseconds; how many wait, are active, and are dead; when the oldest pending one was received, or '';
 * then how many delayed ones are due until the end of each span, and after the last one.
 */
export const due = script(
  `
${TAKE_TIME}
local oldest = redis.call('ZRANGE', KEYS[4], 0, 0, 'WITHSCORES')[2] or ''
local waiting, active, dead = redis.call('LLEN', KEYS[2]), redis.call('LLEN', KEYS[3]), redis.call('ZCARD', KEYS[5])
local answer, before = {now, waiting, active, dead, oldest}, '-inf'
for _, span in ipairs(ARGV) do
  local after = string.format('%.0f', (now + span + 1) * 4096)
  answer[#answer + 1] = redis.call('ZCOUNT', KEYS[1], before, '(' .. after)
  before = after
end
answer[#answer + 1] = redis.call('ZCOUNT', KEYS[1], before, '+inf')
return answer
`,
  5,
);
