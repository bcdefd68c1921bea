/** What of a delivery's URL the receiver's URL gets: strict, written anew, and never above the destination's path. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { createAddedToUrl, createTellApart } from '../../../src/line/added-url.js';
import { Outcome } from '../../../src/model/outcome.js';
import { schemes } from '../../../src/schemes/catalogue/index.js';
import { addToUrl } from '../../../src/schemes/engine/sign.js';

interface Choice {
  readonly scheme?: string;
  readonly forwardQuery?: Record<string, string[]> | string[];
  readonly forwardPath?: boolean;
}

function readerOf({ scheme = 'github', forwardQuery, forwardPath = false }: Choice) {
  const found = schemes[scheme];
  if (!found) throw new TypeError(scheme);
  return createAddedToUrl({ source: { scheme: found }, destination: { forwardQuery, forwardPath } });
}

/** The reason of a refusal, or what is added. */
function added(choice: Choice, target: string, rest?: string) {
  const read = readerOf(choice);
  const delivery = { method: 'POST', target, rest, rawHeaders: [], body: Buffer.alloc(0), receivedAt: 0 };
  const result = read?.(delivery);
  return result instanceof Outcome ? `${result.code} ${result.reason ?? ''}` : result;
}

const QUERY = { forwardQuery: { repo: ['group/x', 'a b'], env: ['prod'] } };

describe('a query', () => {
  it('goes on in the order of the configuration, written anew', () => {
    expect(added(QUERY, '/in?env=%70rod&other=1&repo=group/x')).toMatchObject({
      query: 'repo=group%2Fx&env=prod',
      unsigned: ['?repo', '?env'],
    });
    expect(added(QUERY, '/in?repo=a+b')).toMatchObject({ query: 'repo=a%20b', unsigned: ['?repo'] });
  });

  it('has no part that nobody asked for', () => {
    for (const target of ['/in', '/in?', '/in?other=1', '/in?REPO=x', '/in?%zz=1', '/in?a&&b']) {
      expect(added(QUERY, target), target).toMatchObject({ query: undefined, unsigned: [], apart: '' });
    }
  });

  it.each([
    '/in?repo=other',
    '/in?repo=',
    '/in?repo',
    '/in?repo=group%2Fx&repo=group%2Fx',
    '/in?repo=group%2Fx&%72epo=group%2Fx',
    '/in?repo=%zz',
    '/in?repo=group%2Fx%00',
    '/in?env=prod&repo=Group%2Fx',
    '/in?env=prod;repo=x',
    '/in?env=prod?',
    '/in?env=pr\u00f6d',
  ])('%s is refused, because a named parameter is not as it is allowed', (target) => {
    expect(added(QUERY, target)).toBe('malformed query_unexpected');
  });

  it('is nobody’s secret list: names of objects are no names of it', () => {
    expect(added(QUERY, '/in?constructor=1&__proto__=2')).toMatchObject({ query: undefined });
  });

  it('that is signed takes any value, and is not listed as unsigned', () => {
    expect(added({ scheme: 'twilio', forwardQuery: ['tenant'] }, '/in?tenant=%C3%A9%26b&x=1')).toEqual({
      pathRest: undefined,
      query: 'tenant=%C3%A9%26b',
      unsigned: [],
      apart: '',
    });
    const long = 'x'.repeat(1025);
    expect(added({ scheme: 'twilio', forwardQuery: ['tenant'] }, `/in?tenant=${long}`)).toBe(
      'malformed query_unexpected',
    );
  });
});

describe('the rest of a path', () => {
  const PATH = { forwardPath: true };

  it.each([
    ['', undefined],
    ['/', '/'],
    ['/a/b', '/a/b'],
    ['/a/', '/a/'],
    ['/%61%20b/@:c', '/a%20b/@:c'],
    ['/caf%C3%A9', '/caf%C3%A9'],
    ['/a.b/...', '/a.b/...'],
  ])('%s goes on as %s', (rest, pathRest) => {
    expect(added(PATH, `/in${rest}`, rest)).toMatchObject({
      pathRest,
      unsigned: rest === '' ? [] : ['/*'],
    });
  });

  it.each([
    ...[
      '/..',
      '/../a',
      '/a/..',
      '/.',
      '/a/./b',
      '/%2e%2e/a',
      '/.%2E',
      '/..;a/b',
      '/%2e%2e%3bx',
      '/..%20/a',
      '/.%20%20;x',
    ],
    ...[
      '//',
      '//evil.example',
      '/a//b',
      '/a%2Fb',
      '/a%5cb',
      '/a\\b',
      '/%252e%252e/',
      '/%00',
      '/a%0d%0aX',
      '/%7f',
    ],
    ...['/%zz', '/%', '/\u00e9', 'a', '/a b', '/a#b', '/%ff', `/${'x'.repeat(1024)}`],
  ])('%s is refused', (rest) => {
    expect(added(PATH, `/in${rest}`, rest)).toBe('malformed path_unexpected');
  });

  test('whatever comes, the receiver’s path begins with the configured one', () => {
    const piece = fc.constantFrom(
      '/',
      '..',
      '.',
      '%2e',
      '%2F',
      '%5c',
      '\\',
      ';',
      'a',
      '%61',
      '%25',
      '?',
      '#',
      '%C3%A9',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const result = added(PATH, '/in', `/${pieces.join('')}`);
        if (typeof result === 'string') return;
        const url = addToUrl('http://r.example/base/path?x=1', result?.pathRest, result?.query);
        expect(new URL(url).href).toBe(url);
        expect(new URL(url).pathname).toMatch(/^\/base\/path\//);
        expect(new URL(url).search).toBe('?x=1');
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['http://r.example', '/a', undefined, 'http://r.example/a'],
    ['http://r.example/', '/a', 'b=1', 'http://r.example/a?b=1'],
    ['http://r.example/base/?x=/?', '/a/', 'b=1', 'http://r.example/base/a/?x=/?&b=1'],
    ['/base', undefined, undefined, '/base'],
  ])('%s with %s and %s is %s', (url, rest, query, whole) => {
    expect(addToUrl(url, rest, query)).toBe(whole);
  });
});

describe('two deliveries', () => {
  const reading = (choice: Choice) => createTellApart([undefined, readerOf(choice)]);
  const apart = (choice: Choice, target: string, rest?: string) =>
    reading(choice)?.({ method: 'POST', target, rest, rawHeaders: [], body: Buffer.alloc(0), receivedAt: 0 });

  it('differ in what goes on and nobody signed, however it is spelt', () => {
    expect(apart(QUERY, '/in?repo=group%2Fx')).toBe(apart(QUERY, '/in?x=1&repo=group/x'));
    expect(apart(QUERY, '/in?repo=group%2Fx')).not.toBe(apart(QUERY, '/in?repo=a%20b'));
    expect(apart({ forwardPath: true }, '/in', '/a')).not.toBe(apart({ forwardPath: true }, '/in', '/b'));
    expect(apart(QUERY, '/in')).toBe('');
    expect(apart({ scheme: 'twilio', forwardQuery: ['tenant'] }, '/in?tenant=1')).toBe('');
  });

  it('differ in nothing more where nothing goes on', () => {
    expect(createTellApart([undefined])).toBeUndefined();
    expect(readerOf({})).toBeUndefined();
  });
});
