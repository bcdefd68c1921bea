import { describe, expect, it } from 'vitest';
import { changed, faultLines, firstDestination } from './helpers.js';

const renamed = (renameEvents: unknown, sides: { from?: string; to?: string } = {}) =>
  changed((_config, route) => {
    const { from = 'actuallycare', to = 'svix' } = sides;
    Object.assign(route.source, { scheme: from });
    Object.assign(route.destination, { renameEvents, scheme: to });
    if (to !== 'svix') route.destination['secrets'] = ['another-0123456789-abcdefghij'];
  });

describe('names that a receiver has for events', () => {
  it('stand under those of the source; none is the default', () => {
    const names = { 'order.created': 'new_order' };
    expect(firstDestination(renamed(names)).renameEvents).toEqual(names);
    expect(firstDestination(renamed(undefined)).renameEvents).toEqual({});
  });

  it.each([{ '': 'a' }, { a: '' }, { a: 'b\n' }, { a: ' b' }, { a: 'ü' }, { 'a\t': 'b' }])(
    '%j is a fault: no header could carry it',
    (names) => {
      expect(faultLines(renamed(names))).toEqual([
        expect.stringMatching(
          /^routes\[0\]\.destination\.renameEvents.*a name of an event is printable ASCII/,
        ),
      ]);
    },
  );

  it('are no patterns: one would rename nothing', () => {
    expect(faultLines(renamed({ 'lead.*': 'b' }))).toEqual([
      'routes[0].destination.renameEvents["lead.*"]: a name is renamed, no pattern: list the names',
    ]);
  });

  it('are texts', () => {
    expect(faultLines(renamed({ a: 1 }))).toHaveLength(1);
    expect(faultLines(renamed(['a']))).toHaveLength(1);
  });

  it('need a source that names its events, and a name that it can have', () => {
    expect(faultLines(renamed({ a: 'b' }, { from: 'line' }))).toEqual([
      expect.stringContaining('renameEvents: the scheme of the source yields no event name'),
    ]);
    expect(faultLines(renamed({ 'Pull.Request': 'b' }, { from: 'github' }))).toEqual([
      expect.stringContaining('renameEvents["Pull.Request"]: no event of the source has such a name'),
    ]);
  });

  it('have the shape that receivers of the scheme read', () => {
    expect(faultLines(renamed({ 'lead.created': 'lead_created' }, { to: 'github' }))).toEqual([]);
    expect(faultLines(renamed({ 'lead.created': 'Lead Created' }, { to: 'github' }))).toEqual([
      expect.stringContaining(
        'receivers of this scheme do not read the name Lead Created: X-GitHub-Event is',
      ),
    ]);
  });
});
