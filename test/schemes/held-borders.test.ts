/** Values whose borders hold at run time: no signature fits two deliveries. */
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { readKey } from '../../src/schemes/engine/keys.js';
import { createVerifier, Refusal } from '../../src/schemes/engine/verify.js';
import { parseScheme } from '../../src/schemes/rules/parse.js';
import type { Scheme } from '../../src/schemes/spec.js';

const SECRET = 'a secret of these tests';
const HEX = 'ab'.repeat(32);

interface Given {
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly query?: string;
}

function schemeOf(content: string, members: object = {}, open?: string): Scheme {
  const parsed = parseScheme({
    trust: content.includes('{body}') ? 'body verified' : 'partly',
    signature: {
      header: 'X-Sig',
      algorithm: 'hmac-sha256',
      encoding: 'hex',
      content,
      ...(open !== undefined && { open }),
    },
    ...members,
  });
  if (!parsed.ok) throw new TypeError(JSON.stringify(parsed.faults));
  return parsed.scheme;
}

/** @param text what was signed */
function verdictOf(scheme: Scheme, { text, headers = {}, body = {}, query = '' }: Given): string {
  const publicUrl = query === '' ? undefined : 'https://receiver.example/in';
  const verify = createVerifier(scheme, [readKey(scheme, SECRET)], { publicUrl, signedQuery: 'any' });
  const signature = createHmac('sha256', SECRET).update(text).digest('hex');
  const verdict = verify({
    method: 'POST',
    target: `/in${query}`,
    rawHeaders: Object.entries({ 'X-Sig': signature, ...headers }).flat(),
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    receivedAt: 1_700_000_000_000,
  });
  return verdict instanceof Refusal ? verdict.reason : 'accepted';
}

describe('a value that holds the text beside it is refused', () => {
  it('in a member, a header and a parameter, on either side', () => {
    const two = schemeOf('{json:/a}.{header:X-B}');
    expect(verdictOf(two, { text: '1.2', headers: { 'X-B': '2' }, body: { a: '1' } })).toBe('accepted');
    expect(verdictOf(two, { text: '1.2.3', headers: { 'X-B': '3' }, body: { a: '1.2' } })).toBe(
      'border_in_value',
    );
    expect(verdictOf(two, { text: '1.2.3', headers: { 'X-B': '2.3' }, body: { a: '1' } })).toBe(
      'border_in_value',
    );
    const query = schemeOf('{query:a}|{json:/b?}');
    expect(verdictOf(query, { text: '1|2', query: '?a=1', body: { b: 2 } })).toBe('accepted');
    expect(verdictOf(query, { text: '1|2|3', query: '?a=1%7C2', body: { b: 3 } })).toBe('border_in_value');
    expect(verdictOf(query, { text: '1|2|', query: '?a=1%7C2' })).toBe('border_in_value');
  });

  it('by any character of a longer text at which it could begin or end', () => {
    const scheme = schemeOf('{json:/a}--{json:/b}');
    expect(verdictOf(scheme, { text: 'x---y', body: { a: 'x-', b: 'y' } })).toBe('border_in_value');
    expect(verdictOf(scheme, { text: 'x---y', body: { a: 'x', b: '-y' } })).toBe('border_in_value');
  });

  it('and what is not signed so is a mismatch as ever', () => {
    const scheme = schemeOf('{json:/a}.{json:/b}');
    expect(verdictOf(scheme, { text: 'x', body: { a: '1.2', b: '3' } })).toBe('mismatch');
  });

  it('except the one that the scheme names as open', () => {
    const scheme = schemeOf('{json:/a}:{json:/b}:{json:/c}', {}, 'json:/b');
    const text = '1:2:3:4';
    expect(verdictOf(scheme, { text, body: { a: '1', b: '2:3', c: '4' } })).toBe('accepted');
    expect(verdictOf(scheme, { text, body: { a: '1:2', b: '3', c: '4' } })).toBe('border_in_value');
    expect(verdictOf(scheme, { text, body: { a: '1', b: '2', c: '3:4' } })).toBe('border_in_value');
  });

  it('but not where its end is known without that', () => {
    expect(verdictOf(schemeOf('v0.{json:/a}'), { text: 'v0.1.2', body: { a: '1.2' } })).toBe('accepted');
    const time = { header: 'X-Time', formats: ['s'], tolerance: '5m' };
    const timed = schemeOf('{time}.{json:/a}', { time });
    const headers = { 'X-Time': '1700000000' };
    expect(verdictOf(timed, { text: '1700000000.1.2', headers, body: { a: '1.2' } })).toBe('accepted');
  });
});

it('a signed id whose shape is its border is held to the shape', () => {
  const scheme = schemeOf('{header:X-Id}.{body}', { sourceId: { header: 'X-Id', shape: 'uuid' } });
  expect(verdictOf(scheme, { text: 'a.b.c', headers: { 'X-Id': 'a.b' }, body: 'c' })).toBe('unreadable_id');
  const id = '6f1c0f0e-7a34-4a5b-9a3b-0f2b9c1d2e3f';
  expect(verdictOf(scheme, { text: `${id}.b.c`, headers: { 'X-Id': id }, body: 'b.c' })).toBe('accepted');
});

describe('adyen', () => {
  const { adyen } = schemes;
  const item = {
    pspReference: 'PSP',
    merchantAccountCode: 'ACC',
    merchantReference: 'ref:1',
    amount: { value: 100, currency: 'EUR' },
    eventCode: 'AUTHORISATION',
    success: 'true',
  };

  function verdictOn(change: object): string {
    if (!adyen) throw new TypeError('no adyen');
    const text = 'PSP::ACC:ref:1:100:EUR:AUTHORISATION:true';
    const hmacSignature = createHmac('sha256', Buffer.from(HEX, 'hex')).update(text).digest('base64');
    const signed = { additionalData: { hmacSignature }, ...item, ...change };
    const verdict = createVerifier(adyen, [readKey(adyen, HEX)])({
      method: 'POST',
      target: '/in',
      rawHeaders: ['Content-Type', 'application/json'],
      body: Buffer.from(JSON.stringify({ notificationItems: [{ NotificationRequestItem: signed }] })),
      receivedAt: 1_700_000_000_000,
    });
    return verdict instanceof Refusal ? verdict.reason : 'accepted';
  }

  it('takes a merchant’s reference with a colon, and no other value that could be cut from it', () => {
    expect(verdictOn({})).toBe('accepted');
    const moved = [
      { merchantReference: 'ref', amount: { value: 1, currency: '100:EUR' } },
      { merchantReference: '1', merchantAccountCode: 'ACC:ref' },
      { merchantReference: '100', merchantAccountCode: 'ACC:ref:1', amount: { currency: 'EUR' } },
    ];
    expect(moved.map(verdictOn)).toEqual(['border_in_value', 'border_in_value', 'mismatch']);
  });
});
