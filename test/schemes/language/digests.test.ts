/** Digests of the body that are signed in its place, in what is signed or in a header. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  constants,
  generateKeyPairSync,
  sign,
} from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { explain } from '../../../src/explain/explain.js';
import { readKey } from '../../../src/schemes/engine/keys.js';
import { createSigner } from '../../../src/schemes/engine/sign.js';
import type { Algorithm } from '../../../src/schemes/spec.js';
import { example } from './examples.js';
import { faultsOf, mac, MOMENT, schemeOf, SECONDS, SECRET, verdictOf } from './trying.js';

const BODY = '{"hello": "world"}';
/** Of RFC 9530, appendix D. */
const SHA256 = 'X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=';
const SHA512 = 'WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==';
const header = { header: 'X-Sig', algorithm: 'hmac-sha256', encoding: 'hex' };

describe('the digest of the body in what is signed', () => {
  it.each(['sha1', 'sha256', 'sha384', 'sha512'])('%s in every encoding', (hash) => {
    for (const encoding of ['hex', 'HEX', 'base64', 'base64url'] as const) {
      const scheme = schemeOf({ ...header, content: `a {${hash}:${encoding}:body}` });
      const digest = createHash(hash).update(BODY);
      const text = encoding === 'HEX' ? digest.digest('hex').toUpperCase() : digest.digest(encoding);
      const headers = ['X-Sig', mac(`a ${text}`)];
      expect(verdictOf(scheme, { headers, body: BODY })).toBe('accepted');
      expect(verdictOf(scheme, { headers, body: `${BODY} ` })).toBe('mismatch');
    }
  });

  it('proves the body and has a length that is known', () => {
    expect(faultsOf({ ...header, content: '{header:X-A}{sha256:hex:body}' })).toBe('');
    expect(faultsOf({ ...header, content: '{sha256:hex:body}{header:X-A}{sha1:hex:body}' })).toBe('');
  });

  it.each(['{sha256}', '{sha256:hex}', '{sha256:body}', '{sha256:text:body}', '{sha256:hex:url}'])(
    '%s is no value',
    (content) => {
      expect(faultsOf({ ...header, content })).toContain('knows {body}');
    },
  );

  it('is an MD5 of JSON or of text alone, for bodies of any bytes can be made to share one', () => {
    const signature = { ...header, content: '{md5:base64:body}' };
    expect(faultsOf(signature)).toContain('can give them one MD5');
    expect(faultsOf(signature, { bodyMustBeJson: true })).toContain('can give them one MD5');
    expect(faultsOf(signature, { bodyMustBeJson: 'whole' })).toBe('');
    expect(faultsOf(signature, { bodyMustBeText: true })).toBe('');
  });

  it('is not optional', () => {
    expect(faultsOf({ ...header, content: '{sha256:hex:body?}' })).not.toBe('');
  });
});

