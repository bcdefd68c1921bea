/** A detached JWS whose own header lists what else is signed, where it finds its key, and a name in front of a signature. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { schemes } from '../../../src/schemes/catalogue/index.js';
import { readKey } from '../../../src/schemes/engine/keys.js';
import { createSigner } from '../../../src/schemes/engine/sign.js';
import { createAskForKey } from '../../../src/schemes/keys/asked.js';
import { parseScheme } from '../../../src/schemes/rules/parse.js';
import type { Scheme } from '../../../src/schemes/spec.js';
import { growsInProportion } from '../cost.js';
import { example } from './examples.js';
import { faultsOf, MOMENT, schemeOf, tried, verdictOf } from './trying.js';

const scheme = example('vault-desk');
const URL_GIVEN = 'https://hooks.example/vault';
const TIME = '2026-06-11T17:42:11Z';
const BODY = '{"type":"a.b"}';
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-521' });
const secret = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();

const encode = (text: string): string => Buffer.from(text).toString('base64url');

function jwsOf(header: object, content: string): string {
  const head = encode(JSON.stringify(header));
  const bytes = Buffer.from(`${head}.${encode(content)}`);
  const signature = sign('sha512', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${head}..${signature.toString('base64url')}`;
}

const HEAD = { alg: 'ES512', version: '2', signed: 'x-Vault-Time,Content-Type' };
const CONTENT = `POST /vault\nx-Vault-Time: ${TIME}\nContent-Type: application/json\n${BODY}`;
const SENT = ['X-VAULT-TIME', TIME, 'content-type', 'application/json'];

function verdict(
  text: string,
  headers: readonly string[] = SENT,
  publicUrl = URL_GIVEN,
  body = BODY,
): string {
  const all = ['X-Vault-Signature', text, ...headers];
  return verdictOf(scheme, { headers: all, body, publicUrl, secrets: [secret] });
}

describe('headers that a JWS lists', () => {
  it('are signed in the letters of the list, whatever letters they came in', () => {
    expect(verdict(jwsOf(HEAD, CONTENT))).toBe('accepted');
    expect(verdict(jwsOf(HEAD, CONTENT.toLowerCase()))).toBe('mismatch');
    expect(verdict(jwsOf(HEAD, CONTENT.replace('x-Vault', 'X-Vault')))).toBe('mismatch');
  });

  it('must be there, once, and what the list says', () => {
    const good = jwsOf(HEAD, CONTENT);
    expect(verdict(good, SENT.slice(0, 2))).toBe('mismatch');
    expect(verdict(good, [...SENT, 'Content-Type', 'application/json'])).toBe('repeated_header');
    expect(verdict(good, ['X-Vault-Time', TIME, 'Content-Type', 'text/plain'])).toBe('mismatch');
    expect(verdict(good, ['X-Vault-Time', '2026-06-11T17:42:12Z', ...SENT.slice(2)])).toBe('mismatch');
    const [head = '', signature = ''] = good.split('..');
    const other = { ...HEAD, signed: 'x-Vault-Time' };
    expect(verdict(`${encode(JSON.stringify(other))}..${signature}`)).toBe('mismatch');
    expect(verdict(`${head}..${signature}`)).toBe('accepted');
  });

  it('are those at least that the scheme asks for, in a list that can be read', () => {
    const of = (signed: unknown): string => verdict(jwsOf({ ...HEAD, signed }, CONTENT));
    expect(of('Content-Type')).toBe('unknown_version');
    for (const bad of [
      undefined,
      '',
      null,
      1,
      ['X-Vault-Time'],
      'X-Vault-Time,',
      'X-Vault-Time,x-vault-time',
      'a b',
    ])
      expect(of(bad), String(bad)).toBe('unreadable_signature');
    expect(verdict(jwsOf({ ...HEAD, version: '1' }, CONTENT))).toBe('unknown_version');
    expect(verdict(jwsOf({ ...HEAD, crit: ['signed'] }, CONTENT))).toBe('unknown_version');
    expect(verdict(jwsOf({ ...HEAD, alg: 'ES256' }, CONTENT))).toBe('unknown_version');
  });

  it('leave body and path nothing of their own', () => {
    const good = jwsOf(HEAD, CONTENT);
    expect(verdict(good, SENT, `${URL_GIVEN}s`)).toBe('mismatch');
    expect(verdict(good, SENT, URL_GIVEN, `${BODY} `)).toBe('mismatch');
    // A line of the headers cannot become one of the body, for the list is signed before both.
    const line = 'Content-Type: application/json\n';
    expect(verdict(good, SENT.slice(0, 2), URL_GIVEN, line + BODY)).toBe('mismatch');
  });

  it('come under a path with a slash at its end or without, and one slash alone', () => {
    const good = jwsOf(HEAD, CONTENT);
    const withSlash = jwsOf(HEAD, CONTENT.replace('/vault', '/vault/'));
    for (const text of [good, withSlash]) {
      expect(verdict(text, SENT, URL_GIVEN)).toBe('accepted');
      expect(verdict(text, SENT, `${URL_GIVEN}/`)).toBe('accepted');
    }
    expect(verdict(good, SENT, `${URL_GIVEN}//`)).toBe('mismatch');
    expect(verdict(jwsOf(HEAD, CONTENT.replace('/vault', '')), SENT, 'https://hooks.example/')).toBe(
      'mismatch',
    );
  });

  it('are written when signing', () => {
    const headers = ['Content-Type', 'application/json'];
    const own = readKey(scheme, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    createSigner(scheme, [own], URL_GIVEN)({ id: 'm', body: Buffer.from(BODY) }, MOMENT, headers);
    const at = headers.indexOf('X-Vault-Signature');
    const head = JSON.parse(
      Buffer.from(headers[at + 1]?.split('..')[0] ?? '', 'base64url').toString(),
    ) as object;
    expect(head).toEqual({ alg: 'ES512', version: '2', signed: 'X-Vault-Time' });
    expect(tried(scheme, { headers, body: BODY, publicUrl: URL_GIVEN, secrets: [secret] })).toHaveProperty(
      'secretIndex',
      0,
    );
    expect(createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' })).type).toBe('private');
  });

  it('stand in a JWS alone, and in one place', () => {
    const list = { separator: ',', assign: ':', between: ';', required: ['X-A'] };
    const signature = {
      header: 'X-S',
      algorithm: 'hmac-sha256',
      encoding: 'hex',
      content: '{headers}{body}',
    };
    const of = (headerList: object): string => faultsOf({ ...signature, headerList });
    expect(of({ ...list, member: 'signed' })).toContain('it needs signature.jws');
    expect(of({ ...list, member: 'signed', header: 'X-L' })).toContain('give exactly one');
    expect(faultsOf({ ...signature, content: '{body}', slashOptional: true })).toContain('about the path');
  });

  it('cost in proportion, whatever the list is', () => {
    for (const junk of ['a', 'a,', ',', '-', '"']) {
      growsInProportion(junk, (length) => {
        const signed = junk.repeat(length / junk.length);
        const text = `${encode(JSON.stringify({ ...HEAD, signed }))}..AAAA`;
        return () => verdict(text);
      });
    }
  });
});

describe('the key of a detached JWS', () => {
  const ask = createAskForKey(schemes['truelayer'] as Scheme, undefined, undefined);
  const asked = (header: object | string): unknown => {
    const text = typeof header === 'string' ? header : `${encode(JSON.stringify(header))}..AAAA`;
    const rawHeaders = ['Tl-Signature', text];
    return ask({ method: 'POST', target: '/', rawHeaders, body: Buffer.from('{}'), receivedAt: MOMENT });
  };
  const jku = 'https://webhooks.truelayer.com/.well-known/jwks';

  it('is asked for where its own header says, under the id that stands there', () => {
    expect(asked({ alg: 'ES512', kid: 'k1', jku })).toEqual({
      kind: 'set',
      address: jku,
      id: 'k1',
      isNamed: true,
    });
  });

  it('is nowhere but where TrueLayer documents it', () => {
    for (const other of [
      'https://webhooks.truelayer-sandbox.com/.well-known/jwks',
      'https://webhooks.truelayer.com.evil.example/.well-known/jwks',
      'https://evil.example/.well-known/jwks',
      'http://webhooks.truelayer.com/.well-known/jwks',
      'https://webhooks.truelayer.com:8443/.well-known/jwks',
      'https://webhooks.truelayer.com/.well-known/jwks?x',
      'https://webhooks.truelayer.com/.well-known/jwks/',
      'https://webhooks.truelayer.com/other',
      'https://a@webhooks.truelayer.com/.well-known/jwks',
      7,
    ])
      expect(asked({ alg: 'ES512', kid: 'k1', jku: other }), String(other)).toBe('key_unpinned');
    expect(asked({ alg: 'ES512', kid: 'k1' })).toBe('missing_key_id');
    expect(asked({ alg: 'ES512', jku })).toBe('missing_key_id');
    expect(asked({ alg: 'ES512', jku, kid: '../x' })).toBe('unreadable_key_id');
    for (const text of ['', 'a.b.c', '..', 'e30.AAAA.AAAA']) expect(asked(text)).toBe('unreadable_signature');
  });

  it('of a set at a fixed address has the id that its header names', () => {
    const own = parseScheme({
      keys: { jwks: 'https://keys.example/set' },
      signature: { header: 'X-S', jws: { algorithms: ['ES256'] }, content: '{body}' },
    });
    if (!own.ok) throw new TypeError(JSON.stringify(own.faults));
    const rawHeaders = ['X-S', `${encode('{"alg":"ES256","kid":"k7"}')}..AAAA`];
    const delivery = { method: 'POST', target: '/', rawHeaders, body: Buffer.from('{}'), receivedAt: MOMENT };
    expect(createAskForKey(own.scheme, undefined, undefined)(delivery)).toMatchObject({
      kind: 'set',
      id: 'k7',
    });
  });
});

describe('a name in front of a signature', () => {
  const ring = example('ring-desk');
  const SECRET = Buffer.from('a secret of these tests').toString('base64');
  const URL_OF_RING = 'https://hooks.example/ring';

  function headersOf(given = `app-1:${SECRET}`): string[] {
    const headers: string[] = [];
    createSigner(ring, [readKey(ring, given)], URL_OF_RING)(
      { id: 'm', body: Buffer.from(BODY) },
      MOMENT,
      headers,
    );
    return headers;
  }

  function verdictOn(change: (value: string) => string, ...secrets: readonly string[]): string {
    const headers = headersOf();
    const at = headers.indexOf('Authorization') + 1;
    const changed = headers.with(at, change(headers[at] ?? ''));
    return verdictOf(ring, { headers: changed, body: BODY, publicUrl: URL_OF_RING, secrets });
  }

  it('is that of the secret, or of none where the secret has none', () => {
    const same = (text: string): string => text;
    expect(verdictOn(same, `app-1:${SECRET}`)).toBe('accepted');
    expect(verdictOn(same, SECRET)).toBe('accepted');
    expect(verdictOn(same, `app-2:${SECRET}`)).toBe('mismatch');
    expect(verdictOn(same, `app-2:${SECRET}`, `app-1:${SECRET}`)).toBe('accepted');
  });

  it('must be there, and the first word in any letters', () => {
    const of = (change: (value: string) => string): string => verdictOn(change, SECRET);
    for (const word of ['Ring ', 'ring ', 'RING '])
      expect(of((text) => word + text.slice(5))).toBe('accepted');
    for (const word of ['Rin ', 'Ring', 'Rings ', '', 'Basic ', 'Ring  ', 'rıng '])
      expect(
        of((text) => word + text.slice(5)),
        word,
      ).toBe('mismatch');
    for (const name of ['', ':', ' :', 'a b:', 'a:b:']) {
      const told = of((text) => text.replace('app-1:', name));
      expect(told, name).toBe('mismatch');
    }
    expect(of((text) => text.replace('app-1', 'another'))).toBe('accepted');
  });

  it('is written, and without one nothing is signed', () => {
    expect(headersOf().at(-1)).toMatch(/^Ring app-1:[\w+/]+=*$/);
    expect(() => headersOf(SECRET)).toThrow('write one as NAME:SECRET');
    expect(() => headersOf(`:${SECRET}`)).toThrow('expected NAME:SECRET');
  });

  it('needs a secret without a colon, and one signature', () => {
    const signature = {
      header: 'X-S',
      algorithm: 'hmac-sha256',
      encoding: 'hex',
      content: '{body}',
      keyName: ':',
    };
    expect(faultsOf(signature)).toContain('set key to base64 or hex');
    expect(faultsOf(signature, { key: 'hex' })).toBe('');
    expect(faultsOf({ ...signature, list: { separator: ',' } }, { key: 'hex' })).toContain('without list');
    expect(schemeOf(signature, { key: 'base64' }).signature?.keyName).toBe(':');
  });
});
