/**
 * Lua: which jobs (of operators) have acted on a message is noted at it, in the field `jb`, so that a job that is gone
 * on with after a crash does nothing twice. As many are remembered as run at once.
 *
 * `actedBy(message, job)`; `noteJob(message, job)`, both with an empty job for a write that is no job's.
 */
export const BY_JOB = `
local function actedBy(message, job)
  local jobs = job ~= '' and redis.call('HGET', message, 'jb')
  return jobs and string.find(' ' .. jobs .. ' ', ' ' .. job .. ' ', 1, true) ~= nil
end
local function noteJob(message, job)
  if job == '' then
    return
  end
  local kept = {job}
  for other in string.gmatch(redis.call('HGET', message, 'jb') or '', '%S+') do
    if #kept < 4 and other ~= job then
      kept[#kept + 1] = other
    end
  end
  redis.call('HSET', message, 'jb', table.concat(kept, ' '))
end
`;
