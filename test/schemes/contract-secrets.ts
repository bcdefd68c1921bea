/** Contract: whose signature counts. */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { expect } from 'vitest';
import { SecretFault } from '../../src/schemes/engine/keys.js';
import { Refusal } from '../../src/schemes/engine/verify.js';
import { type Case, type Exception } from './contract-case.js';
import { anyOfARow } from './contract-row.js';
import {
  genuine,
  ID,
  keysOf,
  NOW,
  signatureText,
  signed,
  timeText,
  verdictOn,
  verifySent,
  withBody,
  withSignature,
  type Sent,
  type Subject,
} from './harness.js';

function secretIndexOf(subject: Subject, sent: Sent, secrets: readonly string[]): number {
  const result = verifySent(subject, sent, { secrets });
  if (result instanceof Refusal) throw new Error(`refused: ${result.reason}`);
  return result.secretIndex;
}

const oneInBody: Exception = {
  when: ({ inBody }) => inBody,
  because: 'the body has room for one signature, and two in its place are none',
  check(subject) {
    const one = signatureText(subject, genuine(subject));
    for (const joined of [`${one},${one}`, `${one} ${one}`]) {
      expect(verdictOn(subject, withSignature(subject, genuine(subject), joined))).toBe('mismatch');
    }
    const { field } = subject.signature;
    if (field !== undefined) {
      const sent = genuine(subject);
      const twice = withBody(sent, `${sent.body.toString()}&${field}=${encodeURIComponent(one)}`);
      expect(verdictOn(subject, twice)).toBe('unreadable_signature');
      return;
    }
    for (const list of [[one], { a: one }, null]) {
      const sent = withSignature(subject, genuine(subject), list as unknown as string);
      expect(verdictOn(subject, sent)).toBe('missing_signature');
    }
  },
};

