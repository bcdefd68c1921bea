/** Contract: what the signer writes. */
import { createPrivateKey, createPublicKey, verify } from 'node:crypto';
import fc from 'fast-check';
import { expect } from 'vitest';
import { unsignable, type Case } from './contract-case.js';
import {
  genuine,
  signatureText,
  signed,
  timeText,
  valueOf,
  verdictOn,
  type Sent,
  type Subject,
} from './harness.js';
import { bodyWithTime } from './writer.js';
import { heldValues } from '../../src/schemes/rules/held-values.js';

const holdsSeveral = ({ signature }: Subject): boolean =>
  (signature.entries ?? signature.list)?.several === true || signature.headers !== undefined;

/** Bodies as the scheme's sender might write them. */
function bodiesOf({ covers, scheme, signature, body }: Subject): fc.Arbitrary<Buffer> {
  if (covers === 'nothing') return fc.constant(body);
  if (scheme.time?.json !== undefined) return fc.json().map((text) => Buffer.from(`{"any":${text}}`));
  if (scheme.bodyMustBeJson === 'whole') return fc.json().map((text) => Buffer.from(`[${text}]`));
  if (scheme.bodyMustBeText) {
    return fc
      .string({ unit: 'grapheme' })
      .map((text) => Buffer.from(text.replaceAll('\0', '').toWellFormed()));
  }
  const { formHas = [] } = signature;
  if (covers !== 'form') {
    return fc
      .uint8Array({ minLength: formHas.length, maxLength: 400 })
      .map((bytes) => Buffer.from(scheme.bodyMustBeJson ? [0x7b, ...bytes] : bytes));
  }
  const pairs = fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })));
  const always = formHas.map((name): [string, string] => [name, 'AC1']);
  return pairs.map((list) => Buffer.from(new URLSearchParams([...always, ...list]).toString()));
}

/** An unsigned id that decides something has a shape. */
function idOf({ scheme }: Subject, id: string): string {
  // Where an id stands in a signed header, beside text that it may not hold.
  const held = new Set(heldValues(scheme).flatMap(({ borders }) => borders));
  const clear = Array.from(id, (letter) => (held.has(letter) ? '-' : letter)).join('');
  return scheme.identity.includes('sourceId') ? `a${clear.replaceAll(/[!~]/g, '')}` : clear;
}

/** With the time of sending, where a body has one. */
function bodyAt({ scheme }: Subject, body: Buffer, at: number): Buffer {
  return bodyWithTime(scheme, { body, time: timeText(scheme.time?.formats[0] ?? 's', at) });
}

export const signerCases: readonly Case[] = [
  {
    promise: 'the signer writes what an independent hand writes',
    check(subject) {
      const written = signed(subject);
      const expected = genuine(subject);
      expect(written.url).toBe(expected.url);
      for (let i = 0; i < expected.headers.length; i += 2) {
        const name = expected.headers[i] ?? '';
        expect(valueOf(written, name), name).toBe(expected.headers[i + 1]);
      }
    },
    unless: [
      unsignable,
      {
        when: ({ signature }) => signature.jwt !== undefined,
        because: "a token's claims stand in any order, so they are compared one by one",
        check(subject) {
          const claims = (sent: Sent): unknown => {
            const payload = signatureText(subject, sent).split('.')[1] ?? '';
            return JSON.parse(Buffer.from(payload, 'base64url').toString());
          };
          expect(claims(signed(subject))).toEqual(claims(genuine(subject)));
          expect(verdictOn(subject, signed(subject))).toBe('accepted');
        },
      },
      {
        when: ({ signature }) => signature.algorithm === 'ecdsa-sha256',
        because: 'no two ECDSA signatures of one text are equal, so node:crypto judges the one written',
        check(subject) {
          const { content = '', encoding } = subject.signature;
          const sent = signed(subject);
          const time = valueOf(sent, subject.scheme.time?.header ?? '');
          const text = content.replace('{time}', time).replace('{body}', () => sent.body.toString());
          const signature = Buffer.from(signatureText(subject, sent), encoding as 'base64');
          const key = createPublicKey(createPrivateKey(subject.secret));
          expect(verify('sha256', Buffer.from(text), key, signature)).toBe(true);
          expect(verdictOn(subject, sent)).toBe('accepted');
        },
      },
    ],
  },
  {
    promise: 'with two secrets a message is signed with both, and a receiver needs either',
    check(subject) {
      const { secret: old, otherSecret: next } = subject;
      const sent = signed(subject, { secrets: [next, old] });
      expect(sent.headers).toEqual(
        expect.arrayContaining([...genuine(subject, { secrets: [next, old] }).headers]),
      );
      expect(verdictOn(subject, sent, { secrets: [old] })).toBe('accepted');
      expect(verdictOn(subject, sent, { secrets: [next] })).toBe('accepted');
    },
    unless: [
      unsignable,
      {
        when: ({ signature }) => signature.algorithm === 'ecdsa-sha256',
        because: 'the header holds one signature, so the first secret signs',
        check(subject) {
          const sent = signed(subject, { secrets: [subject.otherSecret, subject.secret] });
          expect(verdictOn(subject, sent, { secrets: [subject.otherSecret] })).toBe('accepted');
          expect(verdictOn(subject, sent)).toBe('mismatch');
        },
      },
      {
        when: (subject) => !holdsSeveral(subject),
        because: 'there is room for one signature, so the first secret signs',
        check(subject) {
          const { secret: old, otherSecret: next } = subject;
          const sent = signed(subject, { secrets: [next, old] });
          expect(sent).toEqual(signed(subject, { secrets: [next] }));
          expect(verdictOn(subject, sent)).toBe('mismatch');
        },
      },
    ],
  },
  {
    promise: 'whatever the signer writes is accepted, for any body, id and moment',
    check(subject) {
      const id = fc.string({
        minLength: 1,
        maxLength: 64,
        unit: fc.constantFrom(...Array.from('abzAZ09_-!~/+=:')),
      });
      const at = fc.integer({ min: Date.parse('2002-01-01'), max: Date.parse('2250-01-01') });
      fc.assert(
        fc.property(bodiesOf(subject), id, at, (body, anId, moment) => {
          const sent = signed(subject, {
            body: bodyAt(subject, body, moment),
            id: idOf(subject, anId),
            at: moment,
          });
          expect(verdictOn(subject, sent, { now: moment })).toBe('accepted');
        }),
      );
    },
    unless: [unsignable],
  },
];
