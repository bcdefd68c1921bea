import { describe, expect, test } from 'vitest';
import { TailFeed } from '../../../console/pages/deliveries/tail-feed.js';
import { deliveryOf } from './deliveries.js';

const SCOPE = { kind: 'replica', replicas: 1, says: 'this replica' } as const;

/** A feed, and a clock that goes on by a second each time it is read. */
function feedOf(most = 10) {
  let told = 0;
  let now = 0;
  const feed = new TailFeed(
    most,
    () => {
      told += 1;
    },
    () => (now += 1_000),
  );
  return { feed, told: () => told };
}

describe('what a tail has told', () => {
  test('is taken in when somebody looks', () => {
    const { feed, told } = feedOf();
    feed.started(SCOPE);
    feed.delivery(deliveryOf({ id: 'a' }));
    feed.delivery(deliveryOf({ id: 'b' }));
    feed.gap(7);
    feed.gap(5);
    expect(told()).toBe(5);
    const { rows, state, scope, missed, hole } = feed.look();
    expect(rows.map(({ delivery }) => delivery.id)).toEqual(['b', 'a']);
    expect({ state, scope, missed, hole }).toEqual({
      ...{ state: 'following', scope: SCOPE, missed: 12, hole: undefined },
    });
  });

  test('is held within bounds while nobody looks', () => {
    const { feed } = feedOf(3);
    for (let i = 0; i < 100; i++) feed.delivery(deliveryOf({ id: String(i) }));
    expect(feed.look().rows.map(({ delivery }) => delivery.id)).toEqual(['99', '98', '97']);
  });

  test('names the time in which nobody watched, to its end', () => {
    const { feed } = feedOf();
    feed.ended();
    expect(feed.look()).toMatchObject({ state: 'away', hole: undefined });
    feed.started(SCOPE);
    feed.ended();
    feed.ended();
    expect(feed.look()).toMatchObject({ state: 'away', hole: { from: 2_000, until: undefined } });
    feed.started(SCOPE);
    expect(feed.look()).toMatchObject({ state: 'following', hole: { from: 2_000, until: 4_000 } });
  });
});
