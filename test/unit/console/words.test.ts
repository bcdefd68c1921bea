/** What the pages say in words of what the API says in codes. */
import { describe, expect, test } from 'vitest';
import { withRoute } from '../../../console/commands/with-route.js';
import { placeNames } from '../../../console/pages/configuration/place-names.js';
import { notCounted } from '../../../console/pages/configuration/secret-words.js';
import { logBound } from '../../../console/pages/deliveries/log-bound.js';
import { readWords } from '../../../console/pages/refused/read-words.js';
import { groupOf } from '../../../console/parts/outcome-groups.js';
import { outcomeText } from '../../../console/parts/outcome-text.js';

test.each([
  [{ outcome: 'missing_signature', reason: 'missing_signature' }, 'missing_signature', undefined],
  [{ outcome: 'invalid_signature', reason: 'mismatch' }, 'invalid_signature', 'mismatch'],
  [{ outcome: 'accepted', reason: null, dead: null }, 'accepted', undefined],
  [
    { outcome: 'unreachable', reason: 'refused', dead: 'exhausted' },
    'dead',
    'exhausted, unreachable refused',
  ],
  [{ outcome: 'untranslatable', dead: 'untranslatable' }, 'dead', 'untranslatable'],
  [{ outcome: 'failed', dead: 'exhausted', isAmongDead: true }, 'exhausted', 'failed'],
  [{ outcome: 'lost', dead: 'lost', isAmongDead: true }, 'lost', undefined],
])('the outcome %j is told once', (given, word, more) => {
  expect(outcomeText(given)).toEqual({ word, more });
});

test('a source that was told to come again was not answered, and what went on unverified was not refused', () => {
  expect(['paused', 'in_flight', 'unverified', 'duplicate', 'stale'].map(groupOf)).toEqual([
    ...['away', 'away', 'let-on', 'quiet', 'refused'],
  ]);
});

test.each([
  [{ bytes: 0, bodyCut: false }, 'It came without a body.'],
  [{ bytes: 0, bodyCut: true }, 'None was read, if one came.'],
  [{ bytes: 1, bodyCut: false }, '1 byte was read.'],
  [{ bytes: 9, bodyCut: true }, '9 bytes were read; there were more, or not all of them are kept.'],
])('of a body %j it is said how much was read', (given, says) => {
  expect(readWords(given)).toBe(says);
});

test('a secret that verifies no deliveries is not said to be unused', () => {
  expect(notCounted('source')).toBeUndefined();
  for (const use of ['handshake', 'destination', 'alsoSign', 'header', 'admin'] as const)
    expect(notCounted(use)).toMatch(/^not counted: /);
});

describe('a path of the configuration', () => {
  const config = { routes: [{ name: 'leads' }, { name: 'orders', destinations: [{}, { name: 'mail' }] }] };

  test.each([
    ['routes[1].destinations[1].url', 'orders → mail'],
    ['routes[1].destinations[0].url', 'orders'],
    ['routes[0].destination.url', 'leads'],
    ['routes[7]', undefined],
    ['store.url', undefined],
  ])('%s is of %s', (path, names) => {
    expect(placeNames(path, config)).toBe(names);
  });
});

test('a line of the runbook has the route that it is about, as one word', () => {
  expect(withRoute('refused --route ROUTE --reason REASON', 'leads')).toBe(
    'refused --route leads --reason REASON',
  );
  expect(withRoute('routes test ROUTE', "a b's")).toBe(`routes test 'a b'\\''s'`);
  expect(withRoute('POST /api/routes/NAME/resume', 'a b')).toBe('POST /api/routes/a%20b/resume');
});

describe('the end of a list', () => {
  const routes = [
    { name: 'leads', log: 'memory' },
    { name: 'orders', log: 'store' },
  ] as const;

  test.each([
    ['leads', /the last 1,000 deliveries, until a restart/],
    ['orders', /in the store for deliveries.maxAge/],
    [undefined, /in memory keeps the last 1,000 deliveries of a route.*one in the store/],
    ['gone', /No route has the name gone/],
  ])('of the route %s says how far the log can go back', (route, says) => {
    expect(logBound(routes, route)).toMatch(says);
  });

  test('says of logs that are all in the store nothing of memory', () => {
    expect(logBound(routes.slice(1), undefined)).not.toMatch(/memory/);
  });
});
