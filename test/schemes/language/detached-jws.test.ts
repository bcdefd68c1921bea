/** Detached JSON Web Signatures: the published example, every algorithm, and nothing that was not signed so. */
import {
  constants,
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type KeyObject,
  type SignKeyObjectInput,
} from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readKey } from '../../../src/schemes/engine/keys.js';
import { createSigner } from '../../../src/schemes/engine/sign.js';
import { growsInProportion } from '../cost.js';
import { example } from './examples.js';
import { faultsOf, MOMENT, schemeOf, SECRET, verdictOf } from './trying.js';

const BODY = '{"type":"a.b"}';
const encode = (text: string | Buffer): string => Buffer.from(text).toString('base64url');
const pem = (key: KeyObject): string =>
  (key.type === 'private'
    ? key.export({ type: 'pkcs8', format: 'pem' })
    : key.export({ type: 'spki', format: 'pem' })
  ).toString();

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const ec = (namedCurve: string): KeyObject => generateKeyPairSync('ec', { namedCurve }).privateKey;
const p256 = ec('P-256');
const ed25519 = generateKeyPairSync('ed25519').privateKey;
const RAW = { dsaEncoding: 'ieee-p1363' } as const;
const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };

interface Hand {
  readonly key: KeyObject;
  readonly hash: string | null;
  readonly how?: Omit<SignKeyObjectInput, 'key'>;
}

function jwsOf(header: object, payload: string, { key, hash, how }: Hand): string {
  const head = encode(JSON.stringify(header));
  const signature = sign(hash, Buffer.from(`${head}.${payload}`), { key, ...how });
  return `${head}..${encode(signature)}`;
}

const scheme = example('seal-desk');
const secrets = [pem(createPublicKey(p256)), pem(createPublicKey(ed25519))];
const HEADER = { alg: 'ES256', typ: 'seal+jws' };
const HAND: Hand = { key: p256, hash: 'sha256', how: RAW };

const verdict = (text: string, body = BODY): string =>
  verdictOf(scheme, { headers: ['X-Seal-Signature', text], body, secrets });

