/** Contract: bodies are bytes, and where a signature covers less than them the scheme says so. */
import { isUtf8 } from 'node:buffer';
import { expect } from 'vitest';
import { Refusal } from '../../src/schemes/engine/verify.js';
import { forgedBody, type Case, type Exception } from './contract-case.js';
import {
  BODY,
  genuine,
  verdictOn,
  verifySent,
  withBody,
  withField,
  withMember,
  type Sent,
  type Subject,
} from './harness.js';
import { formText } from './writer.js';

function genuinelySigned(subject: Subject, body: Buffer): string {
  return verdictOn(subject, genuine(subject, { body }));
}

const NESTED = 'nested beyond reason';

/** Every delivery that differs in one bit of the body. */
function* flipped(sent: Sent): Generator<Sent> {
  for (let at = 0; at < sent.body.length; at++) {
    for (let bit = 1; bit < 256; bit *= 2) {
      const body = Buffer.from(sent.body);
      body[at] = (body[at] ?? 0) ^ bit;
      yield { ...sent, body };
    }
  }
}

const fields: Exception = {
  when: ({ covers }) => covers === 'fields',
  because: 'some members of the body are signed and no others, and the scheme does not say `body verified`',
  check(subject) {
    const { scheme, signature } = subject;
    expect(['partly', 'authenticated']).toContain(scheme.trust);
    const sent = genuine(subject);
    const item = signature.each === undefined ? '' : `${signature.each}/1`;
    const content = signature.content ?? '';
    const lines = /\{lines:([^}]+)\}/.exec(content)?.[1]?.replaceAll('?', '').split(',') ?? [];
    const members = [...content.matchAll(/\{json:([^}?]+)/g)].map(([, at = '']) => at);
    const objects = [...content.matchAll(/\{members:([^}]+)\}/g)].map(([, at = '']) => at);
    const inside = objects.flatMap((at) => [`${at}/alpha`, `${at}/gamma`]);
    const pointers = [...members, ...lines, ...inside].map((at) => item + at);
    const named = [...content.matchAll(/\{field:([^}?]+)/g)].map(([, name = '']) => name);
    expect([...pointers, ...named]).not.toEqual([]);
    for (const name of named) {
      const refusal = name === scheme.time?.field ? 'unreadable_time' : 'mismatch';
      expect(verdictOn(subject, withField(sent, name, 'another')), name).toBe(refusal);
      const twice = withBody(sent, `${sent.body.toString()}&${name}=another`);
      expect(verdictOn(subject, twice), name).toBe(refusal);
    }
    if (named.length > 0) {
      expect(verdictOn(subject, withField(sent, 'not-signed', 'x'))).toBe('accepted');
      return;
    }
    for (const pointer of pointers) {
      for (const value of ['another', 7, true]) {
        const refusal = pointer === scheme.time?.json ? 'unreadable_time' : 'mismatch';
        expect(verdictOn(subject, withMember(subject, sent, pointer, value)), pointer).toBe(refusal);
      }
      for (const value of [{ a: 1 }, ['a'], 1.5, 2 ** 60, '\ud800']) {
        expect(verdictOn(subject, withMember(subject, sent, pointer, value)), pointer).not.toBe('accepted');
      }
    }
    for (const at of objects) {
      for (const [name, value] of [
        ['more', 'x'],
        ['alpha', undefined],
        ['gamma', '&zeta=z'],
      ] as const) {
        expect(verdictOn(subject, withMember(subject, sent, `${at}/${name}`, value)), name).toBe('mismatch');
      }
    }
    expect(verdictOn(subject, withMember(subject, sent, `${item}/not-signed`, 'x'))).toBe('accepted');
  },
};

const meaning: Exception = {
  when: ({ covers }) => covers === 'meaning',
  because: 'what JSON means is signed, so exactly what reads as the same is the same',
  check(subject) {
    const text = BODY.toString();
    const same = [
      `${text}\n`,
      `${text} `,
      JSON.stringify(JSON.parse(text), null, 2),
      text.replace('ë', '\\u00eb'),
    ];
    const turned = Object.fromEntries(Object.entries(JSON.parse(text) as object).reverse());
    for (const body of [...same, JSON.stringify(turned)]) {
      expect(verdictOn(subject, withBody(genuine(subject), body)), body).toBe('accepted');
    }
    const others = [`${text}\0`, ` ${text}`, `\ufeff${text}`, '', text.slice(0, -1), text.slice(1)];
    const doubled = text.replace('{', '{"id":"evt_1",');
    for (const body of [...others, doubled, text.normalize('NFD'), text.replace('"evt_1"', '1')]) {
      expect(forgedBody(subject), body).toContain(verdictOn(subject, withBody(genuine(subject), body)));
    }
  },
};

