import { describe, expect, test } from 'vitest';
import { laidOut } from '../../../console/parts/laid-out.js';

describe('JSON laid out', () => {
  test('has a line for each member, as JSON.stringify lays it out', () => {
    const value = { a: [1, { b: 'x, {y}: "z"' }], e: {}, l: [], n: null, t: true };
    expect(laidOut(JSON.stringify(value))).toBe(JSON.stringify(value, undefined, 2));
  });

  test.each([
    ['a number that is too large', '{"n":12345678901234567890.10}', '{\n  "n": 12345678901234567890.10\n}'],
    ['a name that comes twice', '{"a":1,"a":2}', '{\n  "a": 1,\n  "a": 2\n}'],
    ['an escape', '{"a":"\\u00e9\\/"}', '{\n  "a": "\\u00e9\\/"\n}'],
  ])('keeps %s as it came', (_, text, laid) => {
    expect(laidOut(text)).toBe(laid);
  });

  test.each(['', 'text', '"text"', '12', '{"a":', '{a:1}'])(
    '%j is no structure, and stays as it is',
    (text) => {
      expect(laidOut(text)).toBeUndefined();
    },
  );
});
