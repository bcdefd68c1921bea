/** `events` is strict: a pattern of another language is told, and drops nothing without a word. */
import { describe, expect, it, test } from 'vitest';
import { changed, faultLines, firstRoute, warningLines } from './helpers.js';

const withEvents = (events: unknown[]) => changed((_config, route) => (route['events'] = events));

describe('events', () => {
  test.each([
    ['*.created', '* stands at the end only'],
    ['**', '* stands at the end only'],
    ['invoice.*.paid', '* stands at the end only'],
    ['all', '* fits every event'],
    ['!all', '* fits every event'],
    ['!!x', 'one ! is enough'],
    ['', 'expected an event name'],
    ['^lead', 'only * at the end is special'],
  ])('%j is a fault at its place, with the sentence that helps', (pattern, says) => {
    const faults = faultLines(withEvents(['lead.created', pattern]));
    expect(faults).toEqual([expect.stringContaining(says)]);
    expect(faults[0]).toMatch(/^routes\[0\]\.events\[1\]: /);
  });

  it('every faulty pattern is told', () => {
    expect(faultLines(withEvents(['**', 'lead.*', 'all', 7])).map((line) => line.split(':')[0])).toEqual([
      'routes[0].events[0]',
      'routes[0].events[2]',
      'routes[0].events[3]',
    ]);
  });

  test.each(['lead.created', 'lead.*', '*', '!x', '!lead.*', 'Push Hook', 'orders/paid'])(
    '%j is in order, and stays as it is written',
    (pattern) => {
      const loaded = withEvents([pattern]);
      expect(firstRoute(loaded).events).toEqual([pattern]);
      expect(warningLines(loaded)).toEqual([]);
    },
  );

  test.each([[['!*']], [['lead.*', '!*']], [['lead.created', 'lead.deleted', '!lead.*']], [['a', '!a']]])(
    '%j want nothing at all, which is warned about',
    (events) => {
      expect(warningLines(withEvents(events))).toEqual([
        'routes[0].events: no event is wanted: what stands behind ! takes away all that the others name, so every delivery is acknowledged and dropped',
      ]);
    },
  );

  test.each([[['lead.*', '!lead.deleted']], [['*', '!a*']], [['a', 'b', '!a']]])(
    '%j want something',
    (events) => {
      expect(warningLines(withEvents(events))).toEqual([]);
    },
  );
});
