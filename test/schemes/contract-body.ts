/** Contract: bodies are bytes. */
import { expect } from 'vitest';
import { Refusal } from '../../src/schemes/verify.js';
import type { Case } from './contract-case.js';
import { BODY, genuine, signed, verdictOn, verifyHeaders, type Subject } from './harness.js';

const FORGED = ['mismatch', 'body_not_json'];

function genuinelySigned(subject: Subject, body: Buffer): string {
  return verdictOn(subject, genuine(subject, { body }), { body });
}

const NOT_JSON: readonly (readonly [string, Buffer])[] = [
  ['empty', Buffer.alloc(0)],
  ['text', Buffer.from('Hello, World!')],
  ['a form', Buffer.from('payload=%7B%7D&a=1&a=2')],
  ['a number', Buffer.from('42')],
  ['a digit in front', Buffer.from(`0${BODY.toString()}`)],
  ['a byte order mark in front', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), BODY])],
  ['a blank in front', Buffer.from(` ${BODY.toString()}`)],
  ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xc3])],
];

const STARTS_AS_JSON: readonly (readonly [string, Buffer])[] = [
  ['an array', Buffer.from('[1,2]')],
  ['cut off', BODY.subarray(0, 40)],
  ['two documents', Buffer.concat([BODY, BODY])],
  ['a NUL behind', Buffer.concat([BODY, Buffer.from([0])])],
  ['no UTF-8 inside', Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')])],
  ['nested beyond reason', Buffer.from('['.repeat(100_000))],
];

export const bodyCases: readonly Case[] = [
  {
    promise: 'one changed bit anywhere in the body is found out',
    check(subject) {
      const headers = signed(subject);
      for (let at = 0; at < BODY.length; at++) {
        for (let bit = 1; bit < 256; bit *= 2) {
          const body = Buffer.from(BODY);
          body[at] = (body[at] ?? 0) ^ bit;
          expect(FORGED, `${at}/${bit}`).toContain(verdictOn(subject, headers, { body }));
        }
      }
    },
  },
  {
    promise: 'bytes added, cut off, re-serialised or normalised are found out',
    check(subject) {
      const text = BODY.toString();
      const variants = [
        ...[`${text}\n`, `${text}\r\n`, `${text} `, `${text}\0`, ` ${text}`, `\ufeff${text}`, ''],
        ...[text.slice(0, -1), text.slice(1), JSON.stringify(JSON.parse(text), null, 2)],
        ...[text.normalize('NFD'), text.replaceAll('":', '": '), text.replace('ë', '\\u00eb')],
      ];
      for (const variant of variants) {
        const verdict = verdictOn(subject, signed(subject), { body: Buffer.from(variant) });
        expect(FORGED, JSON.stringify(variant.slice(0, 20))).toContain(verdict);
      }
    },
  },
  {
    promise: 'two bodies that read alike as text are two bodies',
    check(subject) {
      const [one, twin] = [0xfe, 0xff].map((byte) => Buffer.from([0x7b, 0x22, byte, 0x22, 0x7d]));
      if (!one || !twin) throw new TypeError('two bodies');
      expect(one.toString('utf8')).toBe(twin.toString('utf8'));
      expect(verdictOn(subject, signed(subject, { body: one }), { body: one })).toBe('accepted');
      expect(verdictOn(subject, signed(subject, { body: one }), { body: twin })).toBe('mismatch');
    },
  },
  {
    promise: 'a genuine body need not be JSON, nor text, nor anything at all',
    check(subject) {
      for (const [what, body] of NOT_JSON) expect(genuinelySigned(subject, body), what).toBe('accepted');
    },
    unless: {
      when: ({ scheme }) => scheme.bodyMustBeJson === true,
      because:
        'nothing parts time and body, so a body that does not start as JSON is refused, however genuine',
      check(subject) {
        for (const [what, body] of NOT_JSON)
          expect(genuinelySigned(subject, body), what).toBe('body_not_json');
      },
    },
  },
  {
    promise: 'whatever starts as JSON is taken as it is, well-formed or not',
    check(subject) {
      for (const [what, body] of STARTS_AS_JSON) {
        expect(genuinelySigned(subject, body), what).toBe('accepted');
        const result = verifyHeaders(subject, genuine(subject, { body }), { body });
        if (result instanceof Refusal) throw new Error(result.reason);
        expect(what === 'an array' ? result.json : [1, 2], what).toEqual([1, 2]);
        if (what !== 'an array') expect(result.json, what).toBeUndefined();
      }
    },
  },
];
