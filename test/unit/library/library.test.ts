/** `verify` and `sign` as another program uses them. */
import { eventOf } from '../../schemes/subject.js';
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { schemes, sign, verify, type HeadersInput, type SignRequest } from '../../../src/library/index.js';
import { whyUnsignable } from '../../../src/schemes/engine/sign.js';
import type { Scheme } from '../../../src/schemes/spec.js';
import { ownerOf } from '../../schemes/writer.js';
import { genuine, ID, NOW, subjectsOf, type Subject } from '../../schemes/harness.js';

const SECRET = 'a-secret-of-more-than-24-characters';
const BODY = '{"id":"evt_1","event":"lead.created","name":"Zoë"}';
const secrets = [SECRET];
const WHSEC = `whsec_${Buffer.from('a'.repeat(32)).toString('base64')}`;

const headers = sign({ scheme: 'actuallycare', secrets, id: 'm1', event: 'lead.created', body: BODY });

describe('headers may be', () => {
  const flat = Object.entries(headers).flat();
  const forms: readonly (readonly [string, HeadersInput])[] = [
    ['a plain object', headers],
    ['an object in lower case, as node:http has it', lowered()],
    [
      'an object with lists',
      Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    ],
    ['an object with undefined values', { ...headers, 'x-other': undefined }],
    ['Headers of fetch', new Headers(headers)],
    ['a Map', new Map(Object.entries(headers))],
    ['a list of pairs', Object.entries(headers)],
    ['the raw list of node:http', flat],
  ];

  test.each(forms)('%s', (_what, given) => {
    const result = verify({ scheme: 'actuallycare', secrets, headers: given, body: BODY });
    expect(result).toEqual({
      ok: true,
      id: undefined,
      event: 'lead.created',
      timestamp: undefined,
      secretIndex: 0,
    });
  });

  it('a repeated one is seen in every form that can show it', () => {
    const name = 'X-Webhook-Signature';
    const value = headers[name] ?? '';
    const doubled: readonly HeadersInput[] = [
      { ...headers, [name]: [value, value] },
      { ...headers, [name.toLowerCase()]: value },
      [...flat, name, value],
      [...Object.entries(headers), [name, value]],
    ];
    for (const given of doubled) {
      expect(verify({ scheme: 'actuallycare', secrets, headers: given, body: BODY })).toEqual({
        ok: false,
        reason: 'repeated_header',
      });
    }
  });
});

function lowered(): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

describe('bodies', () => {
  test.each([
    ['a string', BODY],
    ['a Buffer', Buffer.from(BODY)],
    ['a Uint8Array', new TextEncoder().encode(BODY)],
    ['a view into a larger buffer', new Uint8Array(Buffer.from(`xx${BODY}yy`)).subarray(2, -2)],
  ])('may be %s', (_what, body) => {
    expect(verify({ scheme: 'actuallycare', secrets, headers, body }).ok).toBe(true);
    expect(sign({ scheme: 'exampleapi', secrets, id: 'm', body })).toEqual(
      sign({ scheme: 'exampleapi', secrets, id: 'm', body: BODY }),
    );
  });

  test.each([[JSON.parse(BODY)], [null], [undefined], [42], [[1, 2]]])(
    'a parsed body %j is a fault of the program',
    (body) => {
      expect(() => verify({ scheme: 'actuallycare', secrets, headers, body: body as string })).toThrow(
        /as received/,
      );
    },
  );
});

describe('faults of the program are a TypeError that names them', () => {
  const request = { scheme: 'actuallycare', secrets, headers, body: BODY, id: 'm1' };
  const faulty = {
    ...schemes['github'],
    signature: { header: 'X-A', algorithm: 'md5' },
  } as unknown as Scheme;
  const cases: readonly (readonly [string, Partial<SignRequest>, RegExp])[] = [
    ['an unknown scheme', { scheme: 'actualycare' }, /no scheme "actualycare"/],
    ['a name every object has', { scheme: 'constructor' }, /no scheme "constructor"/],
    ['a faulty description', { scheme: faulty }, /scheme\.signature/],
    ['an empty secret', { secrets: [''] }, /empty/],
    ['no secret', { secrets: [] }, /at least one/],
    ['a secret whose variable is not set', { secrets: [undefined as unknown as string] }, /secrets\[0\]/],
    ['one secret in place of a list', { secrets: SECRET as unknown as string[] }, /list/],
    ['a secret that cannot be decoded', { scheme: 'svix', secrets: ['whsec_!!!'] }, /base64/],
    ['a relative URL', { url: '/hooks' }, /whole/],
  ];

  test.each(cases)('%s', (_what, change, message) => {
    for (const call of [verify, sign]) {
      expect(() => call({ ...request, ...change })).toThrow(TypeError);
      expect(() => call({ ...request, ...change })).toThrow(message);
    }
  });

  test.each([
    ['an id that cannot be signed', { scheme: 'svix', secrets: [WHSEC], id: 'a.b' }, /the id/],
    ['a time that is none', { timestamp: NaN }, /timestamp/],
    ['a date that is none', { timestamp: new Date('x') }, /timestamp/],
    ['a signature that stands in the body', { scheme: 'mailgun' }, /Mailgun cannot sign: its/],
    [
      'a URL that must name the hash',
      { scheme: 'twilio', url: 'https://a.example/' },
      /bodySHA256=[0-9a-f]{64}: add it/,
    ],
    ['a signed URL that is not given', { scheme: 'square' }, /lacks a value/],
    ['a key that can only check', { scheme: 'wise', secrets: [publicKey()] }, /none of the secrets can sign/],
  ] as const)('when signing: %s', (_what, change, message) => {
    expect(() => sign({ ...request, ...change })).toThrow(TypeError);
    expect(() => sign({ ...request, ...change })).toThrow(message);
  });

  it('and never repeat a secret', () => {
    const secret = 'whsec_not*base64*at*all';
    expect(() => verify({ ...request, scheme: 'svix', secrets: [secret] })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('not*base64') as string }) as Error,
    );
  });
});

