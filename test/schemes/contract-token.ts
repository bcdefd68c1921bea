/** Contract: signatures that are a JSON Web Token. The writer of a token has no say in how it is checked. */
import { expect } from 'vitest';
import { duration } from '../../src/model/units.js';
import type { Tolerance } from '../../src/schemes/engine/verify.js';
import type { Case, Exception } from './contract-case.js';
import { genuine, NOW, signatureText, verdictOn, withSignature, type Sent, type Subject } from './harness.js';
import { privateKey } from '../helpers/secrets.js';
import { jwsOf, token } from './writer.js';

const noToken: Exception = {
  when: ({ signature }) => signature.jwt === undefined,
  because: 'the signature is no token, and a token in its place is no signature',
  check(subject) {
    const text = token({ alg: 'HS256' }, { iat: NOW / 1000 }, subject.secret);
    expect(verdictOn(subject, withSignature(subject, genuine(subject), text))).not.toBe('accepted');
  },
};

type Members = Record<string, unknown>;

function parts(subject: Subject, sent: Sent): { header: Members; claims: Members } {
  const read = (text = ''): Members => JSON.parse(Buffer.from(text, 'base64url').toString()) as Members;
  const [header, payload] = signatureText(subject, sent)
    .slice(subject.signature.prefix?.length ?? 0)
    .split('.');
  return { header: read(header), claims: read(payload) };
}

/** The verdict on a token with other claims and header, under a genuine HMAC. */
function verdictOnToken(
  subject: Subject,
  claims: Members,
  header: Members = {},
  tolerance?: Tolerance | 'off',
): string {
  const sent = genuine(subject);
  const own = parts(subject, sent);
  const text = token({ ...own.header, ...header }, { ...own.claims, ...claims }, subject.secret);
  const altered = withSignature(subject, sent, (subject.signature.prefix ?? '') + text);
  return verdictOn(subject, altered, tolerance === undefined ? {} : { tolerance });
}

const seconds = Math.floor(NOW / 1000);

export const tokenCases: readonly Case[] = [
  {
    promise: 'a token under an algorithm the scheme does not name is refused, whatever its signature',
    check(subject) {
      const known: readonly unknown[] = subject.signature.jwt?.algorithms ?? ['HS256'];
      const others = ['HS256', 'RS256', 'ES256', 'ES384'].filter((name) => !known.includes(name));
      for (const alg of ['none', 'None', 'hs256', ...others, '', null, 1, ['HS256'], undefined]) {
        expect(verdictOnToken(subject, {}, { alg }), String(alg)).toBe('unknown_version');
      }
      const sent = genuine(subject);
      const [head = '', payload = ''] = signatureText(subject, sent).split('.');
      for (const text of [
        `${head}.${payload}.`,
        `${head}.${payload}`,
        head,
        `${head}..`,
        `..`,
        `${head}.${payload}.a.b`,
      ]) {
        expect(verdictOn(subject, withSignature(subject, sent, text)), text).toBe('unreadable_signature');
      }
      // The header says HS512, the signature is HS256's, and the reverse.
      expect(['mismatch', 'unknown_version']).toContain(verdictOnToken(subject, {}, { alg: 'HS512' }));
    },
    unless: [noToken],
  },
  {
    promise: 'each algorithm the scheme names is taken',
    check(subject) {
      const { prefix = '', jwt } = subject.signature;
      const sent = genuine(subject);
      const { header, claims } = parts(subject, sent);
      for (const alg of jwt?.algorithms ?? ['HS256']) {
        const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
        const unsigned = `${part({ ...header, alg })}.${part(claims)}`;
        const secret = subject.scheme.keys ? privateKey(alg.replace('PS', 'RS'), 'a') : subject.secret;
        const mac = jwsOf(unsigned, secret, alg.replace('HS', 'sha'), alg.startsWith('PS'));
        const signed = withSignature(subject, sent, `${prefix}${unsigned}.${mac}`);
        expect(verdictOn(subject, signed, { secrets: [secret] }), alg).toBe('accepted');
      }
    },
    unless: [noToken],
  },
  {
    promise: 'claims with a fixed value, and hashes of what was sent, must be there and right',
    check(subject) {
      const { claims = {}, hashes = {} } = subject.signature.jwt ?? {};
      if (subject.scheme.trust === 'body verified') expect(Object.keys(hashes)).not.toEqual([]);
      for (const name of [...Object.keys(claims), ...Object.keys(hashes)]) {
        for (const value of [undefined, null, '', 'other', 1, ['a']]) {
          expect(verdictOnToken(subject, { [name]: value }), `${name} ${String(value)}`).toBe('mismatch');
        }
      }
      expect(verdictOnToken(subject, { extra: 'x', for: 'someone' })).toBe('accepted');
    },
    unless: [noToken],
  },
  {
    promise: "a route's tolerance is how far the times of a token may miss, and off takes any",
    check(subject) {
      const minutes = { past: 120_000, future: 60_000 };
      const judge = (claims: Members, tolerance: Tolerance | 'off' = minutes): string =>
        verdictOnToken(subject, claims, {}, tolerance);
      expect(judge({ exp: seconds - 119 })).toBe('accepted');
      expect(judge({ exp: seconds - 122 })).toBe('too_old');
      expect(judge({ nbf: seconds + 59 })).toBe('accepted');
      expect(judge({ nbf: seconds + 62 })).toBe('too_new');
      expect(judge({ exp: 1, nbf: seconds + 9_999 }, 'off')).toBe('accepted');
      const { maxAge } = subject.signature.jwt ?? {};
      if (maxAge === undefined) return;
      const oldest = seconds - duration(maxAge) / 1000;
      expect(judge({ iat: oldest - 119 })).toBe('accepted');
      expect(judge({ iat: oldest - 122 })).toBe('too_old');
      expect(judge({ iat: seconds + 62 })).toBe('too_new');
      expect(judge({ iat: 1 }, 'off')).toBe('accepted');
    },
    unless: [noToken],
  },
  {
    promise: 'times in a token that are there must hold, and be numbers',
    check(subject) {
      expect(verdictOnToken(subject, { exp: seconds - 31 })).toBe('too_old');
      expect(verdictOnToken(subject, { exp: seconds - 29 })).toBe('accepted');
      expect(verdictOnToken(subject, { nbf: seconds + 32 })).toBe('too_new');
      expect(verdictOnToken(subject, { nbf: seconds + 29 })).toBe('accepted');
      for (const value of ['soon', null, ['1'], '9999999999', true]) {
        expect(verdictOnToken(subject, { exp: value }), String(value)).toBe('too_old');
        expect(verdictOnToken(subject, { nbf: value }), String(value)).toBe('too_new');
      }
      expect(verdictOnToken(subject, { exp: undefined, nbf: undefined })).toBe('accepted');
      const { maxAge } = subject.signature.jwt ?? {};
      if (maxAge === undefined) {
        expect(verdictOnToken(subject, { iat: undefined })).toBe('accepted');
        return;
      }
      const oldest = seconds - duration(maxAge) / 1000;
      expect(verdictOnToken(subject, { iat: oldest + 2 })).toBe('accepted');
      expect(verdictOnToken(subject, { iat: oldest - 1 })).toBe('too_old');
      expect(verdictOnToken(subject, { iat: seconds + 32 })).toBe('too_new');
      for (const iat of [undefined, null, 'now']) expect(verdictOnToken(subject, { iat })).toBe('too_old');
    },
    unless: [noToken],
  },
];