describe('a signed header with the digest', () => {
  const signed = (bodyDigest: object) =>
    schemeOf(
      { ...header, content: '{header:X-Digest}' },
      { bodyDigest: { header: 'X-Digest', ...bodyDigest } },
    );
  const verdict = (scheme: ReturnType<typeof signed>, value: string, body = BODY): string =>
    verdictOf(scheme, { headers: ['X-Digest', value, 'X-Sig', mac(value)], body });

  it('as RFC 9530 has it', () => {
    const scheme = signed({ form: 'content-digest', algorithms: ['sha256', 'sha512'] });
    const good = [`sha-256=:${SHA256}:`, `sha-512=:${SHA512}:`, `sha-256=:${SHA256}:, sha-512=:${SHA512}:`];
    for (const value of [...good, `md5=:AA==:,sha-256=:${SHA256}:`]) {
      expect(verdict(scheme, value), value).toBe('accepted');
      expect(verdict(scheme, value, `${BODY}\n`), value).toBe('mismatch');
    }
    const bad = [
      ...[`sha-256=${SHA256}`, `SHA-256=:${SHA256}:`, `sha-256=:${SHA256}`, `sha-256=:${SHA256}:;q=1`, ''],
      ...[`sha-256=:${SHA256}:,sha-256=:${SHA256}:`, `sha-256=:${SHA256}:,`, `md5=:AA==:`, `sha=:${SHA256}:`],
      ...[`sha-256=:${SHA256}:, sha-512=:${SHA256}:`, `sha-512=:${SHA512.replace('W', 'X')}:`],
      Array.from({ length: 9 }, (_, i) => `x${i}=:AA==:`).join(',') + `,sha-256=:${SHA256}:`,
    ];
    for (const value of bad) expect(verdict(scheme, value), value).toBe('mismatch');
  });

  it('as RFC 3230 has it, its names in any letters', () => {
    const scheme = signed({ form: 'digest', algorithms: ['sha256', 'sha1'] });
    const sha1 = createHash('sha1').update(BODY).digest('base64');
    for (const value of [`SHA-256=${SHA256}`, `sha-256=${SHA256}`, `SHA=${sha1},MD5=AA==`]) {
      expect(verdict(scheme, value), value).toBe('accepted');
    }
    for (const value of [`sha-256=:${SHA256}:`, `SHA-512=${SHA512}`, `SHA-256=${SHA256},sha-256=${SHA256}`]) {
      expect(verdict(scheme, value), value).toBe('mismatch');
    }
  });

  it('alone, with its prefix, and in hexadecimal of either case', () => {
    const scheme = signed({ algorithms: ['sha256'], prefix: 'sha256=' });
    const hex = createHash('sha256').update(BODY).digest('hex');
    expect(verdict(scheme, `sha256=${hex}`)).toBe('accepted');
    expect(verdict(scheme, `sha256=${hex.toUpperCase()}`)).toBe('accepted');
    for (const value of [hex, `SHA256=${hex}`, `sha256=${hex} `, `sha256=${hex}00`, 'sha256=']) {
      expect(verdict(scheme, value), value).toBe('mismatch');
    }
  });

  it('counts only if it is signed, and comes once', () => {
    const bodyDigest = { header: 'X-Digest', algorithms: ['sha256'] };
    expect(faultsOf({ ...header, content: '{header:X-Other}' }, { bodyDigest })).toContain(
      'bodyDigest: is not signed, so anyone could write another; content needs {header:X-Digest}',
    );
    const hex = createHash('sha256').update(BODY).digest('hex');
    const scheme = signed({ algorithms: ['sha256'] });
    const headers = ['X-Digest', hex, 'X-Sig', mac(hex)];
    expect(verdictOf(scheme, { headers: [...headers, 'x-digest', hex], body: BODY })).toBe('mismatch');
    expect(verdictOf(scheme, { headers: headers.slice(2), body: BODY })).toBe('mismatch');
  });

  it('says once what it is', () => {
    const content = '{header:X-Digest}';
    const faults = (more: object): string =>
      faultsOf({ ...header, content }, { bodyDigest: { header: 'X-Digest', ...more } });
    expect(faults({ algorithms: ['sha256', 'sha512'] })).toContain(
      'a plain digest does not say which one it is',
    );
    expect(faults({ form: 'digest', algorithms: ['sha256'], encoding: 'hex' })).toContain(
      'digest says itself',
    );
    expect(faults({ form: 'digest', algorithms: ['sha256', 'sha256'] })).toContain('names one twice');
    expect(
      faultsOf(
        { ...header, content },
        {
          bodyDigest: { header: 'X-Digest', algorithms: ['sha256'] },
          writes: { 'X-Digest': 'x' },
        },
      ),
    ).toContain('is written anyway');
  });

  it('that is of another body is what explain says', () => {
    const scheme = example('bill-desk');
    const headers: string[] = [];
    createSigner(scheme, [readKey(scheme, SECRET)])({ id: 'm', body: Buffer.from(BODY) }, MOMENT, headers);
    expect(headers).toContain(`sha-256=:${SHA256}:`);
    const text = `${SECONDS}.sha-256=:${SHA256}:`;
    expect(headers).toContain(mac(text, 'sha512'));
    const told = explain({
      schemeName: 'bill-desk',
      scheme,
      secrets: [{ name: 's', value: SECRET }],
      otherSecrets: [],
      url: undefined,
      delivery: {
        method: 'POST',
        target: '/',
        rawHeaders: headers,
        body: Buffer.from('{}'),
        receivedAt: MOMENT,
      },
    });
    expect(told).toMatchObject({ verifies: false, reason: 'mismatch' });
    expect(told.causes[0]?.cause).toBe('body_digest');
  });
});