const exactNumbers: Exception = {
  when: ({ covers }) => covers === 'meaning',
  because: 'a body must have one reading, so what readers take in two ways is refused',
  check(subject) {
    const equal = ['{"a":1}', '{"a":1.0}', '{"a":10e-1}', '{"a":0.1e1}'];
    const sent = genuine(subject, { body: Buffer.from('{"a":1}') });
    for (const body of equal) expect(verdictOn(subject, withBody(sent, body)), body).toBe('accepted');
    for (const [what, body] of [...NOT_JSON, ...BROKEN]) {
      const expected = isTooDeep(subject, what) ? 'json_too_deep' : 'body_not_json';
      expect(genuinelySigned(subject, body), what).toBe(expected);
    }
    const two = ['{"a":9007199254740993}', '{"a":-0}', '{"a":1e999}', '{"a":0.10000000000000000001}'];
    for (const body of [...two, '{"a":"\\ud800"}', '{"a":1,"\\u0061":1}', '{"\\udfff":1}']) {
      expect(genuinelySigned(subject, Buffer.from(body)), body).toBe('body_not_json');
    }
  },
};

const sum: Exception = {
  when: ({ covers }) => covers === 'sum',
  because: 'only a sum of the body is signed, which finds chance but no forger, and the scheme says `partly`',
  check(subject) {
    expect(subject.scheme.trust).toBe('partly');
    expect(subject.scheme.identity).not.toContain('body');
    for (const sent of flipped(genuine(subject))) {
      expect(forgedBody(subject)).toContain(verdictOn(subject, sent));
    }
  },
};

const nothing: Exception = {
  when: ({ covers }) => covers === 'nothing',
  because: 'only the sender is known, no byte of the body, and the scheme says `authenticated`',
  check(subject) {
    const { scheme, inBody } = subject;
    expect(scheme.trust).toBe('authenticated');
    const sent = genuine(subject);
    const other = inBody
      ? withMember(subject, sent, '/other', 'x')
      : withBody(sent, Buffer.from([0xff, 0x00]));
    expect(verdictOn(subject, other)).toBe('accepted');
  },
};

const form: Exception = {
  when: ({ covers }) => covers === 'form',
  because: 'names and values of a form are signed, so exactly what reads as the same ones is the same',
  check(subject) {
    const sent = genuine(subject);
    const text = formText(sent.body.toString());
    let same = 0;
    for (const other of flipped(sent)) {
      const expected = reads(other.body) === text;
      expect(verdictOn(subject, other) === 'accepted', other.body.toString('latin1')).toBe(expected);
      if (expected) same++;
    }
    expect(same).toBeLessThan(30);
  },
};

/** Undefined where the bytes have no one reading as a form. */
function reads(body: Buffer): string | undefined {
  try {
    return Buffer.from(body.toString()).equals(body) ? formText(body.toString()) : undefined;
  } catch {
    return undefined;
  }
}

const notAForm: Exception = {
  when: ({ covers }) => covers === 'form',
  because: 'only forms are signed, and a body that is none, or has no one reading as text, is refused',
  check(subject) {
    const { bodyHash, signature } = subject.scheme;
    const unread = signature?.formHas && !bodyHash ? 'form_incomplete' : 'mismatch';
    for (const body of ['a=\xff', 'a=\xfe'].map((text) => Buffer.from(text, 'latin1'))) {
      expect(verdictOn(subject, withBody(genuine(subject, { body: Buffer.from('a=\ufffd') }), body))).toBe(
        unread,
      );
    }
    for (const body of ['a=%FF', 'a=%FE', 'a=%C3']) {
      expect(verdictOn(subject, withBody(genuine(subject, { body: Buffer.from('a=\ufffd') }), body))).toBe(
        unread,
      );
    }
    const json = { ...subject, contentType: 'application/json' };
    // Where the URL may name a body's hash, a body that is no form goes that way.
    const expected = bodyHash ? 'accepted' : unread;
    expect(verdictOn(json, genuine(json, { body: BODY }))).toBe(expected);
    expect(genuinelySigned(subject, Buffer.alloc(0))).toBe(emptyOf(subject));
  },
};

/** Nothing at all is no form, and lacks the fields that every form has. */
function emptyOf({ scheme }: Subject): string {
  return scheme.signature?.formHas ? 'form_incomplete' : 'accepted';
}

/** Found out before anything is parsed, but for a document that stands in a form: a body that is no form has none. */
function isTooDeep({ scheme }: Subject, what: string): boolean {
  return what === NESTED && scheme.jsonField === undefined && scheme.signature?.field === undefined;
}

const noDocument: Exception = {
  when: ({ inBody }) => inBody,
  because: 'the signature stands in the JSON, so a body that is none brings none',
  check(subject) {
    for (const [what, body] of [...NOT_JSON, ...BROKEN]) {
      const expected = isTooDeep(subject, what) ? 'json_too_deep' : 'missing_signature';
      expect(verdictOn(subject, withBody(genuine(subject), body)), what).toBe(expected);
    }
  },
};

