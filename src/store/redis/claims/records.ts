/** Records and answers as the scripts give them, read. */
import type { ClaimAnswer, CommitAnswer, RecordState } from '../../../line/claim/claim-store.js';
import { StoreUnavailable } from '../../../line/claim/claim-store.js';

import { isOne } from '../script.js';
import { mark, unmarked } from '../versions.js';

/** Records as they are written: the version, a letter, what belongs to it. */
const CLAIMED = `${mark('record')}C:`;
const DONE = `${mark('record')}D:`;
const DEAD = `${mark('record')}X:`;
export const claimOf = (owner: string): string => CLAIMED + owner;
export const doneWith = (status: number): string => DONE + String(status);
export const deadOf = (reason: string): string => DEAD + reason;
export const QUEUED = `${mark('record')}Q`;
/** One destination's final no, kept while another one is owed. */
export const REFUSED = `${mark('record')}F`;

/** What a claim that succeeded answers; no record reads like that. */
export const TAKEN = 'taken';
const OWN: ClaimAnswer = { state: 'own' };

/** @throws StoreUnavailable as readRecord, and where the script did not run */
export function readClaim(answer: unknown): ClaimAnswer {
  return answer === TAKEN ? OWN : readRecord(answer);
}

/** @throws StoreUnavailable for a record of an unknown version, and for one that no gateway can have written. */
function readRecord(answer: unknown): Exclude<ClaimAnswer, { state: 'own' }> {
  if (typeof answer === 'string') {
    const record = unmarked('record', answer);
    if (record.length > 2 && record.startsWith('C:')) return { state: 'busy', owner: record.slice(2) };
    if (record === 'Q') return { state: 'queued' };
    if (/^D:\d{3}$/.test(record)) return { state: 'done', status: Number(record.slice(2)) };
  }
  throw new StoreUnavailable('corrupt');
}

/** The record's key that was noted first. @throws StoreUnavailable for a note of an unknown version */
export function readNote(answer: unknown): string | undefined {
  return typeof answer === 'string' ? unmarked('bodyNote', answer) : undefined;
}

/** Names as they are written. @throws StoreUnavailable for a list of an unknown version */
export function readDestinations(answer: unknown): readonly string[] {
  if (typeof answer !== 'string') throw new StoreUnavailable('corrupt');
  return unmarked('destinations', answer).split(',');
}

export function destinationsText(names: readonly string[]): string {
  return mark('destinations') + names.join(',');
}

export function readState(record: unknown): RecordState {
  if (record === null) return { state: 'absent' };
  if (typeof record === 'string' && record.startsWith(DEAD)) return { state: 'dead' };
  if (record === REFUSED) return { state: 'refused' };
  const read = readRecord(record);
  return read.state === 'busy' ? { state: 'claimed', owner: read.owner } : { state: read.state };
}

export function readCommit(answer: unknown): CommitAnswer {
  return isOne(answer) ? 'committed' : 'late';
}
