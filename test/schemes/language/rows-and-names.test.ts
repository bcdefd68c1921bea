/** Signatures in a row, algorithms that a header names, and lists in the field of a form. */
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readKey } from '../../../src/schemes/engine/keys.js';
import { createSigner } from '../../../src/schemes/engine/sign.js';
import { example } from './examples.js';
import { faultsOf, FORM, mac, MOMENT, schemeOf, SECONDS, SECRET, verdictOf } from './trying.js';

const hmac = { header: 'X-Sig', algorithm: 'hmac-sha256', encoding: 'hex', content: '{body}' };

describe('signatures in a row', () => {
  it('may each have a prefix, and one without it is none', () => {
    const scheme = schemeOf({ ...hmac, prefix: 'v0=', list: { separator: ' ' } });
    const verdict = (value: string): string => verdictOf(scheme, { headers: ['X-Sig', value], body: 'a' });
    expect(verdict(`v0=00 v0=${mac('a')}`)).toBe('accepted');
    expect(verdict(`v0=00 ${mac('a')}`)).toBe('mismatch');
    expect(verdict(mac('a'))).toBe('mismatch');
  });

  it('are written with all secrets where the provider reads several, else with the first', () => {
    const written = (several: boolean): readonly string[] => {
      const scheme = schemeOf({ ...hmac, list: { separator: ', ', several } });
      const headers: string[] = [];
      const keys = [SECRET, `${SECRET}2`].map((secret) => readKey(scheme, secret));
      createSigner(scheme, keys)({ id: 'm', body: Buffer.from('a') }, MOMENT, headers);
      return headers;
    };
    const second = createHmac('sha256', `${SECRET}2`).update('a').digest('hex');
    expect(written(true)).toEqual(['X-Sig', `${mac('a')}, ${second}`]);
    expect(written(false)).toEqual(['X-Sig', mac('a')]);
  });

  it.each<[string, object, string]>([
    [
      'entries',
      { entries: { separator: ',', assign: '=', tags: { v1: 'hmac-sha256' } } },
      'has no tags, and entries have',
    ],
    ['several headers', { header: undefined, headers: ['X-Sig-{n}'] }, 'is for one header that holds a list'],
    [
      'a signature in each item',
      { header: undefined, json: '/sig', each: '/items' },
      'each item carries one signature',
    ],
    ['a token', { jwt: { hashes: { h: { of: 'body', encoding: 'hex' } } } }, 'a token says this itself'],
  ])('do not go with %s', (_what, more, says) => {
    expect(faultsOf({ ...hmac, list: { separator: ',' }, ...more })).toContain(says);
  });

  it('are no texts, and their time needs a format', () => {
    const text = { header: 'X-Sig', algorithm: 'plain', encoding: 'text', content: '{secret}' };
    expect(faultsOf({ ...text, list: { separator: ',' } }, { trust: 'authenticated' })).toContain(
      'a text may hold the separator',
    );
    expect(faultsOf({ ...hmac, list: { separator: ',', time: 'first' } })).toContain(
      'list.time: needs time with its formats and tolerance',
    );
    const both = { time: { header: 'X-Time', formats: ['s'], tolerance: '5m' } };
    expect(
      faultsOf({ ...hmac, content: '{time}{body}', list: { separator: ',', time: 'first' } }, both),
    ).toContain('give exactly one');
  });
});