export const secretCases: readonly Case[] = [
  {
    promise: 'a genuine delivery of another hand is accepted',
    check(subject) {
      expect(verdictOn(subject, genuine(subject))).toBe('accepted');
    },
  },
  {
    promise: 'what was signed is what a verified delivery says of itself',
    check(subject) {
      const result = verifySent(subject, genuine(subject));
      if (result instanceof Refusal) throw new Error(result.reason);
      expect(result.secretIndex).toBe(0);
      expect(result.signedId).toBe(subject.scheme.idHeader === undefined ? undefined : ID);
      const [format] = subject.scheme.time?.formats ?? [];
      const whole = ['s', 'utc-date', 'http-date'].includes(format ?? '')
        ? Math.floor(NOW / 1000) * 1000
        : NOW;
      expect(result.signedAt).toBe(format === undefined ? undefined : whole);
    },
  },
  {
    promise: 'a signature of another secret is refused',
    check(subject) {
      expect(verdictOn(subject, genuine(subject, { secrets: [subject.otherSecret] }))).toBe('mismatch');
      expect(verdictOn(subject, genuine(subject), { secrets: [subject.otherSecret] })).toBe('mismatch');
    },
  },
  {
    promise: 'without any secret nothing is genuine',
    check(subject) {
      expect(verdictOn(subject, genuine(subject), { secrets: [] })).toBe('mismatch');
    },
  },
  {
    promise: 'while secrets are rotated, deliveries under the old and the new one both pass',
    check(subject) {
      const { secret: old, otherSecret: next } = subject;
      expect(secretIndexOf(subject, genuine(subject, { secrets: [old] }), [next, old])).toBe(1);
      expect(secretIndexOf(subject, genuine(subject, { secrets: [next] }), [next, old])).toBe(0);
      expect(verdictOn(subject, genuine(subject, { secrets: [old] }), { secrets: [next] })).toBe('mismatch');
    },
  },
  {
    promise: 'a good signature counts wherever it stands among bad and unknown ones',
    check(subject) {
      const { entries } = subject.signature;
      if (!entries) throw new TypeError('no list');
      const sent = genuine(subject, { secrets: [subject.otherSecret, subject.secret] });
      const list = signatureText(subject, sent).split(entries.separator);
      const blank = entries.separator === ' ' ? ' ' : `${entries.separator} `;
      const variants = [
        list.toReversed().join(entries.separator),
        [`zz${entries.assign}AAAA`, ...list, 'nothing'].join(entries.separator),
        list.join(blank) + entries.separator,
        ...['constructor', '__proto__', 'toString'].map((tag) =>
          [`${tag}${entries.assign}${'ab'.repeat(32)}`, ...list].join(entries.separator),
        ),
      ];
      for (const value of variants) {
        expect(verdictOn(subject, withSignature(subject, sent, value)), value).toBe('accepted');
      }
    },
    unless: [
      oneInBody,
      anyOfARow,
      {
        when: ({ signature }) => signature.headers !== undefined,
        because: 'each signature has a header of its own, and any of them may hold',
        check(subject) {
          const { otherSecret, secret } = subject;
          const sent = genuine(subject, { secrets: [otherSecret, secret] });
          expect(verdictOn(subject, sent)).toBe('accepted');
          expect(verdictOn(subject, withSignature(subject, sent, undefined))).toBe('accepted');
          expect(verdictOn(subject, withSignature(subject, sent, 'junk'))).toBe('accepted');
          expect(verdictOn(subject, withSignature(subject, sent, ''))).toBe('accepted');
          expect(verdictOn(subject, genuine(subject, { secrets: [otherSecret] }))).toBe('mismatch');
        },
      },
      {
        when: ({ signature }) => signature.entries?.groups === true,
        because: 'each signature has a list of its own, with its own time',
        check(subject) {
          const { otherSecret, secret } = subject;
          const list = (one: string, at = NOW): string =>
            signatureText(subject, genuine(subject, { secrets: [one], at }));
          const [good, other, earlier] = [list(secret), list(otherSecret), list(secret, NOW - 60_000)];
          const verdict = (...lists: string[]): string =>
            verdictOn(subject, withSignature(subject, genuine(subject), lists.join(' ')));
          for (const lists of [
            [good, other],
            [other, good],
            ['junk', other, good],
            [other, earlier],
          ]) {
            expect(verdict(...lists), lists.join(' ')).toBe('accepted');
          }
          expect(verdict(other, other)).toBe('mismatch');
          // A time counts for the signature beside it alone.
          const moved = good.slice(good.indexOf(','));
          expect(verdict(other, `${earlier.split(',')[0] ?? ''}${moved}`)).toBe('mismatch');
        },
      },
      {
        when: ({ signature }) => signature.entries === undefined,
        because: 'the header is one signature, and two in it are none',
        check(subject) {
          const sent = genuine(subject);
          const one = signatureText(subject, sent);
          const { jwt, jws, packed } = subject.signature;
          const reasons = (jwt ?? jws ?? packed) ? 'unreadable_signature' : 'mismatch';
          for (const joined of [`${one},${one}`, `${one}, ${one}`, `${one} ${one}`]) {
            expect(verdictOn(subject, withSignature(subject, sent, joined)), joined).toBe(reasons);
          }
        },
      },
    ],
  },
  {
    promise:
      'a public key alone checks what its private one signed, however it is written, and signs nothing',
    check(subject) {
      const sent = genuine(subject);
      const key = createPublicKey(createPrivateKey(subject.secret));
      const der = key.export({ type: 'spki', format: 'der' });
      const forms = [
        key.export({ type: 'spki', format: 'pem' }).toString(),
        der.toString('base64'),
        der.toString('hex'),
      ];
      if (key.asymmetricKeyType === 'ed25519') {
        forms.push(der.subarray(-32).toString('hex'), der.subarray(-32).toString('base64'));
      }
      for (const secret of forms) {
        expect(verdictOn(subject, sent, { secrets: [secret] }), secret).toBe('accepted');
        expect(() => signed(subject, { secrets: [secret] })).toThrow(/can(?:not)? sign/);
      }
      for (const wrong of ['X25519', `${subject.secret.slice(0, 60)}\n-----END PRIVATE KEY-----`, '00']) {
        expect(() => keysOf(subject.scheme, wrong), wrong).toThrow(SecretFault);
      }
    },
    unless: [
      {
        when: ({ scheme }) => scheme.key !== 'public-key' && scheme.keys === undefined,
        because: 'both sides know the same secret, and time and again it makes the same signature',
        check(subject) {
          const time = timeText(subject.scheme.time?.formats[0] ?? 's', NOW);
          expect(genuine(subject, { time })).toEqual(genuine(subject, { time }));
        },
      },
    ],
  },
];
