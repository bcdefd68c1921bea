/** Records and answers as the scripts give them, read. */
import type { ClaimAnswer, CommitAnswer, RecordState } from '../../../line/claim/claim-store.js';
import { StoreUnavailable } from '../../../line/claim/claim-store.js';

import { mark, unmarked } from '../versions.js';

/** Records as they are written: the version, a letter, what belongs to it. */
export const claimOf = (owner: string): string => `${mark('record')}C:${owner}`;
export const doneWith = (status: number): string => `${mark('record')}D:${status}`;
export const deadOf = (reason: string): string => `${mark('record')}X:${reason}`;

const OWN: ClaimAnswer = { state: 'own' };

/** @throws StoreUnavailable for a record of an unknown version, and for one that no gateway can have written. */
export function readRecord(answer: unknown): ClaimAnswer {
  if (answer === null) return OWN;
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

export function readState(record: unknown): RecordState {
  if (typeof record === 'string' && record.startsWith(deadOf(''))) return { state: 'dead' };
  const read = readRecord(record);
  if (read.state === 'busy') return { state: 'claimed', owner: read.owner };
  return { state: read.state === 'own' ? 'absent' : read.state };
}

export function readCommit(answer: unknown): CommitAnswer {
  return answer === 1 ? 'committed' : 'late';
}

export function isOne(answer: unknown): boolean {
  return answer === 1;
}
