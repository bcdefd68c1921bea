import { script } from '../script.js';
import { mark } from '../versions.js';
import { TAKEN } from './records.js';

const DEAD = `${mark('record')}X:`;

/**
 * Takes the record if nobody has it: a dead letter is nobody's, so that the provider's retry arms it again.
 *
 * KEYS[1] the record · ARGV[1] the claim · ARGV[2] lease in milliseconds
 *
 * Answer: `taken` if it is ours now, or was already (a client that asks again after a lost answer must not hear that
 * somebody else holds its own claim); otherwise the record as it stands, of whatever version.
 */
export const claim = script(`
local record = redis.call('GET', KEYS[1])
if not record or string.sub(record, 1, ${DEAD.length}) == '${DEAD}' then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return '${TAKEN}'
end
if record == ARGV[1] then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return '${TAKEN}'
end
return record
`);
