import { describe, expect, test } from 'vitest';
import { brought, NewestFirst } from '../../../console/pages/deliveries/newest-first.js';
import { attemptOf, deliveryOf } from './deliveries.js';

function idsOf(newest: NewestFirst): readonly (string | null)[] {
  return newest.rows.map(({ delivery }) => delivery.id);
}

describe('the rows of a tail', () => {
  test('have the newest on top, and no more than they may', () => {
    const newest = new NewestFirst(3);
    newest.add(['a', 'b'].map((id) => deliveryOf({ id })));
    newest.add(['c', 'd'].map((id) => deliveryOf({ id })));
    expect(idsOf(newest)).toEqual(['d', 'c', 'b']);
    expect(newest.rows.map(({ seq }) => seq)).toEqual([3, 2, 1]);
  });

  test('take an attempt of what waits into its row, with all that was known of it', () => {
    const newest = new NewestFirst(10);
    newest.add([deliveryOf({ outcome: 'queued' }), deliveryOf({ id: 'msg_2' })]);
    const again = { receivedAt: '2026-11-20T09:30:00.004Z', bytes: 0 };
    newest.add([
      deliveryOf({ ...again, outcome: 'queued', attempts: [attemptOf(1)] }),
      deliveryOf({ ...again, outcome: 'accepted', attempts: [attemptOf(2, 'accepted')] }),
    ]);
    expect(idsOf(newest)).toEqual(['msg_2', 'msg_1']);
    expect(newest.rows[1]?.delivery).toEqual(
      deliveryOf({ outcome: 'accepted', attempts: [attemptOf(1), attemptOf(2, 'accepted')] }),
    );
  });

  test('join what came between two frames too', () => {
    const newest = new NewestFirst(10);
    newest.add([
      deliveryOf({ outcome: 'queued' }),
      deliveryOf({ id: 'msg_2' }),
      deliveryOf({ outcome: 'accepted', bytes: 0, attempts: [attemptOf(1, 'accepted')] }),
      deliveryOf({ id: 'msg_3' }),
    ]);
    expect(idsOf(newest)).toEqual(['msg_3', 'msg_2', 'msg_1']);
    expect(newest.rows[2]?.delivery).toMatchObject({ outcome: 'accepted', bytes: 100 });
  });

  test('keep destinations apart', () => {
    const newest = new NewestFirst(10);
    newest.add(['billing', 'mail'].map((destination) => deliveryOf({ destination, outcome: 'queued' })));
    newest.add([deliveryOf({ destination: 'billing', attempts: [attemptOf(1, 'accepted')] })]);
    expect(newest.rows.map(({ delivery }) => [delivery.destination, delivery.outcome])).toEqual([
      ['mail', 'queued'],
      ['billing', 'accepted'],
    ]);
  });

  test('show a duplicate beside what it repeats, and what comes of a replay as something new', () => {
    const newest = new NewestFirst(10);
    newest.add([deliveryOf({ outcome: 'queued' }), deliveryOf({ outcome: 'duplicate' })]);
    newest.add([deliveryOf({ attempts: [attemptOf(1, 'accepted')] })]);
    newest.add([deliveryOf({ attempts: [attemptOf(2, 'accepted')] })]);
    expect(newest.rows.map(({ delivery }) => [delivery.outcome, delivery.attempts.length])).toEqual([
      ['accepted', 1],
      ['duplicate', 0],
      ['accepted', 1],
    ]);
  });

  test('take the late end of what its source was told as timeout, but not its next copy', () => {
    const newest = new NewestFirst(10);
    newest.add([deliveryOf({ outcome: 'timeout', attempts: [attemptOf(1, 'timeout')] })]);
    newest.add([deliveryOf({ receivedAt: '2026-11-20T09:45:00.000Z', attempts: [attemptOf(1)] })]);
    newest.add([deliveryOf({ attempts: [attemptOf(1, 'accepted')] })]);
    expect(newest.rows.map(({ delivery }) => [delivery.receivedAt, delivery.attempts[0]?.result])).toEqual([
      ['2026-11-20T09:45:00.000Z', 'retry'],
      ['2026-11-20T09:30:00.000Z', 'accepted'],
    ]);
  });

  test('show what was refused before it had an id, each by itself', () => {
    const newest = new NewestFirst(10);
    newest.add([1, 2].map(() => deliveryOf({ id: null, outcome: 'invalid_signature' })));
    expect(newest.rows).toHaveLength(2);
  });

  test('stay where they are while somebody reads them, and say what came of them', () => {
    const newest = new NewestFirst(3);
    newest.add([deliveryOf({ id: 'gone' }), deliveryOf({ id: 'waits', outcome: 'queued' })]);
    const frozen = newest.rows;
    newest.add([deliveryOf({ id: 'waits', attempts: [attemptOf(1, 'accepted')] })]);
    newest.add([deliveryOf({ id: 'new' }), deliveryOf({ id: 'newer' })]);
    expect(idsOf(newest)).toEqual(['newer', 'new', 'waits']);
    expect(brought(frozen, newest.rows).map(({ delivery }) => [delivery.id, delivery.outcome])).toEqual([
      ['waits', 'accepted'],
      ['gone', 'accepted'],
    ]);
  });

  test('hear nothing any more once they have gone', () => {
    const newest = new NewestFirst(2);
    newest.add([deliveryOf({ outcome: 'queued' })]);
    newest.add(['a', 'b'].map((id) => deliveryOf({ id, outcome: 'queued' })));
    newest.add([deliveryOf({ attempts: [attemptOf(1, 'accepted')] })]);
    newest.add([deliveryOf({ id: 'b', attempts: [attemptOf(1, 'accepted')] })]);
    expect(newest.rows.map(({ delivery }) => [delivery.id, delivery.outcome])).toEqual([
      ['msg_1', 'accepted'],
      ['b', 'accepted'],
    ]);
  });
});
