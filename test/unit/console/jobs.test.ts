/** Bulk work in words: what a dry run found, whether there is anything to start, and what came of a job. */
import { describe, expect, test } from 'vitest';
import type { JobRequest } from '../../../console/api/types.js';
import { dryRunOf, progressWords } from '../../../console/parts/job-words.js';

const VERIFY: JobRequest = { do: 'verify' };
const DEAD: JobRequest = { do: 'drop', filter: { outcome: 'dead' } };
const PENDING: JobRequest = { do: 'drop', filter: { outcome: 'queued' } };

describe('a dry run', () => {
  test.each<readonly [JobRequest, Record<string, number>, number, string]>([
    [
      VERIFY,
      { mismatch: 100 },
      0,
      'None of 100 is genuine as the configuration is now: mend the secret first.',
    ],
    [VERIFY, { stale: 1 }, 0, 'It is not genuine as the configuration is now: mend the cause first.'],
    [VERIFY, { genuine: 100, mismatch: 3 }, 100, '100 of 103 are genuine.'],
    [VERIFY, { genuine: 1 }, 1, '1 of 1 is genuine.'],
    [VERIFY, {}, 0, 'It matches nothing.'],
    [{ do: 'redrive' }, { failed: 2, timeout: 1 }, 3, 'It matches 3 dead letters.'],
    [DEAD, { rejected: 1 }, 1, 'It matches 1 dead letter.'],
    [PENDING, { queued: 2 }, 2, 'It matches 2 pending.'],
    [{ do: 'replay' }, { accepted: 2 }, 2, 'It matches 2.'],
    [DEAD, {}, 0, 'It matches nothing.'],
    [
      { do: 'redrive' },
      { failed: 1, body_not_kept: 2 },
      1,
      'It matches 1 dead letter. 2 more, whose body is not kept, take no part.',
    ],
    [
      { do: 'redrive' },
      { body_not_kept: 4 },
      0,
      'It matches 4 whose body is not kept: there is nothing to send.',
    ],
  ])('of %j that matches %j has %i to do', (request, matches, meant, says) => {
    expect(dryRunOf(request, matches)).toMatchObject({ meant, says });
  });

  test('counts by outcome what is replayed, and by judgement what is still refused', () => {
    expect(dryRunOf({ do: 'replay' }, { accepted: 2, body_not_kept: 1 }).counts).toEqual({ accepted: 2 });
    expect(dryRunOf(VERIFY, { genuine: 2, mismatch: 1 }).counts).toEqual({ mismatch: 1 });
    expect(dryRunOf({ do: 'redrive' }, { failed: 2 }).counts).toEqual({});
  });
});

test('a job that judged again says how many were taken, and how many are still refused', () => {
  const job = { do: 'verify', done: 3, left: 0, failed: 1, skipped: 6, matches: { genuine: 5, mismatch: 5 } };
  expect(progressWords({ ...job, do: 'verify' })).toBe(
    '3 done: taken, or known already · 0 left of 5 genuine · 1 not taken · 1 with nothing to hand over · 5 not genuine, or a further copy',
  );
  expect(progressWords({ ...job, do: 'drop' })).toBe('3 done · 0 left · 1 failed · 6 skipped');
});
