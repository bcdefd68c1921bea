/**
 * Every handshake of every scheme, asked as its description says and answered as an independent reading of the same
 * description expects. What single providers document stands in catalogue-handshakes.test.ts.
 */
import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { schemes } from '../../src/schemes/catalogue/index.js';
import {
  createHandshakes,
  handshakeMethods,
  type HandshakeAnswer,
} from '../../src/schemes/engine/handshake.js';
import type { Handshake, Scheme } from '../../src/schemes/spec.js';
import { secretFor } from '../helpers/secrets.js';
import { setAt, type Json } from './documents.js';
import { genuine, keysOf, subjectOf, verdictOn, withSignature } from './harness.js';
import { keyBytes } from './writer.js';

const WORD = 'aB3-x_9.~ZQ';
const TOKEN = 'the-token-agreed-upon';
const URL_GIVEN = 'https://hooks.example/endpoint';

type Answer = HandshakeAnswer | 'refused' | undefined;

interface Question {
  readonly query: Record<string, string>;
  readonly headers: Record<string, string>;
  readonly json: Json;
}

/** Every value the question must have and every value the answer repeats, with `word` wherever any will do. */
function questionOf({ when, answer, check, confirms }: Handshake, word: string, token?: string): Question {
  const question: Question = { query: {}, headers: {}, json: {} };
  const put = (kind: string, name: string, value: string): void => {
    if (kind === 'query') question.query[name] = value;
    else if (kind === 'header') question.headers[name] = value;
    else setAt(question.json, name, /^\d+$/.test(value) ? Number(value) : value);
  };
  const texts = [answer.text, ...Object.values(answer.json ?? {}), ...Object.values(answer.headers ?? {})];
  for (const [, kind = '', name = ''] of texts.join(' ').matchAll(/(query|header|json):([^}+]+)/g))
    put(kind, name, word);
  if (confirms !== undefined) put('json', confirms, word);
  const kinds = [
    ['query', when.query],
    ['header', when.headers],
    ['json', when.json],
  ] as const;
  for (const [kind, wanted = {}] of kinds) {
    for (const [name, value] of Object.entries(wanted)) put(kind, name, value === '*' ? word : value);
  }
  if (typeof check !== 'string' && token !== undefined) {
    const [[kind, name] = ['', '']] = Object.entries(check.token);
    put(kind, name, token);
  }
  return question;
}

function ask(
  name: string,
  handshake: Handshake,
  question: Question,
  verified: boolean,
  token?: string,
): Answer {
  const scheme = schemes[name] as Scheme;
  const { query, headers, json } = question;
  const body = Object.keys(json).length === 0 ? '' : JSON.stringify(json);
  const delivery = {
    method: handshake.when.method,
    target: `/hooks?${new URLSearchParams(query).toString()}`,
    rawHeaders: Object.entries(headers).flat(),
    body: Buffer.from(body),
    receivedAt: 0,
  };
  return createHandshakes(scheme, keysOf(scheme, secretFor(name)), token, URL_GIVEN)(delivery, verified);
}

/** What the template says, read by another hand: all values are `word`. */
function expected(name: string, template: string, word: string): string {
  const [, hash, encoding = '', parts = ''] = /^\{(sha\d+):(\w+):([^}]+)\}$/.exec(template) ?? [];
  if (hash !== undefined) {
    const text = parts
      .split('+')
      .map((part) => (part === 'token' ? TOKEN : part === 'url' ? URL_GIVEN : word));
    return createHash(hash)
      .update(text.join(''))
      .digest(encoding as 'hex');
  }
  return template.replace(
    /\{(?:hmac-(\w+):(\w+):)?[^}]+\}/g,
    (_all, algorithm?: string, encoding?: string) =>
      algorithm === undefined
        ? word
        : createHmac(algorithm, keyBytes(schemes[name] as Scheme, secretFor(name)))
            .update(word)
            .digest(encoding as 'hex'),
  );
}

const cases = Object.entries(schemes).flatMap(([name, { handshakes = [] }]) =>
  handshakes.map((handshake, index) => ({ name, index, handshake, signed: handshake.check === 'signature' })),
);
const hashesToken = ({ answer }: Handshake): boolean => JSON.stringify(answer).includes('+token');
const tokenOf = (one: Handshake): string | undefined =>
  typeof one.check === 'string' && !hashesToken(one) ? undefined : TOKEN;
/** The header whose value must be the token, and is said again in the answer: its word is settled before. */
const tokenHeader = ({ check }: Handshake): string | undefined =>
  typeof check !== 'string' && 'header' in check.token ? check.token.header : undefined;
