/** A query that is signed in order of its names, alone or joined with a form as Plivo does. */
import { describe, expect, it } from 'vitest';
import { readIdentity } from '../../../src/schemes/engine/read.js';
import { formMeetsUrl } from '../../../src/schemes/rules/template.js';
import { growsInProportion } from '../cost.js';
import { sortedQuery } from '../../../src/schemes/engine/sorted-query.js';
import { example } from './examples.js';
import { faultsOf, FORM, mac, schemeOf, verdictOf, verified } from './trying.js';

const BASE = 'https://hooks.example.com/in';
const hmac = { header: 'X-Sig', algorithm: 'hmac-sha256', encoding: 'hex' };

describe('{query:sorted}', () => {
  const scheme = schemeOf({ ...hmac, content: '{url:base}?{query:sorted}' }, { trust: 'authenticated' });
  const verdict = (query: string, text: string): string =>
    verdictOf(scheme, {
      headers: ['X-Sig', mac(`${BASE}?${text}`)],
      target: `/in?${query}`,
      publicUrl: BASE,
      anyQuery: true,
    });

  it.each([
    ['b=2&a=1', 'a=1&b=2'],
    ['a=2&a=10&a=1', 'a=1&a=10&a=2'],
    ['B=1&a=2', 'B=1&a=2'],
    ['a=x+y&b=Zo%C3%AB', 'a=x y&b=Zoë'],
    ['a=1=2&b', 'a=1=2&b='],
    ['', ''],
    ['&&a=1&', 'a=1'],
  ])('of %j is %j', (query, text) => {
    expect(verdict(query, text)).toBe('accepted');
  });

  it('is not read where it could be read in two ways', () => {
    expect(verdict('a=1%26b%3D2', 'a=1&b=2')).toBe('mismatch');
    expect(verdict('a%3D1=2', 'a=1=2')).toBe('mismatch');
    expect(verdict('a%26b=2', 'a&b=2')).toBe('mismatch');
    expect(verdict('a=%FF', 'a=\ufffd')).toBe('mismatch');
    expect(verdict('a=%', 'a=%')).toBe('mismatch');
  });

  it('in another order is the same delivery', () => {
    const byUrl = { ...scheme, identity: ['body', 'url'] as const };
    const identity = (query: string): string => {
      const request = {
        headers: ['X-Sig', mac(`${BASE}?a=1&b=2`)],
        target: `/in?${query}`,
        publicUrl: BASE,
        anyQuery: true,
      };
      return readIdentity(byUrl, verified(scheme, request), 'default', () => '0');
    };
    expect(identity('b=2&a=1')).toBe(identity('a=1&b=2'));
    expect(identity('b=%32&a=1')).toBe(identity('a=1&b=2'));
  });

  it('costs in proportion to its length', () => {
    for (const piece of ['a=1&', '&', '%41', '=', 'b&a&']) {
      growsInProportion(piece, (length) => {
        const url = `${BASE}?${piece.repeat(length / piece.length)}`;
        return () => sortedQuery(url);
      });
    }
  });

  it('beside a form is bounded as a URL is: it does not vary, or a field marks the beginning', () => {
    const content = '{url:base}?{query:sorted}.{form}';
    expect(faultsOf({ ...hmac, content })).toBe('');
    expect(formMeetsUrl(schemeOf({ ...hmac, content }))).toBe(true);
    expect(formMeetsUrl(schemeOf({ ...hmac, content, formHas: ['Sid'] }))).toBe(false);
    expect(faultsOf({ ...hmac, content: '{query:sorted}{body}' })).toContain('bytes could move');
  });
});

describe('call-desk, which signs as Plivo does', () => {
  const scheme = example('call-desk');
  const verdict = (registered: string, body: string, text: string, method = 'POST'): string =>
    verdictOf(scheme, {
      method,
      headers: [
        ...['Content-Type', FORM, 'X-Call-Nonce', '12345'],
        ...['X-Call-Signature', `AAAA,${mac(`${text}.12345`, 'sha256', 'base64')}`],
      ],
      body,
      target: `/in${registered}`,
      publicUrl: BASE + registered,
    });

  it.each([
    ['', 'To=2&From=1', `${BASE}?From1To2`],
    ['?b=2&a=1', 'To=2&From=1', `${BASE}?a=1&b=2.From1To2`],
    ['?b=2&a=1', '', `${BASE}?a=1&b=2`],
    ['', '', BASE],
  ])('%j with %j is %s', (registered, body, text) => {
    expect(verdict(registered, body, text)).toBe('accepted');
    expect(verdict(registered, body, `${text}x`)).toBe('mismatch');
  });

  it('takes no query but the registered one: the form begins right behind it', () => {
    const headers = [
      ...['Content-Type', FORM, 'X-Call-Nonce', '12345'],
      ...['X-Call-Signature', mac(`${BASE}?From1To2.12345`, 'sha256', 'base64')],
    ];
    expect(verdictOf(scheme, { headers, body: 'To=2', target: '/in?From1', publicUrl: BASE })).toBe(
      'query_unexpected',
    );
  });
});
