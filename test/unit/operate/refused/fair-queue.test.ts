/** Whoever brings much waits behind himself. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FairQueue } from '../../../../src/operate/refused/fair-queue.js';

test('everybody has the same turn, however much one brings', () => {
  const queue = new FairQueue<string>(100);
  for (let i = 0; i < 50; i++) queue.add('stranger', `s${i}`);
  queue.add('provider', 'p0');
  queue.add('provider', 'p1');
  expect([queue.next(), queue.next(), queue.next(), queue.next()]).toEqual(['s0', 'p0', 's1', 'p1']);
});

test('where it is full, who has more waiting gives up his last, and who has no less is turned away', () => {
  const queue = new FairQueue<string>(4);
  for (const item of ['s0', 's1', 's2', 's3']) expect(queue.add('stranger', item)).toBeUndefined();
  expect(queue.add('stranger', 's4')).toBe('s4');
  expect(queue.add('provider', 'p0')).toBe('s3');
  expect(queue.add('provider', 'p1')).toBe('s2');
  expect(queue.add('provider', 'p2')).toBe('p2');
  expect([queue.next(), queue.next(), queue.next(), queue.next(), queue.next()]).toEqual([
    ...['s0', 'p0', 's1', 'p1', undefined],
  ]);
});

test('it never holds more than it may, and loses nothing without a word', () => {
  const act = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g') },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 200 }), (acts) => {
      const queue = new FairQueue<number>(10);
      let [added, lost, served] = [0, 0, 0];
      for (const holder of acts) {
        if (holder === undefined) served += queue.next() === undefined ? 0 : 1;
        else lost += queue.add(holder, (added += 1)) === undefined ? 0 : 1;
        expect(queue.size).toBeLessThanOrEqual(10);
        expect(queue.size).toBe(added - lost - served);
      }
    }),
  );
});
