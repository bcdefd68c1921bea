/** Contract: whose signature counts. */
import { expect } from 'vitest';
import { Refusal } from '../../src/schemes/verify.js';
import type { Case } from './contract-case.js';
import { genuine, ID, NOW, signed, verdictOn, verifyHeaders, type Subject } from './harness.js';

const isList = ({ signature }: Subject): boolean => signature.entries !== undefined;

function secretIndexOf(subject: Subject, headers: readonly string[], secrets: readonly string[]): number {
  const result = verifyHeaders(subject, headers, { secrets });
  if (result instanceof Refusal) throw new Error(`refused: ${result.reason}`);
  return result.secretIndex;
}

export const secretCases: readonly Case[] = [
  {
    promise: 'a genuine delivery is accepted, whoever wrote it',
    check(subject) {
      expect(verdictOn(subject, genuine(subject))).toBe('accepted');
      expect(verdictOn(subject, signed(subject))).toBe('accepted');
    },
  },
  {
    promise: 'the signer writes what an independent hand writes',
    check(subject) {
      const written = signed(subject);
      const expected = genuine(subject);
      for (let i = 0; i < expected.length; i += 2) {
        expect(written[written.indexOf(expected[i] ?? '') + 1], expected[i]).toBe(expected[i + 1]);
      }
    },
  },
  {
    promise: 'what was signed is what a verified delivery says of itself',
    check(subject) {
      const result = verifyHeaders(subject, genuine(subject));
      if (result instanceof Refusal) throw new Error(result.reason);
      expect(result.secretIndex).toBe(0);
      expect(result.signedId).toBe(subject.scheme.idHeader === undefined ? undefined : ID);
      const whole = subject.scheme.time?.formats[0] === 's' ? Math.floor(NOW / 1000) * 1000 : NOW;
      expect(result.signedAt).toBe(subject.scheme.time === undefined ? undefined : whole);
    },
  },
  {
    promise: 'a signature of another secret is refused',
    check(subject) {
      expect(verdictOn(subject, signed(subject, { secrets: [subject.otherSecret] }))).toBe('mismatch');
      expect(verdictOn(subject, signed(subject), { secrets: [subject.otherSecret] })).toBe('mismatch');
    },
  },
  {
    promise: 'without any secret nothing is genuine',
    check(subject) {
      expect(verdictOn(subject, signed(subject), { secrets: [] })).toBe('mismatch');
    },
  },
  {
    promise: 'while secrets are rotated, deliveries under the old and the new one both pass',
    check(subject) {
      const { secret: old, otherSecret: next } = subject;
      expect(secretIndexOf(subject, signed(subject, { secrets: [old] }), [next, old])).toBe(1);
      expect(secretIndexOf(subject, signed(subject, { secrets: [next] }), [next, old])).toBe(0);
      expect(verdictOn(subject, signed(subject, { secrets: [old] }), { secrets: [next] })).toBe('mismatch');
    },
  },
  {
    promise: 'with two secrets a message is signed with both, and a receiver needs either',
    check(subject) {
      const { secret: old, otherSecret: next } = subject;
      const headers = signed(subject, { secrets: [next, old] });
      expect(verdictOn(subject, headers, { secrets: [old] })).toBe('accepted');
      expect(verdictOn(subject, headers, { secrets: [next] })).toBe('accepted');
    },
    unless: {
      when: (subject) => !isList(subject),
      because: 'the header holds one signature, so the first secret signs',
      check(subject) {
        const { secret: old, otherSecret: next } = subject;
        const headers = signed(subject, { secrets: [next, old] });
        expect(headers).toEqual(signed(subject, { secrets: [next] }));
        expect(verdictOn(subject, headers, { secrets: [old] })).toBe('mismatch');
      },
    },
  },
  {
    promise: 'a good signature counts wherever it stands among bad and unknown ones',
    check(subject) {
      const { entries, header } = subject.signature;
      if (!entries) throw new TypeError('no list');
      const headers = signed(subject, { secrets: [subject.otherSecret, subject.secret] });
      const at = headers.indexOf(header) + 1;
      const list = (headers[at] ?? '').split(entries.separator);
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
        expect(verdictOn(subject, headers.with(at, value)), value).toBe('accepted');
      }
    },
    unless: {
      when: (subject) => !isList(subject),
      because: 'the header is one signature, and two in it are none',
      check(subject) {
        const headers = signed(subject);
        const at = headers.indexOf(subject.signature.header) + 1;
        const one = headers[at] ?? '';
        for (const joined of [`${one},${one}`, `${one}, ${one}`, `${one} ${one}`]) {
          expect(verdictOn(subject, headers.with(at, joined)), joined).toBe('mismatch');
        }
      },
    },
  },
];