const timeInBody: Exception = {
  when: ({ scheme, inBody }) => scheme.time?.json !== undefined && !inBody,
  because: 'the signed time stands in the JSON, so a body that is none brings none',
  check(subject) {
    for (const [what, body] of [...NOT_JSON, ...BROKEN]) {
      const otherwise = what === 'a blank in front' ? 'accepted' : 'missing_time';
      const expected = isTooDeep(subject, what) ? 'json_too_deep' : otherwise;
      expect(genuinelySigned(subject, body), what).toBe(expected);
    }
  },
};

const wholeJson: Exception = {
  when: ({ scheme }) => scheme.bodyMustBeJson === 'whole',
  because: 'a border could wander at its end, so a body that is not JSON from end to end is refused',
  check(subject) {
    for (const [what, body] of [...NOT_JSON, ...BROKEN]) {
      const sent = genuine(subject, { body });
      const isDeep = subject.covers === 'meaning' && isTooDeep(subject, what);
      const expected = isDeep ? 'json_too_deep' : 'body_not_json';
      expect(verdictOn(subject, sent, { anyQuery: true }), what).toBe(expected);
    }
    expect(genuinelySigned(subject, Buffer.from('[1,2]'))).toBe('accepted');
  },
};

const textAlone: Exception = {
  when: ({ scheme }) => scheme.bodyMustBeText === true,
  because:
    'bytes that are no text could continue a plain hash behind the secret, and have no place in JSON, so these are refused',
  check(subject) {
    for (const [what, body] of [...NOT_JSON, ...BROKEN]) {
      const isText = isUtf8(body) && !body.includes(0);
      expect(genuinelySigned(subject, body), what).toBe(isText ? 'accepted' : 'body_not_text');
    }
  },
};

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

const BROKEN: readonly (readonly [string, Buffer])[] = [
  ['cut off', BODY.subarray(0, 40)],
  ['two documents', Buffer.concat([BODY, BODY])],
  ['a NUL behind', Buffer.concat([BODY, Buffer.from([0])])],
  ['no UTF-8 inside', Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')])],
  [NESTED, Buffer.from('['.repeat(100_000))],
];

export const bodyCases: readonly Case[] = [
  {
    promise: 'one changed bit anywhere in the body is found out, and the scheme says `body verified`',
    check(subject) {
      expect(subject.scheme.trust).toBe('body verified');
      for (const sent of flipped(genuine(subject))) {
        expect(forgedBody(subject), sent.body.toString('latin1')).toContain(verdictOn(subject, sent));
      }
    },
    unless: [fields, nothing, sum, form],
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
        const verdict = verdictOn(subject, withBody(genuine(subject), variant));
        expect(forgedBody(subject), JSON.stringify(variant.slice(0, 20))).toContain(verdict);
      }
    },
    unless: [fields, nothing, sum, form, meaning],
  },
  {
    promise: 'two bodies that read alike as text are two bodies',
    check(subject) {
      const [one, twin] = [0xfe, 0xff].map((byte) => Buffer.from([0x7b, 0x22, byte, 0x22, 0x7d]));
      if (!one || !twin) throw new TypeError('two bodies');
      expect(one.toString('utf8')).toBe(twin.toString('utf8'));
      expect(genuinelySigned(subject, one)).toBe('accepted');
      expect(verdictOn(subject, withBody(genuine(subject, { body: one }), twin))).toBe('mismatch');
    },
    unless: [noDocument, timeInBody, nothing, notAForm, exactNumbers, wholeJson, textAlone],
  },
  {
    promise: 'a genuine body need not be JSON, nor text, nor anything at all',
    check(subject) {
      for (const [what, body] of NOT_JSON) {
        const expected = body.length === 0 ? emptyOf(subject) : 'accepted';
        expect(genuinelySigned(subject, body), what).toBe(expected);
      }
    },
    unless: [
      {
        when: ({ scheme }) => scheme.bodyMustBeJson === true,
        because:
          'nothing parts body and what stands beside it, so a body that does not start as JSON is refused',
        check(subject) {
          for (const [what, body] of NOT_JSON) {
            expect(genuinelySigned(subject, body), what).toBe('body_not_json');
          }
        },
      },
      noDocument,
      timeInBody,
      notAForm,
      exactNumbers,
      wholeJson,
      textAlone,
    ],
  },
  {
    promise: 'whatever starts as JSON is taken as it is, well-formed or not',
    check(subject) {
      for (const [what, body] of [...BROKEN, ['an array', Buffer.from('[1,2]')] as const]) {
        const result = verifySent(subject, genuine(subject, { body }));
        if (result instanceof Refusal) throw new Error(`${what}: ${result.reason}`);
        expect(result.scalarAt('/1'), what).toBe(what === 'an array' ? '2' : undefined);
      }
    },
    unless: [noDocument, timeInBody, notAForm, wholeJson, textAlone],
  },
];