const echoes = (handshake: Handshake): boolean =>
  /\{/.test(
    JSON.stringify(handshake.answer)
      .replace(/^\{|"json":\{|"headers":\{/g, '')
      .replaceAll(`{header:${tokenHeader(handshake) ?? ''}}`, ''),
  );

describe.each(cases)('$name, question $index', ({ name, handshake, signed }) => {
  const { answer, when, check } = handshake;
  const token = tokenOf(handshake);
  const genuineAsked = (word = WORD): Answer =>
    ask(name, handshake, questionOf(handshake, word, TOKEN), signed, token);

  it('is answered exactly as described', () => {
    const told = genuineAsked();
    if (told === undefined || told === 'refused') throw new Error(String(told));
    expect(told.status).toBe(answer.status);
    const body = told.body.toString();
    if (answer.json) {
      const members = Object.entries(answer.json).map(([key, value]) => ({
        [key]: typeof value === 'number' ? value : expected(name, value, WORD),
      }));
      expect(JSON.parse(body)).toEqual(Object.assign({}, ...members));
      expect(told.headers).toContain('application/json');
    } else {
      expect(body).toBe(expected(name, answer.text ?? '', WORD));
      if (body !== '')
        expect(told.headers).toEqual(expect.arrayContaining(['text/plain; charset=utf-8', 'nosniff']));
    }
    for (const [header, value] of Object.entries(answer.headers ?? {})) {
      const word = value === `{header:${tokenHeader(handshake) ?? ''}}` ? TOKEN : WORD;
      expect(told.headers[told.headers.indexOf(header) + 1]).toBe(expected(name, value, word));
    }
  });

  it('is no question under another method, nor without anything it must have, nor with another value', () => {
    const question = questionOf(handshake, WORD, TOKEN);
    for (const method of ['PUT', when.method === 'GET' ? 'HEAD' : 'GET'] as const) {
      const other = { ...handshake, when: { ...when, method } } as Handshake;
      expect(
        handshakeMethods(schemes[name] as Scheme).has(method) || ask(name, other, question, signed, token),
      ).not.toBe('refused');
    }
    for (const [kind, wanted = {}] of [
      ['query', when.query],
      ['headers', when.headers],
    ] as const) {
      for (const [key, value] of Object.entries(wanted)) {
        const rest = Object.fromEntries(Object.entries(question[kind]).filter(([given]) => given !== key));
        expect(ask(name, handshake, { ...question, [kind]: rest }, signed, token), key).toBeUndefined();
        if (value === '*') continue;
        const changed = { ...question, [kind]: { ...question[kind], [key]: `${value}x` } };
        expect(ask(name, handshake, changed, signed, token), key).toBeUndefined();
      }
    }
    for (const [pointer, wanted] of Object.entries(when.json ?? {})) {
      for (const value of [undefined, ...(wanted === '*' ? [] : ['another']), null, ['1'], { a: 1 }]) {
        const json = structuredClone(question.json);
        setAt(json, pointer, value);
        expect(ask(name, handshake, { ...question, json }, signed, token), pointer).toBeUndefined();
      }
    }
  });

  it('hands over the secret that it brings, and no other value', () => {
    const told = genuineAsked();
    expect(typeof told === 'object' && told.secret).toBe(handshake.secret ? WORD : undefined);
  });

  it('is answered before the signature’s check or after it, never both', () => {
    expect(ask(name, handshake, questionOf(handshake, WORD, TOKEN), !signed, token)).toBeUndefined();
  });

  it('brings the right token, where one is agreed upon', () => {
    // With nothing in the header that makes it a question it is none.
    const empty = when.headers?.[tokenHeader(handshake) ?? ''] === undefined ? 'refused' : undefined;
    for (const given of [undefined, '', 'another', `${TOKEN}x`, TOKEN.toUpperCase()]) {
      const told = ask(name, handshake, questionOf(handshake, WORD, given), signed, token);
      if (typeof check === 'string') expect(told).not.toBe('refused');
      else expect(told, given).toBe(given === '' ? empty : 'refused');
    }
    if (typeof check === 'string') return;
    expect(ask(name, handshake, questionOf(handshake, WORD, TOKEN), signed, undefined)).toBe('refused');
    expect(ask(name, handshake, questionOf(handshake, WORD, ''), signed, '')).toBe(empty);
  });

  it('is echoed up to a length, and never into another header', () => {
    if (!echoes(handshake)) {
      expect(genuineAsked('x'.repeat(100_000)) === 'refused').toBe(false);
      return;
    }
    for (const word of ['x'.repeat(1025), 'x'.repeat(100_000)])
      expect([undefined, 'refused']).toContain(genuineAsked(word));
    const split = genuineAsked('a\r\nSet-Cookie: b=1');
    const headers = typeof split === 'object' ? split.headers : [];
    expect(headers.join('')).not.toMatch(/[\r\n]/);
  });

  it('never throws, whatever it is asked', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        fc.boolean(),
        (word, given, verified) => {
          const told = ask(name, handshake, questionOf(handshake, word, given), verified, token);
          if (typeof told === 'object') expect(told.headers.join('')).not.toMatch(/[^\x20-\x7e]/);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('answers with an HMAC', () => {
  const hashing = cases.filter(({ handshake }) => JSON.stringify(handshake.answer).includes('{hmac-'));

  it.each(hashing)('of $name are no signature of a delivery', ({ name, handshake, signed }) => {
    const subject = subjectOf(name);
    for (const word of ['1', '12345', 'true', 'null', '{"a":1}', '[]', WORD, 'abc/def+g==']) {
      const told = ask(name, handshake, questionOf(handshake, word, TOKEN), signed, tokenOf(handshake));
      if (typeof told !== 'object') continue;
      for (const [text] of told.body.toString().matchAll(/[\w+/=-]{40,}/g)) {
        const sent = genuine(subject, { body: Buffer.from(word) });
        for (const given of [text, `${subject.signature.prefix ?? ''}${text.replace(/^sha256=/, '')}`]) {
          expect(verdictOn(subject, withSignature(subject, sent, given)), word).not.toBe('accepted');
        }
      }
    }
  });
});