describe('a detached JWS', () => {
  it('of RFC 7515, appendix A.1, verifies without its payload', () => {
    // The key of the RFC, and the payload whose base64url stands between the dots there.
    const key = 'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow';
    const payload =
      'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ';
    const published = schemeOf(
      { header: 'X-Sig', jws: { algorithms: ['HS256'] }, content: '{body}' },
      { key: 'base64' },
    );
    const text = 'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9..dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
    const body = Buffer.from(payload, 'base64url');
    const secret = Buffer.from(key, 'base64url').toString('base64');
    expect(verdictOf(published, { headers: ['X-Sig', text], body, secrets: [secret] })).toBe('accepted');
  });

  it('of RFC 7797, section 4.2, verifies with its payload as it is', () => {
    const key = 'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow';
    const published = schemeOf(
      { header: 'X-Sig', jws: { algorithms: ['HS256'], b64: false }, content: '{body}' },
      { key: 'base64' },
    );
    const text =
      'eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19..A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY';
    const secret = Buffer.from(key, 'base64url').toString('base64');
    const request = { headers: ['X-Sig', text], secrets: [secret] };
    expect(verdictOf(published, { ...request, body: '$.02' })).toBe('accepted');
    expect(verdictOf(published, { ...request, body: '$.03' })).toBe('mismatch');
  });

  it.each<[string, Hand]>([
    ['RS256', { key: rsa, hash: 'sha256' }],
    ['RS384', { key: rsa, hash: 'sha384' }],
    ['RS512', { key: rsa, hash: 'sha512' }],
    ['PS256', { key: rsa, hash: 'sha256', how: PSS }],
    ['PS384', { key: rsa, hash: 'sha384', how: PSS }],
    ['PS512', { key: rsa, hash: 'sha512', how: PSS }],
    ['ES256', HAND],
    ['ES384', { key: ec('P-384'), hash: 'sha384', how: RAW }],
    ['ES512', { key: ec('P-521'), hash: 'sha512', how: RAW }],
    ['EdDSA', { key: ed25519, hash: null }],
  ])('%s of another hand verifies, and ours too', (alg, hand) => {
    const own = schemeOf(
      { header: 'X-Sig', jws: { algorithms: [alg] }, content: '{body}' },
      { key: 'public-key' },
    );
    const known = [pem(createPublicKey(hand.key))];
    const check = (text: string, body = BODY): string =>
      verdictOf(own, { headers: ['X-Sig', text], body, secrets: known });
    const good = jwsOf({ alg }, encode(BODY), hand);
    expect(check(good)).toBe('accepted');
    expect(check(good, `${BODY} `)).toBe('mismatch');
    const headers: string[] = [];
    createSigner(own, [readKey(own, pem(hand.key))])({ id: 'm', body: Buffer.from(BODY) }, MOMENT, headers);
    expect(check(headers[1] ?? '')).toBe('accepted');
  });

  it.each(['HS256', 'HS384', 'HS512'])('%s is keyed by the secret', (alg) => {
    const own = schemeOf({ header: 'X-Sig', jws: { algorithms: [alg], b64: false }, content: '{body}' });
    const headers: string[] = [];
    createSigner(own, [readKey(own, SECRET)])({ id: 'm', body: Buffer.from(BODY) }, MOMENT, headers);
    const [head = '', signature = ''] = (headers[1] ?? '').split('..');
    const mac = createHmac(alg.replace('HS', 'sha'), SECRET).update(`${head}.${BODY}`);
    expect(signature).toBe(mac.digest('base64url'));
    expect(verdictOf(own, { headers, body: BODY })).toBe('accepted');
  });

  it('takes no algorithm but of the list, with a key of its curve', () => {
    expect(verdict(jwsOf(HEADER, encode(BODY), HAND))).toBe('accepted');
    expect(verdict(jwsOf({ ...HEADER, alg: 'EdDSA' }, encode(BODY), { key: ed25519, hash: null }))).toBe(
      'accepted',
    );
    for (const alg of ['none', 'HS256', 'ES384', 'es256', '', undefined, ['ES256']]) {
      expect(verdict(jwsOf({ ...HEADER, alg }, encode(BODY), HAND)), String(alg)).toBe('unknown_version');
    }
    const p384 = ec('P-384');
    const text = jwsOf(HEADER, encode(BODY), { key: p384, hash: 'sha256', how: RAW });
    const known = [pem(createPublicKey(p384))];
    expect(verdictOf(scheme, { headers: ['X-Seal-Signature', text], body: BODY, secrets: known })).toBe(
      'mismatch',
    );
    // In DER, as elsewhere.
    expect(verdict(jwsOf(HEADER, encode(BODY), { key: p256, hash: 'sha256' }))).toBe('mismatch');
  });

  it('takes no extension that it does not know, and no other encoding of what is signed', () => {
    for (const more of [
      ...[{ crit: ['exp'] }, { crit: [] }, { crit: ['b64'], b64: false }, { b64: false }, { b64: 'true' }],
      ...[{ typ: 'jws' }, { typ: undefined }],
    ]) {
      expect(verdict(jwsOf({ ...HEADER, ...more }, encode(BODY), HAND)), JSON.stringify(more)).toBe(
        'unknown_version',
      );
    }
    expect(
      verdict(jwsOf({ ...HEADER, b64: true, kid: 'k', jku: 'https://evil.example' }, encode(BODY), HAND)),
    ).toBe('accepted');
    expect(verdict(jwsOf(HEADER, BODY, HAND))).toBe('mismatch');
    const bare = schemeOf(
      { header: 'X-Sig', jws: { algorithms: ['ES256'], b64: false }, content: '{body}' },
      { key: 'public-key' },
    );
    const check = (header: object, payload = BODY): string =>
      verdictOf(bare, { headers: ['X-Sig', jwsOf(header, payload, HAND)], body: BODY, secrets });
    expect(check({ alg: 'ES256', b64: false, crit: ['b64'] })).toBe('accepted');
    expect(check({ alg: 'ES256', b64: false })).toBe('unknown_version');
    expect(check({ alg: 'ES256' }, encode(BODY))).toBe('unknown_version');
    expect(check({ alg: 'ES256', b64: false, crit: ['b64', 'exp'] })).toBe('unknown_version');
  });

  it('that is written otherwise is none, and no other text of its length is one', () => {
    const good = jwsOf(HEADER, encode(BODY), HAND);
    const [head = '', signature = ''] = good.split('..');
    const bad = [
      '',
      '..',
      `${head}.`,
      `${head}.${encode(BODY)}.${signature}`,
      `${good}=`,
      ` ${good}`,
      `${good}.`,
    ];
    for (const text of [
      ...bad,
      `${head}..`,
      `..${signature}`,
      `${encode('[]')}..${signature}`,
      `a..${signature}`,
    ]) {
      expect(verdict(text), text).not.toBe('accepted');
    }
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.constantFrom(...Array.from('AZaz09-_.')), (at, character) => {
        const other = good.slice(0, at) + character + good.slice(at + 1);
        if (other !== good) expect(verdict(other)).not.toBe('accepted');
      }),
    );
  });

  it('of junk costs in proportion', () => {
    for (const junk of ['a', '.', '..', 'e30.', '{']) {
      growsInProportion(junk, (length) => {
        const text = junk.repeat(length / junk.length);
        return () => [text, `${text}..AAAA`, `e30..${text}`].map((one) => verdict(one));
      });
    }
  });

  it('has the kind of key that its algorithms take, and names nothing twice', () => {
    const signature = { header: 'X-Sig', jws: { algorithms: ['ES256'] }, content: '{body}' };
    expect(faultsOf(signature)).toContain('ecdsa-sha256 needs key: public-key');
    expect(
      faultsOf({ ...signature, jws: { algorithms: ['HS256', 'ES256'] } }, { key: 'public-key' }),
    ).toContain('needs a shared secret, never a public key');
    const bare = { key: 'public-key' };
    expect(faultsOf({ ...signature, algorithm: 'ecdsa-sha256' }, bare)).toContain('a JWS says this itself');
    expect(faultsOf({ ...signature, encoding: 'hex' }, bare)).toContain('a JWS says this itself');
    expect(faultsOf({ ...signature, content: undefined }, bare)).toContain('content: is required');
    expect(faultsOf({ ...signature, header: undefined, json: '/sig' }, bare)).toContain('stands in a header');
    expect(faultsOf({ ...signature, content: '{header:X-A}{body}' }, bare)).toContain('bytes could move');
  });
});
