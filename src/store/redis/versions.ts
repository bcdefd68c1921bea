/**
 * What lies in Redis, and the version of each kind of value. A version rises with what its values mean, each kind's by
 * itself; docs/upgrading.md has a row for every rise. A gateway reads and overwrites only versions that it knows: other
 * values it leaves as they are.
 *
 * Where the version stands is the same in every version: before the first colon of a text, in the field `v` of a hash,
 * in the member `v` of a job, in the key's name of a set and of all that a list of refused deliveries is made of.
 */
import { JOB_VERSION } from '../../queue/job-data.js';
import { StoreUnavailable, UNKNOWN_VERSION } from '../../line/claim/claim-store.js';

export const VERSIONS = {
  record: 1,
  bodyNote: 1,
  /** Of a delivery with several. */
  destinations: 1,
  labels: 1,
  /** With its body and its entry of the log. */
  message: 1,
  /** Behind a message id. */
  pointer: 1,
  /** Behind a source's id. */
  sources: 1,
  log: 1,
  pending: 1,
  dead: 1,
  routes: 1,
  pause: 1,
  refused: 1,
  /** Bulk work on an operator's word. */
  operatorJob: 1,
  replicas: 1,
  /** Counts of a minute. */
  minute: 1,
  first: 1,
  audit: 1,
  job: JOB_VERSION,
} as const;

export type Kind = keyof typeof VERSIONS;

/**
 * What no value can say of itself: where values and their versions stand. A version that changes that writes its number
 * under `<prefix>:layout`, and older ones do not start on it. Nobody has written there yet.
 */
export const LAYOUT = 1;

/** @returns what was found, where it is not known here; undefined where it is, or nothing stands there */
export function unknownLayout(answer: unknown): string | undefined {
  if (answer === null || answer === String(LAYOUT)) return undefined;
  return typeof answer === 'string' && /^\d{1,9}$/.test(answer) ? answer : 'of another kind';
}

/** What stands before a text of this kind. */
export function mark(kind: Kind): string {
  return `${VERSIONS[kind]}:`;
}

/** @throws StoreUnavailable for a text of a version that this gateway does not know */
export function unmarked(kind: Kind, text: string): string {
  if (!text.startsWith(mark(kind))) throw unknownVersion();
  return text.slice(mark(kind).length);
}

export function unknownVersion(): StoreUnavailable {
  return new StoreUnavailable(UNKNOWN_VERSION);
}

/** Lua: the answer of a script that met a version that this gateway does not know. It must not have written before. */
export const REFUSE = `return redis.error_reply('VERSION of a stored value is not known here')`;

/** Lua: `record` and the two characters of its `state`, both false where there is none. KEYS[1] the record. */
export const READ_RECORD = `
local record = redis.call('GET', KEYS[1])
if record and string.sub(record, 1, ${mark('record').length}) ~= '${mark('record')}' then
  ${REFUSE}
end
local state = record and string.sub(record, ${mark('record').length + 1}, ${mark('record').length + 2})
`;

/** Lua: a message's `state`, false where there is no message. @param key the Lua of its fields' key */
export function readState(key: string): string {
  return `
local version, state = unpack(redis.call('HMGET', ${key}, 'v', 'st'))
if version ~= '${VERSIONS.message}' and (version or state) then
  ${REFUSE}
end
`;
}

/** Lua: the same, where KEYS[1] is the message. */
export const READ_STATE = readState('KEYS[1]');
