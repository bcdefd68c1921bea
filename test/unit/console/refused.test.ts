import { describe, expect, test } from 'vitest';
import type { Refused } from '../../../console/api/types.js';
import { compared, othersOf, placeOf } from '../../../console/pages/refused/compare.js';
import { groupsOf } from '../../../console/pages/refused/groups.js';

function refused(members: Partial<Refused>): Refused {
  return {
    ...{ id: 'ref_1', route: 'leads', receivedAt: '2026-11-20T10:00:00.000Z', outcome: 'invalid_signature' },
    ...{ reason: 'mismatch', client: '203.0.113.9', method: 'POST', path: '/leads', nearest: null },
    ...{ messageId: null, count: 1, bytes: 10, bodyCut: false, shaped: true, answer: null },
    ...members,
  };
}

describe('groups of refused deliveries', () => {
  test('have one route, one reason and one client, and count entries and times', () => {
    const groups = groupsOf([
      refused({ count: 3 }),
      refused({ receivedAt: '2026-11-20T11:00:00.000Z' }),
      refused({ client: '203.0.113.10' }),
      refused({ reason: null, outcome: 'stale', shaped: false, count: 9 }),
    ]);
    expect(
      groups.map(({ reason, client, entries, times, last }) => [reason, client, entries, times, last]),
    ).toEqual([
      ['mismatch', '203.0.113.9', 2, 4, '2026-11-20T11:00:00.000Z'],
      ['mismatch', '203.0.113.10', 1, 1, '2026-11-20T10:00:00.000Z'],
      ['stale', '203.0.113.9', 1, 9, '2026-11-20T10:00:00.000Z'],
    ]);
  });
});

describe('what came beside what was expected', () => {
  const part = {
    what: 'signature',
    header: 'X-Signature',
    json: null,
    field: null,
    form: 'sha256=‹hmac-sha256 in hex›',
  } as const;
  const expected = { scheme: 's', title: 'S', signs: '{body}', parts: [part] };

  test.each([
    ['nothing', [], []],
    ['it once, under any case', [['x-signature', 'sha256:1f3c']], ['sha256:1f3c']],
    [
      'it twice',
      [
        ['X-Signature', 'a'],
        ['X-Signature', 'b'],
      ],
      ['a', 'b'],
    ],
    ['it, and it may not be seen', [['X-Signature', null]], [null]],
  ])('%s came', (_, headers, came) => {
    expect(compared({ expected, headers })[0]?.came).toEqual(came);
  });

  test('a part of the body is for the reader to look up', () => {
    const inBody = { ...part, header: null, json: '/sign' };
    const inForm = { ...part, header: null, field: 'signature' };
    for (const one of [inBody, inForm])
      expect(compared({ expected: { ...expected, parts: [one] }, headers: [] })[0]?.came).toBeUndefined();
    expect([part, inBody, inForm].map(placeOf)).toEqual([
      'X-Signature',
      'body /sign',
      'form field signature',
    ]);
  });

  test('all other headers are told apart', () => {
    const headers = [
      ['X-Signature', 'a'],
      ['User-Agent', 'b'],
    ];
    expect(othersOf({ expected, headers })).toEqual([['User-Agent', 'b']]);
    expect(othersOf({ expected: null, headers })).toEqual(headers);
  });
});
