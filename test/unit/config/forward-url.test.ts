import { describe, expect, it } from 'vitest';
import { changed, faultLines, firstDestination, warningLines, WHSEC } from './helpers.js';

const destination = (members: Record<string, unknown>, path = '/in', source: Record<string, unknown> = {}) =>
  changed((_config, route) => {
    route['path'] = path;
    Object.assign(route.destination, members);
    Object.assign(route.source, source);
  });
const TWILIO = { scheme: 'twilio', publicUrl: 'https://hooks.example.com/in' };

describe('what of a query goes on', () => {
  it('is named with its values; nothing is the default', () => {
    const forwardQuery = { repo: ['group/x'], env: ['prod', 'test'] };
    expect(firstDestination(destination({ forwardQuery })).forwardQuery).toEqual(forwardQuery);
    const plain = firstDestination(destination({}));
    expect([plain.forwardQuery, plain.forwardPath]).toEqual([undefined, false]);
  });

  it('is names alone only where the source’s scheme signs them', () => {
    expect(faultLines(destination({ forwardQuery: ['tenant'] }, '/in', TWILIO))).toEqual([]);
    expect(faultLines(destination({ forwardQuery: ['tenant'] }))).toEqual([
      'routes[0].destination.forwardQuery[0]: the scheme of the source does not sign it; name its values, such as { tenant: [a, b] }',
    ]);
    // The text that it signs is decoded, so its borders are nobody's word.
    const hubspot = { scheme: 'hubspot', publicUrl: 'https://hooks.example.com/in' };
    expect(faultLines(destination({ forwardQuery: ['tenant'] }, '/in', hubspot))).toHaveLength(1);
  });

  it.each([
    [{}, []],
    [[], ['forwardQuery: the list may not be empty']],
    ['tenant', ['forwardQuery: expected names with the values that go on']],
    [{ tenant: [] }, ['forwardQuery.tenant: the list may not be empty']],
    [{ tenant: 'a' }, ['forwardQuery.tenant: expected']],
    [{ tenant: [''] }, ['forwardQuery.tenant[0]: expected a value']],
    [{ 'a=b': ['c'] }, ['forwardQuery']],
  ])('%j is checked', (forwardQuery, faults) => {
    expect(faultLines(destination({ forwardQuery }))).toEqual(
      faults.map((says) => expect.stringContaining(says) as string),
    );
  });

  it('is no parameter that the destination’s URL has, or its scheme writes', () => {
    const twice = destination({ url: 'http://127.0.0.1:3000/?tenant=x', forwardQuery: { tenant: ['a'] } });
    expect(faultLines(twice)).toEqual([
      expect.stringContaining('forwardQuery.tenant: the URL of the destination'),
    ]);
    const written = destination({
      scheme: 'twilio',
      secrets: [WHSEC],
      forwardQuery: { bodySHA256: ['a'] },
    });
    expect(faultLines(written)).toEqual([expect.stringContaining('the scheme of the destination writes')]);
  });

  it('ends the warning that a signed query is dropped', () => {
    const dropped = (members: Record<string, unknown>) =>
      warningLines(destination(members, '/in', { ...TWILIO, signedQuery: 'any' })).filter((line) =>
        line.includes('it is dropped'),
      );
    expect(dropped({})).toHaveLength(1);
    expect(dropped({ forwardQuery: ['tenant'] })).toEqual([]);
  });
});

describe('the rest of a path', () => {
  it('goes on only where the route’s path has one', () => {
    expect(faultLines(destination({ forwardPath: true }))).toEqual([
      'routes[0].destination.forwardPath: the path of the route is exact; it must end in /*',
    ]);
  });
});
