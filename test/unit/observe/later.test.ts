import { expect, test, vi } from 'vitest';
import { Later } from '../../../src/observe/later.js';
import { observed } from '../../helpers/observed.js';
import { trail } from '../../helpers/trail.js';

test('what is done later is done in order, all of it, and soon', async () => {
  const later = new Later();
  const done: number[] = [];
  for (let i = 0; i < 10; i++) later.add(() => void done.push(i));
  expect(done).toEqual([]);
  await vi.waitFor(() => {
    expect(done).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
  later.add(() => void done.push(10));
  later.catchUp();
  expect(done).toHaveLength(11);
});

test('many at once do not wait for the time to come', () => {
  const later = new Later();
  let done = 0;
  for (let i = 0; i < 1_000; i++)
    later.add(() => {
      done++;
    });
  expect(done).toBeGreaterThan(800);
  later.catchUp();
  expect(done).toBe(1_000);
});

test('what is asked for while it is done is done as well', () => {
  const later = new Later();
  const done: string[] = [];
  later.add(() => {
    done.push('first');
    later.add(() => void done.push('second'));
  });
  later.catchUp();
  later.catchUp();
  expect(done).toEqual(['first', 'second']);
});

test('a flush writes the lines of all deliveries before it, with the times of their answers', () => {
  let now = Date.UTC(2026, 0, 2, 3, 4, 5);
  const { reporter, log, written } = observed({ epoch: () => now });
  reporter.delivery(trail());
  now += 1_000;
  reporter.delivery(trail());
  expect(written).toEqual([]);
  now += 1_000;
  log.flush();
  expect(written.map((line) => (JSON.parse(line) as { time: string }).time)).toEqual([
    '2026-01-02T03:04:05.000Z',
    '2026-01-02T03:04:06.000Z',
  ]);
});

test('a line about a late attempt stands behind that of its delivery', () => {
  const { reporter, lines } = observed();
  const delivery = trail();
  reporter.delivery(delivery);
  reporter.late(delivery, { number: 1, status: 200, result: 'accepted', durationMs: 6 }, true);
  expect(lines().map(({ msg }) => msg)).toEqual(['delivery', 'late attempt']);
});
