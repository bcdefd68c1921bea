/** Records and answers as the scripts give them, read. */
import type { ClaimAnswer, CommitAnswer, RecordState } from '../../../line/claim/claim-store.js';
import { StoreUnavailable } from '../../../line/claim/claim-store.js';

const OWN: ClaimAnswer = { state: 'own' };

/** @throws StoreUnavailable for a record this gateway cannot have written. */
export function readRecord(record: unknown): ClaimAnswer {
  if (record === null) return OWN;
  if (typeof record === 'string') {
    if (record.length > 2 && record.startsWith('C:')) return { state: 'busy', owner: record.slice(2) };
    if (record === 'Q') return { state: 'queued' };
    if (/^D:\d{3}$/.test(record)) return { state: 'done', status: Number(record.slice(2)) };
  }
  throw new StoreUnavailable('corrupt');
}

export function readText(answer: unknown): string | undefined {
  return typeof answer === 'string' ? answer : undefined;
}

export function readState(record: unknown): RecordState {
  if (typeof record === 'string' && record.startsWith('X:')) return { state: 'dead' };
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