describe('an algorithm that a header names', () => {
  const scheme = example('wire-desk');
  const text = `n1.${SECONDS}.a`;
  const verdict = (name: string | undefined, signature: string, ...more: string[]): string =>
    verdictOf(scheme, {
      headers: [
        ...['X-Wire-Nonce', 'n1', 'X-Wire-Time', SECONDS, 'X-Wire-Signature', signature],
        ...(name === undefined ? [] : ['X-Wire-Algorithm', name]),
        ...more,
      ],
      body: 'a',
    });

  it('is one of the list, and the one that it says', () => {
    const [short, long] = [mac(text, 'sha256', 'base64'), mac(text, 'sha512', 'base64')];
    expect(verdict('HmacSHA256', short)).toBe('accepted');
    expect(verdict('HmacSHA512', long)).toBe('accepted');
    expect(verdict('HmacSHA512', short)).toBe('mismatch');
    expect(verdict('HmacSHA256', long)).toBe('mismatch');
  });

  it.each([
    undefined,
    '',
    'hmacsha256',
    'HmacSHA1',
    'none',
    'constructor',
    '__proto__',
    'HmacSHA256 ',
    'HmacSHA256,HmacSHA512',
  ])('%j is refused', (name) => {
    expect(verdict(name, mac(text, 'sha256', 'base64'))).toBe('unknown_version');
    expect(verdict(name, '')).not.toBe('accepted');
  });

  it('comes once', () => {
    const signature = mac(text, 'sha256', 'base64');
    expect(verdict('HmacSHA256', signature, 'x-wire-algorithm', 'HmacSHA256')).toBe('repeated_header');
  });

  it('is in the place of one that the scheme names, and never a secret as it stands', () => {
    const of = (names: object, more: object = {}) =>
      faultsOf(
        {
          header: 'X-Sig',
          encoding: 'hex',
          content: '{body}',
          algorithmHeader: { header: 'X-Alg', names },
          ...more,
        },
        { key: 'utf8' },
      );
    expect(of({ a: 'hmac-sha256' })).toBe('');
    expect(of({ a: 'hmac-sha256' }, { algorithm: 'hmac-sha1' })).toContain('needs exactly one of algorithm');
    expect(of({})).toContain('names no algorithm');
    expect(of({ a: 'plain' })).toContain('plain is no algorithm that a delivery may choose');
    expect(of({ a: 'hmac-sha256', b: 'rsa-sha256' })).toContain('rsa-sha256 needs key: public-key');
    expect(of({ a: 'hmac-sha256', b: 'sha256' })).toContain(
      'has no key, so anyone could make this signature',
    );
    expect(of({ 'a\n': 'hmac-sha256' })).toContain('this key is not the value of a header');
    expect(
      faultsOf({
        header: 'X-Sig',
        encoding: 'hex',
        content: '{body}',
        algorithmHeader: { header: 'x-sig', names: { a: 'hmac-sha256' } },
      }),
    ).toContain('is the header of the signature');
  });

  it('never lets a public key be a shared secret', () => {
    const names = { rs: 'rsa-sha256', hs: 'hmac-sha256' };
    const signature = {
      header: 'X-Sig',
      encoding: 'hex',
      content: '{body}',
      algorithmHeader: { header: 'X-Alg', names },
    };
    expect(faultsOf(signature, { key: 'public-key' })).toContain('never a public key');
  });
});

describe('key and signature in the field of a form', () => {
  const scheme = schemeOf(
    {
      field: 'bt_signature',
      encoding: 'hex',
      entries: { separator: '&', assign: '|', tags: { my_public_key: 'hmac-sha1' } },
      content: '{field:bt_payload}',
    },
    { key: 'utf8', trust: 'partly' },
  );
  const verdict = (signature: string, payload = 'PGE+\n'): string =>
    verdictOf(scheme, {
      headers: ['Content-Type', FORM],
      body: new URLSearchParams({ bt_signature: signature, bt_payload: payload }).toString(),
    });

  it('are read among those of other keys', () => {
    const good = mac('PGE+\n', 'sha1');
    expect(verdict(`other|00&my_public_key|${good}`)).toBe('accepted');
    expect(verdict(`other|${good}`)).toBe('unknown_version');
    expect(verdict(`my_public_key|${good}`, 'PGE+')).toBe('mismatch');
  });

  it('may be parted by & in a header too', () => {
    const entries = { separator: '&', assign: '|', tags: { a: 'hmac-sha1' } };
    expect(faultsOf({ header: 'X-Sig', encoding: 'hex', content: '{body}', entries })).toBe('');
  });
});
