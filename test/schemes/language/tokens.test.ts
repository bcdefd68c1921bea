/** Tokens whose claims are the URL and the body's hash in base64url. */
import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { example } from './examples.js';
import { faultsOf, SECONDS, SECRET, verdictOf } from './trying.js';

const URL_OF = 'https://hooks.example.com/in?a=1';
const BODY = '{"a":1}';
const hash = createHash('sha256').update(BODY).digest('base64url');

function tokenOf(claims: object, header: object = { alg: 'HS256', typ: 'JWT' }): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = `${part(header)}.${part(claims)}`;
  return `${unsigned}.${createHmac('sha256', SECRET).update(unsigned).digest('base64url')}`;
}

describe('queue-desk', () => {
  const scheme = example('queue-desk');
  const good = { iss: 'Queue', sub: URL_OF, body: hash, exp: Number(SECONDS) + 300, nbf: Number(SECONDS) };
  const verdict = (change: object, header?: object, publicUrl = URL_OF): string =>
    verdictOf(scheme, {
      headers: ['X-Queue-Signature', tokenOf({ ...good, ...change }, header)],
      body: BODY,
      target: '/in?a=1',
      publicUrl,
    });

  it('takes the hash with padding and without', () => {
    expect(verdict({})).toBe('accepted');
    expect(verdict({ body: `${hash}=` })).toBe('accepted');
    expect(verdict({ body: `${hash}===` })).toBe('mismatch');
    expect(verdict({ body: createHash('sha256').update(BODY).digest('base64') })).not.toBe('accepted');
  });

  it('takes its own URL alone', () => {
    expect(verdict({ sub: 'https://hooks.example.com/in' })).toBe('mismatch');
    expect(verdict({ sub: undefined })).toBe('mismatch');
    expect(verdict({ sub: [URL_OF] })).toBe('mismatch');
    expect(verdict({}, undefined, 'https://hooks.example.com/other?a=1')).toBe('mismatch');
  });

  it('compares an optional claim where it is there', () => {
    expect(verdict({ aud: 'receivers' })).toBe('accepted');
    expect(verdict({ aud: 'others' })).toBe('mismatch');
    expect(verdict({ aud: null })).toBe('mismatch');
    expect(verdict({ iss: undefined })).toBe('mismatch');
  });

  it('takes no extension that it does not know', () => {
    expect(verdict({}, { alg: 'HS256', crit: ['b64'], b64: false })).toBe('unknown_version');
  });
});

it('one claim has one meaning', () => {
  const of = (jwt: object): string =>
    faultsOf({ header: 'X-T', jwt: { hashes: { h: { of: 'body', encoding: 'hex' } }, ...jwt } });
  expect(of({ url: 'sub' })).toBe('');
  expect(of({ url: 'h' })).toContain('gives one claim two meanings');
  expect(of({ claims: { iss: 'a' }, optionalClaims: { iss: 'b' } })).toContain(
    'gives one claim two meanings',
  );
  expect(of({ optionalClaims: { exp: '1' } })).toContain("exp is the token's own");
});
