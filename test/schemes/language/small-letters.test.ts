/** A parameter of the query that is signed in small letters, however it comes. */
import { describe, expect, it } from 'vitest';
import { faultsOf, mac, schemeOf, verdictOf } from './trying.js';

const BASE = 'https://hooks.example.com/in';
const signature = { header: 'X-Sig', algorithm: 'hmac-sha256', encoding: 'hex' };

describe('{query:NAME|lower}', () => {
  const content = 'id:{query:data.id|lower};request:{header:X-Request};';
  const scheme = schemeOf({ ...signature, content }, { trust: 'authenticated' });
  const verdict = (query: string, text: string, request = 'r1'): string =>
    verdictOf(scheme, {
      headers: ['X-Request', request, 'X-Sig', mac(text)],
      target: `/in?${query}`,
      publicUrl: BASE,
      anyQuery: true,
    });

  it.each([
    ['data.id=ORD01JQ&type=order', 'id:ord01jq;request:r1;', 'accepted'],
    ['data.id=ord01jq', 'id:ord01jq;request:r1;', 'accepted'],
    ['data.id=123', 'id:123;request:r1;', 'accepted'],
    ['data.id=ORD01JQ', 'id:ORD01JQ;request:r1;', 'mismatch'],
    ['data.id=%C3%84', 'id:\u00c4;request:r1;', 'accepted'],
    ['type=order', 'id:;request:r1;', 'mismatch'],
    ['data.id=1&data.id=1', 'id:1;request:r1;', 'mismatch'],
    ['data.id=1%3Brequest:r2', 'id:1;request:r2;request:r1;', 'border_in_value'],
  ])('of %j as %j is %s', (query, text, expected) => {
    expect(verdict(query, text)).toBe(expected);
  });

  it('is one parameter like any other for the rules', () => {
    expect(faultsOf({ ...signature, content }, { trust: 'authenticated' })).toBe('');
    expect(faultsOf({ ...signature, content: '{query:a|lower}{body}' })).toContain('bytes could move');
    expect(faultsOf({ ...signature, content: 'x{query:|lower}' }, { trust: 'authenticated' })).toContain(
      'content: knows',
    );
  });
});