describe('algorithms', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const pem = (key: typeof rsa): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
  const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).privateKey;
  const pss = {
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  };

  it.each<[Algorithm, typeof rsa, object?]>([
    ['rsa-sha384', rsa],
    ['rsa-pss-sha256', rsa, pss],
    ['rsa-pss-sha384', rsa, pss],
    ['rsa-pss-sha512', rsa, pss],
    ['ecdsa-sha384', ec('P-384')],
    ['ecdsa-sha512', ec('P-521')],
  ])('%s verifies what another hand signed, and signs', (algorithm, key, padding) => {
    const scheme = schemeOf(
      { header: 'X-Sig', algorithm, encoding: 'base64', content: '{body}' },
      { key: 'public-key' },
    );
    const hash = algorithm.slice(algorithm.lastIndexOf('-') + 1);
    const secrets = [createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString()];
    const good = sign(hash, Buffer.from(BODY), { key, ...padding }).toString('base64');
    expect(verdictOf(scheme, { headers: ['X-Sig', good], body: BODY, secrets })).toBe('accepted');
    expect(verdictOf(scheme, { headers: ['X-Sig', good], body: `${BODY} `, secrets })).toBe('mismatch');
    const written: string[] = [];
    createSigner(scheme, [readKey(scheme, pem(key))])({ id: 'm', body: Buffer.from(BODY) }, MOMENT, written);
    expect(verdictOf(scheme, { headers: written, body: BODY, secrets })).toBe('accepted');
    if (!padding) return;
    const other = sign(hash, Buffer.from(BODY), createPrivateKey(pem(key))).toString('base64');
    expect(verdictOf(scheme, { headers: ['X-Sig', other], body: BODY, secrets })).toBe('mismatch');
  });

  it.each(['sha384', 'sha512'])('%s is a plain hash and needs the secret in its text', (algorithm) => {
    const of = (content: string) => ({ header: 'X-Sig', algorithm, encoding: 'hex', content });
    expect(faultsOf(of('{body}'))).toContain('has no key, so anyone could make this signature');
    expect(faultsOf(of('{secret}{body}'))).toContain('can continue it');
    const scheme = schemeOf(of('{body}{secret}'));
    const digest = createHash(algorithm)
      .update(BODY + SECRET)
      .digest('hex');
    expect(verdictOf(scheme, { headers: ['X-Sig', digest], body: BODY })).toBe('accepted');
  });

  it('hmac-sha384 is an HMAC', () => {
    const scheme = schemeOf({
      header: 'X-Sig',
      algorithm: 'hmac-sha384',
      encoding: 'hex',
      content: '{body}',
    });
    expect(verdictOf(scheme, { headers: ['X-Sig', mac(BODY, 'sha384')], body: BODY })).toBe('accepted');
    expect(
      faultsOf(
        { header: 'X-Sig', algorithm: 'hmac-sha384', encoding: 'hex', content: '{body}' },
        { key: 'public-key' },
      ),
    ).toContain('needs a shared secret');
  });
});

describe('dates of HTTP', () => {
  const scheme = schemeOf(
    { header: 'X-Sig', algorithm: 'hmac-sha256', encoding: 'hex', content: '{time}{body}' },
    { time: { header: 'Date', formats: ['http-date'], tolerance: '5m' } },
  );
  const verdict = (date: string): string =>
    verdictOf(scheme, { headers: ['Date', date, 'X-Sig', mac(date + BODY)], body: BODY });

  it('are taken in the one form that is written today', () => {
    expect(verdict('Thu, 11 Jun 2026 17:42:11 GMT')).toBe('accepted');
    expect(verdict('Thu, 11 Jun 2026 17:36:11 GMT')).toBe('too_old');
  });

  it.each([
    ...['Thu 11 Jun 2026 17:42:11 GMT', 'Thu, 11 Jun 2026 17:42:11 UTC', 'Thu, 11 Jun 2026 17:42:11 +0000'],
    ...['Thursday, 11-Jun-26 17:42:11 GMT', 'Thu Jun 11 17:42:11 2026', 'thu, 11 jun 2026 17:42:11 gmt'],
    ...['Fri, 11 Jun 2026 17:42:11 GMT', 'Thu, 11 Jun 2026 24:42:11 GMT', 'Thu, 31 Jun 2026 17:42:11 GMT'],
    ...['Thu,  11 Jun 2026 17:42:11 GMT', 'Thu, 11 Jun 2026 17:42:11 GMT ', 'Thu, 1 Jun 2026 17:42:11 GMT'],
  ])('%s is none', (date) => {
    expect(verdict(date)).toBe('unreadable_time');
  });
});
