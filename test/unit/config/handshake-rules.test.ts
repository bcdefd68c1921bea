/** Handshakes in a scheme: what may ask, what it proves itself with, and what may be answered. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { parseScheme } from '../../../src/schemes/rules/parse.js';

type Data = Record<string, unknown>;

const signature = { header: 'X-Sig', algorithm: 'hmac-sha256', encoding: 'hex', content: '{body}' };
const echo = {
  when: { method: 'GET', query: { challenge: '*' } },
  check: 'open',
  answer: { status: 200, text: '{query:challenge}' },
};

function faults(handshake: Data, members: Data = { signature }): string {
  const parsed = parseScheme({ ...members, handshakes: [{ ...echo, ...handshake }] }, ['mine']);
  return parsed.ok ? '' : parsed.faults.map(({ path, message }) => `${path}: ${message}`).join('\n');
}

describe('a handshake', () => {
  it.each<[string, Data]>([
    ['echoes a query', {}],
    ['asks for a token in the query', { check: { token: { query: 'verify_token' } } }],
    ['asks for a token in the body', { check: { token: { json: '/token' } } }],
    ['comes after the signature', { check: 'signature' }],
    ['is any HEAD', { when: { method: 'HEAD' }, answer: { status: 200 } }],
    [
      'answers with an HMAC',
      {
        when: { method: 'POST', json: { '/event': 'validation' } },
        check: 'signature',
        answer: { status: 200, json: { plain: '{json:/p}', hmac: '{hmac-sha256:hex:json:/p}', type: 1 } },
      },
    ],
    [
      'echoes a header',
      {
        when: { method: 'POST', headers: { 'X-Hook-Secret': '*' } },
        answer: { status: 204, headers: { 'X-Hook-Secret': '{header:X-Hook-Secret}' } },
      },
    ],
    [
      'hands over a secret in a header',
      {
        when: { method: 'POST', headers: { 'X-Hook-Secret': '*' } },
        secret: { header: 'x-hook-secret' },
        answer: { status: 200 },
      },
    ],
    [
      'hands over a secret in the body',
      {
        when: { method: 'POST', json: { '/verification_token': '*' } },
        secret: { json: '/verification_token' },
        answer: { status: 200 },
      },
    ],
  ])('%s', (_what, handshake) => {
    expect(faults(handshake)).toBe('');
  });

  it.each<[string, Data, RegExp]>([
    [
      'is not every POST',
      { when: { method: 'POST' } },
      /handshakes\[0\]\.when: without a condition every POST/,
    ],
    ['has a known method', { when: { method: 'PUT' } }, /when\.method: expected one of GET/],
    [
      'asks for the secret that it hands over',
      { secret: { header: 'X-Hook-Secret' } },
      /handshakes\[0\]\.secret: a question may come without it; add it to when\.headers/,
    ],
    [
      'looks into no body of a GET',
      { when: { method: 'GET', json: { '/a': '*' } } },
      /json: only a POST has a body/,
    ],
    [
      'looks at pointers',
      { when: { method: 'POST', json: { a: '*' } } },
      /json\.a: this key is not a JSON pointer/,
    ],
    ['looks at headers', { when: { method: 'GET', headers: { 'a b': '*' } } }, /not a header name/],
    [
      'is checked in a known way',
      { check: 'maybe' },
      /check: expected one of signature, open|check: expected signature/,
    ],
    ['has one token', { check: { token: { query: 'a', json: '/b' } } }, /token: expected \{ header/],
    ['succeeds', { answer: { status: 404 } }, /answer\.status: must be at most 299/],
    ['is text or JSON', { answer: { status: 200, text: 'a', json: { a: 'b' } } }, /either text or json/],
    [
      'breaks no line',
      { answer: { status: 200, headers: { 'X-A': 'a\r\nX-B: b' } } },
      /headers\.X-A: expected printable/,
    ],
    [
      'breaks no line of its text',
      { answer: { status: 200, text: 'a\nb' } },
      /text: expected text without line breaks/,
    ],
    [
      'sets no framing',
      { answer: { status: 200, headers: { 'content-length': '5' } } },
      /set by the gateway/,
    ],
    ['has header names', { answer: { status: 200, headers: { 'X A': 'a' } } }, /not a header name/],
    [
      'knows its placeholders',
      { answer: { status: 200, text: '{secret}' } },
      /text: knows \{json:\/pointer\}/,
    ],
    ['knows no pointer without slash', { answer: { status: 200, text: '{json:a}' } }, /text: knows/],
    ['knows its algorithms', { answer: { status: 200, text: '{hmac-md5:hex:query:a}' } }, /text: knows/],
    ['knows what it keys', { answer: { status: 200, text: '{hmac-sha256:hex:secret}' } }, /text: knows/],
    ['closes its braces', { answer: { status: 200, json: { a: '{query:b' } } }, /json\.a: has a \{ or \}/],
  ])('%s', (_rule, handshake, expected) => {
    expect(faults(handshake)).toMatch(expected);
  });

  it('of the page on schemes is in order', () => {
    const page = readFileSync('docs/schemes.md', 'utf8');
    const example = /```yml\n(handshakes:\n[^]*?)```/.exec(page)?.[1] ?? '';
    expect(parseScheme({ signature, ...(parse(example) as Data) }, ['mine'])).toMatchObject({ ok: true });
  });

  it('hashes for whoever asks only what cannot be the body of a delivery', () => {
    const keyed = { answer: { status: 200, text: '{hmac-sha256:hex:query:challenge}' } };
    for (const content of ['{body}', '{time}{body}', 'v0.{body}', 'a={body}', '{id}.{time}.{body}']) {
      expect(faults(keyed, { signature: { ...signature, content } }), content).toContain(
        'bodyMustBeJson: true',
      );
      expect(
        faults(keyed, { signature: { ...signature, content }, bodyMustBeJson: true }),
        content,
      ).not.toContain('whoever asks');
    }
    for (const content of ['v0:{time}:{body}', 'a:{body}', '{url}{body}']) {
      expect(faults(keyed, { signature: { ...signature, content } }), content).not.toContain('whoever asks');
    }
  });

  it('never signs a text that the content of the scheme could be', () => {
    const keyed = { answer: { status: 200, text: '{hmac-sha256:hex:query:challenge}' } };
    for (const check of ['open', { token: { query: 'token' } }]) {
      for (const content of [
        '{json:/id}',
        '{json:/id}.{json:/at}',
        '{header:X-Id}',
        '{query:id}',
        '{path}',
      ]) {
        const members = {
          signature: { ...signature, content },
          trust: 'partly',
          bodyMustBeJson: true,
          identity: ['body'],
        };
        expect(faults({ ...keyed, check }, members), content).toContain('whoever asks');
      }
      const token = { header: 'X-Jwt', jwt: { hashes: { body: { of: 'body', encoding: 'hex' } } } };
      expect(faults({ ...keyed, check }, { signature: token })).toContain('whoever asks');
    }
  });

  it('may hash after the signature, in another algorithm, or where no token is a content', () => {
    const keyed = { answer: { status: 200, text: '{hmac-sha256:hex:query:challenge}' } };
    expect(faults({ ...keyed, check: 'signature' })).toBe('');
    expect(faults({ ...keyed, check: { token: { query: 'token' } } })).toContain('whoever asks');
    const other = { answer: { status: 200, text: '{hmac-sha512:hex:query:challenge}' } };
    expect(faults(other)).toBe('');
  });

  it('needs a secret for an HMAC, and a signature to come after one', () => {
    const keyed = { answer: { status: 200, text: '{hmac-sha256:hex:query:challenge}' } };
    const pair = { key: 'public-key', signature: { ...signature, algorithm: 'ed25519' } };
    expect(faults(keyed, pair)).toContain('an HMAC needs a secret');
    expect(faults(keyed, { trust: 'none' })).toContain('an HMAC needs a secret');
    expect(faults({ check: 'signature' }, { trust: 'none' })).toContain('signature means nothing');
    expect(faults({}, { trust: 'none' })).toBe('');
  });
});
