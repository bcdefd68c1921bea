/** What reads strangers' text: no crash, no reading that depends on luck, no cost beyond the length. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { createHandshakes } from '../../src/schemes/engine/handshake.js';
import { joinContent, parseContent } from '../../src/schemes/engine/content.js';
import { SignedInput } from '../../src/schemes/engine/input.js';
import { verifyJwt } from '../../src/schemes/engine/jwt.js';
import { readSignatures } from '../../src/schemes/engine/signatures.js';
import type { Entries, Scheme } from '../../src/schemes/spec.js';
import { growsInProportion } from './cost.js';
import { keysOf, NOW, subjectOf } from './harness.js';

function inputOf(body: Buffer): SignedInput {
  return new SignedInput({
    method: 'POST',
    rawHeaders: [],
    body,
    url: 'https://a.example/?a=1',
    jsonField: undefined,
  });
}

function attempt(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('content templates', () => {
  const pieces = fc.constantFrom(
    ...[
      '{body}',
      '{time}',
      '{id}',
      '{url:decoded}',
      '{header:X-A}',
      '{json:/a}',
      '{query:a?}',
      '{form}',
      '{secret}',
    ],
    ...[
      '{',
      '}',
      '{}',
      '{{',
      '}}',
      '.',
      ':',
      '{nope}',
      '{json}',
      '{body:x}',
      '{header:}',
      '{url:x}',
      '{ body}',
      '{?}',
    ],
  );
  const template = fc.array(fc.oneof(pieces, fc.string()), { maxLength: 12 }).map((list) => list.join(''));

  it('are read, or refused with the placeholder that is none', () => {
    fc.assert(
      fc.property(template, fc.uint8Array(), (text, bytes) => {
        try {
          joinContent(parseContent(text), inputOf(Buffer.from(bytes)), Buffer.from('s'));
        } catch (error) {
          expect(error).toBeInstanceOf(TypeError);
          expect((error as Error).message).toMatch(/has no placeholder \{.*\}$/s);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    '{nope}',
    '{json}',
    '{json:a}',
    '{header:}',
    '{url:x}',
    '{method:x}',
    '{?}',
    '{constructor}',
    '{ body}',
  ])('%s is no placeholder', (text) => {
    expect(() => parseContent(text)).toThrow(TypeError);
  });

  test.each([['{'], ['{body}'], ['}{'], ['{json:/a}'], ['a']])('%j repeated costs in proportion', (piece) => {
    growsInProportion(piece, (length) => {
      const text = piece.repeat(length / piece.length);
      return () => attempt(() => parseContent(text));
    });
  });
});

describe('tokens', () => {
  const { secret, signature, scheme } = subjectOf('messagebird');
  const keys = keysOf(scheme, secret);
  const judge = (token: string): unknown =>
    signature.jwt && verifyJwt(signature.jwt, token, keys, inputOf(Buffer.from('{}')), NOW);

  it('of noise are refused with a reason', () => {
    const part = fc.oneof(
      fc.json().map((text) => Buffer.from(text).toString('base64url')),
      fc.base64String(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', '.', 'eyJhbGciOiJIUzI1NiJ9', 'bnVsbA', 'W10', 'MQ'),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), (parts) => {
        expect(['unreadable_signature', 'unknown_version', 'mismatch']).toContain(judge(parts.join('.')));
      }),
      { numRuns: 2000 },
    );
  });

  test.each(['.', 'a.', 'a', '{', 'W', '=', 'W1tb', '\u00e9'])('of %j cost in proportion', (piece) => {
    growsInProportion(piece, (length) => {
      const text = piece.repeat(length / piece.length);
      return () => [judge(text), judge(`${text}.a.a`), judge(`eyJhbGciOiJIUzI1NiJ9.${text}.a`)];
    });
  });
});

describe('lists of signatures', () => {
  const entries = (separator: string, assign: string): Entries => ({
    separator,
    assign,
    tags: { v1: 'hmac-sha256', v2: 'hmac-sha512' },
    time: 't',
  });

  it('give at most sixteen, each of a known tag, and the first time', () => {
    const piece = fc.oneof(
      fc.constantFrom('v1=a', 't=1', 't=2', 'v2=b', '=', '', ' ', 'v3=c', '__proto__=x'),
      fc.string(),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 24 }),
        fc.constantFrom(',', ';', ' ', ', '),
        (list, separator) => {
          const text = list.join(separator);
          const read = readSignatures({ entries: entries(separator, '='), content: '{body}' }, text);
          const given = text.split(separator.trim() || ' ').map((one) => one.replace(/^[ \t]+|[ \t]+$/g, ''));
          const named = given.filter((one) => one !== '');
          expect(read === undefined).toBe(named.length > 16);
          if (!read) return;
          const first = named.find((one) => one.startsWith('t='));
          expect(read.time).toBe(first?.slice(2));
          const signatures = named.filter((one) => /^v[12]=/.test(one)).map((one) => one.slice(3));
          expect(read.signatures.map(({ text: one }) => one)).toEqual(signatures);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('templates of handshakes', () => {
  it('of whatever text answer or refuse', () => {
    const piece = fc.constantFrom(
      '{query:a}',
      '{json:/a}',
      '{header:x}',
      '{hmac-sha256:hex:query:a}',
      '{',
      '}',
      '{a}',
      '{hmac-md5:x:y}',
    );
    const template = fc.array(fc.oneof(piece, fc.string())).map((list) => list.join(''));
    fc.assert(
      fc.property(template, fc.string({ unit: 'binary' }), (text, value) => {
        const scheme: Scheme = {
          ...subjectOf('x').scheme,
          handshakes: [
            { when: { method: 'GET' }, check: 'open', answer: { status: 200, text, headers: { A: text } } },
          ],
        };
        const target = `/?a=${encodeURIComponent(value.toWellFormed())}`;
        const delivery = {
          method: 'GET',
          target,
          rawHeaders: ['x', value],
          body: Buffer.alloc(0),
          receivedAt: 0,
        };
        const told = createHandshakes(scheme, keysOf(scheme, 'secret'), undefined)(delivery, false);
        expect(told).toBeDefined();
        if (typeof told === 'object') expect(told.headers.join('')).not.toMatch(/[^\x20-\x7e]/);
      }),
      { numRuns: 1000 },
    );
  });
});