function publicKey(): string {
  const { publicKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

describe('what a result says', () => {
  const svix = { scheme: 'svix', secrets: [WHSEC], body: '{"type":"lead.created"}' };

  it('the signed id, the event, the time and the secret that matched', () => {
    const sent = sign({ ...svix, id: ID, timestamp: NOW });
    const other = `whsec_${Buffer.from('b'.repeat(32)).toString('base64')}`;
    expect(verify({ ...svix, secrets: [other, WHSEC], headers: sent, now: NOW })).toEqual({
      ok: true,
      id: ID,
      event: 'lead.created',
      timestamp: Math.floor(NOW / 1000) * 1000,
      secretIndex: 1,
    });
  });

  it('the provider’s own id where none is signed', () => {
    const sent = sign({ scheme: 'exampleapi', secrets, id: 'm1', body: BODY });
    expect(verify({ scheme: 'exampleapi', secrets, headers: sent, body: BODY })).toMatchObject({
      id: 'evt_1',
    });
  });

  it('under scheme `none` everything passes, by no secret', () => {
    const result = verify({ scheme: 'none', secrets: [], headers: {}, body: 'x' });
    expect(result).toMatchObject({ ok: true, secretIndex: -1 });
    expect(sign({ scheme: 'none', secrets: [], id: 'm', body: 'x' })).toEqual({});
  });

  it('one reason for each refusal, by `now`', () => {
    const sent = sign({ ...svix, id: ID, timestamp: NOW });
    const at = (now: number): unknown => verify({ ...svix, headers: sent, now });
    expect(at(NOW + 300_000)).toMatchObject({ ok: true });
    expect(at(NOW + 302_000)).toEqual({ ok: false, reason: 'too_old' });
    expect(at(NOW - 302_000)).toEqual({ ok: false, reason: 'too_new' });
    expect(verify({ ...svix, headers: sent })).toMatchObject({ ok: false });
    expect(verify({ ...svix, headers: {}, now: NOW })).toEqual({ ok: false, reason: 'missing_signature' });
  });

  it('a time is milliseconds, seconds or a Date, and the clock by default', () => {
    const at = (timestamp: number | Date): unknown => sign({ ...svix, id: ID, timestamp });
    const seconds = Math.floor(NOW / 1000);
    expect(at(seconds)).toEqual(at(NOW));
    expect(at(new Date(NOW))).toEqual(at(NOW));
    expect(sign({ ...svix, id: ID, timestamp: NOW })['svix-timestamp']).toBe(String(seconds));
    expect(verify({ ...svix, headers: sign({ ...svix, id: ID }) }).ok).toBe(true);
  });

  it('a scheme of the user’s own works like a built-in one', () => {
    const scheme: Scheme = {
      ...(schemes['actuallycare'] as Scheme),
      signature: { header: 'X-Mine', algorithm: 'hmac-sha512', encoding: 'base64', content: '{body}' },
    };
    const sent = sign({ scheme, secrets, id: 'm', body: BODY });
    expect(verify({ scheme, secrets, headers: sent, body: BODY }).ok).toBe(true);
    expect(verify({ scheme, secrets, headers: sent, body: `${BODY} ` })).toEqual({
      ok: false,
      reason: 'mismatch',
    });
  });
});

/** Tokens that are the body have tests of their own. */
const signing = Object.keys(schemes).filter((name) => subjectsOf(name).length > 0);

describe.each(signing)('%s', (name) => {
  test.each(subjectsOf(name).map((subject) => [subject.name, subject] as const))(
    '%s: what another hand wrote is verified, and what is signed here too',
    (_name, subject) => {
      const sent = genuine(subject);
      const owner = ownerOf(subject.scheme);
      const given = {
        scheme: name,
        secrets: [subject.otherSecret, subject.secret],
        owner,
        now: NOW,
        ...sent,
      };
      expect(verify(given)).toMatchObject({ ok: true, secretIndex: 1 });
      expect(verify({ ...given, secrets: [subject.otherSecret] })).toEqual({ ok: false, reason: 'mismatch' });
      if (whyUnsignable(subject.scheme) === undefined) roundTrip(subject, sent.url);
    },
  );
});

function roundTrip({ name, scheme, secret, body, contentType }: Subject, url: string): void {
  const request = { scheme, secrets: [secret], id: ID, event: eventOf(scheme), timestamp: NOW, body, url };
  const own = sign({ ...request, contentType });
  const given = { scheme, secrets: [secret], headers: own, body, url, now: NOW };
  expect(verify(given), name).toMatchObject({ ok: true, secretIndex: 0 });
}
