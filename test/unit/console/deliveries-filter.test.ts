import { describe, expect, test } from 'vitest';
import { filterIn, presentOf, tailQueryOf } from '../../../console/pages/deliveries/filter.js';

describe('the filter of the deliveries', () => {
  test('is what the address says of it, and nothing else', () => {
    const query = { route: 'orders', event: '', live: 'on', job: 'job_1', since: '2026-11-20T09:30:00Z' };
    expect(filterIn(query)).toEqual({ route: 'orders', since: '2026-11-20T09:30:00Z' });
  });

  test('has no past for a tail', () => {
    const filter = filterIn({ event: 'a&b=c', outcome: 'failed', until: '2026-11-20T09:30:00Z' });
    expect(presentOf(filter)).toEqual({ outcome: 'failed', event: 'a&b=c' });
    expect(tailQueryOf(filter)).toBe('outcome=failed&event=a%26b%3Dc');
  });
});
