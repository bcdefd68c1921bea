/** What the page of queues makes of the API's answer, and what it asks for. */
import { describe, expect, test } from 'vitest';
import type { DestinationQueue, Job } from '../../../console/api/types.js';
import {
  choiceIn,
  dropDeadOf,
  dropPendingOf,
  inWords,
  placeIn,
  redriveOf,
  shownIn,
} from '../../../console/pages/queue/choice.js';
import { filterWords } from '../../../console/pages/queue/filter-words.js';
import { REASONS, reasonSays } from '../../../console/pages/queue/reasons.js';
import { dueTitles, totalsOf } from '../../../console/pages/queue/totals.js';
import { DEAD_LETTER_REASONS } from '../../../src/model/trail.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.UTC(2026, 10, 20, 9, 30);
const ENDS = [0, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR, null];

/** As the API has them: the first begins where it ends. */
function dueOf(...counts: readonly number[]): DestinationQueue['due'] {
  const iso = (ms: number): string => new Date(NOW + ms).toISOString();
  return ENDS.map((end, i) => ({
    ...{ from: iso(ENDS[i - 1] ?? 0), until: end === null ? null : iso(end), count: counts[i] ?? 0 },
  }));
}

function queueOf(given: Partial<DestinationQueue> = {}): DestinationQueue {
  return {
    ...{ route: 'leads', destination: 'crm', mode: 'queued', paused: null, breaker: 'closed' },
    ...{ waiting: 0, delayed: 0, active: 0, dead: 0, oldest: null, due: dueOf() },
    ...{ deadBy: {}, deadByCut: false },
    ...given,
  };
}

test('what is due is told from now on, by the clock of the store', () => {
  expect(dueTitles(dueOf())).toEqual([
    'due now',
    'within 1 min',
    'in 1 min to 5 min',
    'in 5 min to 15 min',
    'in 15 min to 1 h',
    'in 1 h to 6 h',
    'in 6 h to 1 d',
    'in over 1 d',
  ]);
});

test('queues are added up, with the oldest of all and the most frequent reason first', () => {
  const totals = totalsOf([
    queueOf({
      ...{ waiting: 1, delayed: 2, active: 3, dead: 4, oldest: '2026-11-20T09:00:00.000Z' },
      ...{ due: dueOf(1, 2), deadBy: { final: 1, exhausted: 3 } },
    }),
    queueOf({
      ...{ waiting: 10, dead: 1_500, oldest: '2026-11-20T08:00:00.000Z', due: dueOf(10, 0, 0, 5) },
      ...{ deadBy: { final: 1_000 }, deadByCut: true },
    }),
    queueOf(),
  ]);
  expect(totals).toMatchObject({
    ...{ waiting: 11, delayed: 2, active: 3, dead: 1_504, oldest: '2026-11-20T08:00:00.000Z' },
    ...{
      deadBy: [
        ['final', 1_001],
        ['exhausted', 3],
      ],
      deadByCut: true,
    },
  });
  expect(totals.due.map(({ count }) => count)).toEqual([11, 2, 0, 5, 0, 0, 0, 0]);
  expect(totalsOf([])).toMatchObject({ waiting: 0, dead: 0, oldest: null, due: [], deadBy: [] });
});

test('every reason of a dead letter can be chosen and says what it means', () => {
  expect(REASONS).toEqual(DEAD_LETTER_REASONS);
  for (const reason of REASONS) expect(reasonSays(reason)).toMatch(/ /);
  expect(reasonSays('toString')).toBeUndefined();
});

describe('the choice in the address', () => {
  test('is a place, a reason, and which of the two lists', () => {
    const query = { route: 'leads', destination: 'crm', reason: 'final', show: 'pending', open: 'x' };
    expect(choiceIn(query)).toEqual({ route: 'leads', destination: 'crm', reason: 'final' });
    expect(placeIn(query)).toEqual({ route: 'leads', destination: 'crm' });
    expect([shownIn(query), shownIn({}), shownIn({ show: 'all' })]).toEqual(['pending', 'dead', 'dead']);
  });

  test('has no destination without its route', () => {
    expect(choiceIn({ destination: 'crm', route: '', reason: '' })).toEqual({});
  });

  test.each([
    [{}, ''],
    [{ route: 'leads' }, ' of leads'],
    [{ route: 'leads', destination: 'crm', reason: 'final' }, ' of leads to crm, with the reason final'],
    [{ reason: 'lost' }, ' with the reason lost'],
  ] as const)('%j in words is "%s"', (choice, words) => {
    expect(inWords(choice)).toBe(words);
  });
});

describe('bulk work', () => {
  test('means what is chosen, and everything only on that word', () => {
    expect(redriveOf({ route: 'leads', reason: 'final' })).toEqual({
      ...{ do: 'redrive', filter: { route: 'leads', reason: 'final' } },
    });
    expect(redriveOf({})).toEqual({ do: 'redrive', all: true });
    expect(dropDeadOf({ reason: 'lost' })).toEqual({
      ...{ do: 'drop', filter: { reason: 'lost', outcome: 'dead' } },
    });
    expect(dropDeadOf({})).toEqual({ do: 'drop', all: true, filter: { outcome: 'dead' } });
    expect(dropPendingOf({ route: 'leads', destination: 'crm' })).toEqual({
      ...{ do: 'drop', filter: { route: 'leads', destination: 'crm', outcome: 'queued' } },
    });
  });

  test('is told by what it is about', () => {
    const nothing: Job['filter'] = {
      ...{ route: null, destination: null, outcome: null, event: null, since: null, until: null },
      ...{ ids: null, reason: null, client: null },
    };
    expect(filterWords(nothing)).toBe('everything');
    expect(filterWords({ ...nothing, route: 'leads', reason: 'final' })).toBe('route leads, reason final');
    expect(filterWords({ ...nothing, ids: ['msg_1'] })).toBe('id msg_1');
    expect(filterWords({ ...nothing, route: 'leads', ids: ['a', 'b'] })).toBe('route leads, 2 ids');
  });
});
