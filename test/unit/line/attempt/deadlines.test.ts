/** When exchanges end that take too long, and how long they keep the process. */
import { beforeEach, afterEach, expect, test, vi } from 'vitest';
import { Deadlines, type Timed } from '../../../../src/line/attempt/deadlines.js';

let deadlines: Deadlines;
let ended: string[];

beforeEach(() => {
  vi.useFakeTimers();
  ended = [];
  deadlines = new Deadlines(1_000, () => performance.now());
});

afterEach(() => {
  // First, or a later restore would bring the fake one back, in whichever file runs then.
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function begin(name: string): Timed {
  const one: Timed = {
    dueAt: 0,
    before: undefined,
    after: undefined,
    timeUp: () => {
      ended.push(name);
      deadlines.end(one);
    },
  };
  deadlines.begin(one);
  return one;
}

test('each ends when its own time is up, whatever began before it or after it', () => {
  begin('a');
  vi.advanceTimersByTime(400);
  const over = begin('b');
  begin('c');
  vi.advanceTimersByTime(300);
  begin('d');
  deadlines.end(over);
  vi.advanceTimersByTime(299);
  expect(ended).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(ended).toEqual(['a']);
  vi.advanceTimersByTime(399);
  expect(ended).toEqual(['a']);
  vi.advanceTimersByTime(1);
  expect(ended).toEqual(['a', 'c']);
  vi.advanceTimersByTime(300);
  expect(ended).toEqual(['a', 'c', 'd']);
  expect([deadlines.running, vi.getTimerCount()]).toEqual([0, 0]);
});

test('what begins while a timer for one that has ended still runs gets its whole time', () => {
  deadlines.end(begin('a'));
  vi.advanceTimersByTime(900);
  begin('b');
  vi.advanceTimersByTime(999);
  expect(ended).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(ended).toEqual(['b']);
});

test('there is one timer for all, and it keeps the process alive only while one runs', () => {
  const set = vi.spyOn(globalThis, 'setTimeout');
  const all = ['a', 'b', 'c'].map(begin);
  expect(set).toHaveBeenCalledTimes(1);
  const timer = set.mock.results[0]?.value as NodeJS.Timeout;
  expect(timer.hasRef()).toBe(true);
  for (const one of all) deadlines.end(one);
  expect([timer.hasRef(), deadlines.running]).toEqual([false, 0]);
  begin('d');
  expect([timer.hasRef(), set.mock.calls.length]).toEqual([true, 1]);
});
