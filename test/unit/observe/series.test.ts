import { expect, test } from 'vitest';
import { Buckets } from '../../../src/observe/series.js';

test('what is no number is left out of a histogram: its sum would be none for good', () => {
  const buckets = new Buckets('seconds', {}, [1]);
  buckets.observe(Number.NaN);
  buckets.observe(0.5);
  expect(buckets.samples().map(({ value }) => value)).toEqual([1, 1, 0.5, 1]);
});
