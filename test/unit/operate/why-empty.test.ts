/** An empty list says why. */
import { describe, expect, it } from 'vitest';
import { spanOf, whyEmpty, type LogFacts } from '../../../src/operate/log/why-empty.js';
import { T0 } from '../../helpers/operations.js';

const MINUTE = 60_000;
const facts = (...routes: LogFacts['routes']): LogFacts => ({
  routes,
  startedAt: T0,
  now: T0 + 3 * MINUTE,
});
const ROUTE = { name: 'leads', log: 'memory', held: 0 } as const;

describe('an empty list says', () => {
  it.each([
    [
      'that its route keeps no log',
      { route: 'leads' },
      facts({ ...ROUTE, log: 'off' }),
      'route leads keeps no log (deliveries.log: off)',
    ],
    ['that none does', {}, facts({ ...ROUTE, log: 'off' }), 'no route keeps a log (deliveries.log: off)'],
    ['that nothing came', {}, facts(ROUTE), 'no delivery since the start 3 min ago'],
    ['that the store has nothing', {}, facts({ ...ROUTE, log: 'store' }), 'the log has no delivery'],
    [
      'that nothing matches, and of how many',
      { event: 'lead.lost' },
      facts({ ...ROUTE, held: 412 }),
      'no delivery matches; 412 are kept since the start 3 min ago',
    ],
    [
      'that nothing matches, and how far the store goes back',
      { id: 'x' },
      facts({ ...ROUTE, log: 'store' }),
      'no delivery matches; the log in the store goes back as far as deliveries.maxAge',
    ],
    ['that there is no such route', { route: 'leeds' }, facts(), 'no route has the name leeds'],
  ] as const)('%s', (_what, query, given, expected) => {
    expect(whyEmpty({ limit: 50, ...query }, given)).toBe(expected);
  });
});

it('a span is told in the largest unit that it fills', () => {
  const spans = [-5, 999, 59_999, MINUTE, 60 * MINUTE - 1, 60 * MINUTE, 25 * 60 * MINUTE];
  expect(spans.map(spanOf)).toEqual(['0 s', '0 s', '59 s', '1 min', '59 min', '1 h', '1 d']);
});
