/** Which events are wanted: strict patterns, and what they mean together. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { createEventFilter, parseEventPattern } from '../../../src/policy/event-patterns.js';

const wants = (patterns: string[], event: string | undefined) => createEventFilter(patterns)?.(event) ?? true;

describe('a pattern', () => {
  test.each([
    'lead.created',
    'lead.*',
    '*',
    '!lead.*',
    '!*',
    'Push Hook',
    'orders/paid',
    'repo:push',
    '$identify',
  ])('%s is one', (pattern) => {
    expect(parseEventPattern(pattern)).toBeTypeOf('object');
  });

  test.each([
    ['*.created', 'at the end only'],
    ['**', 'at the end only'],
    ['invoice.*.paid', 'at the end only'],
    ['all', '* fits every event'],
    ['!all', '* fits every event'],
    ['!!x', 'one ! is enough'],
    ['!', 'expected an event name'],
    ['', 'expected an event name'],
    [' lead', 'expected an event name'],
    ['lead ', 'expected an event name'],
    ['lead.{created,changed}', 'only * at the end is special'],
    ['^lead', 'only * at the end is special'],
    ['(a|b)', 'only * at the end is special'],
    ['lead.?', 'only * at the end is special'],
    ['a,b', 'only * at the end is special'],
    ['x'.repeat(257), 'up to 256'],
  ])('%s is none, and the fault says what helps', (pattern, says) => {
    expect(parseEventPattern(pattern)).toContain(says);
  });
});

describe('patterns together', () => {
  test.each<[readonly string[], string | undefined, boolean]>([
    [[], 'a', true],
    [[], undefined, true],
    [['lead.*'], 'lead.created', true],
    [['lead.*'], 'leads.created', false],
    [['lead.*'], undefined, false],
    [['*'], undefined, true],
    [['*', '!ping'], undefined, true],
    [['!ping'], 'ping', false],
    [['!ping'], 'push', true],
    [['!ping'], undefined, true],
    [['lead.*', '!lead.deleted'], 'lead.deleted', false],
    [['!lead.deleted', 'lead.*'], 'lead.created', true],
    [['lead.*', '!lead.deleted'], 'order.paid', false],
    [['lead.*', '!lead.deleted'], undefined, false],
    [['!*'], 'a', false],
    [['!*'], undefined, false],
  ])('%j: %s is wanted: %s', (patterns, event, wanted) => {
    expect(wants([...patterns], event)).toBe(wanted);
  });

  it('their order does not matter', () => {
    const pattern = fc.constantFrom('a', 'a.*', 'a.b', '*', '!a', '!a.*', '!a.b', '!*');
    const event = fc.constantFrom('a', 'a.b', 'a.c', 'b', undefined);
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 5 }), event, (patterns, name) => {
        expect(wants([...patterns].reverse(), name)).toBe(wants(patterns, name));
      }),
    );
  });
});
