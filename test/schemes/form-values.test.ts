/** Fields of a form that come more than once: providers differ in what they sign. */
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { readKey } from '../../src/schemes/engine/keys.js';
import { readIdentity } from '../../src/schemes/engine/read.js';
import { createSigner } from '../../src/schemes/engine/sign.js';
import { Refusal, createVerifier } from '../../src/schemes/engine/verify.js';

const URL = 'https://hooks.example.com/in';
const SECRET = 'a-made-up-secret-of-32-characters';
const FORM = 'application/x-www-form-urlencoded; charset=UTF-8';
const ACCOUNT = `AccountSid=AC${'0'.repeat(32)}`;

function verdict(name: string, header: string, signature: string, body: string) {
  const scheme = schemes[name];
  if (!scheme) throw new TypeError(name);
  return createVerifier(scheme, [readKey(scheme, SECRET)], { publicUrl: URL })({
    method: 'POST',
    target: '/in',
    rawHeaders: ['Content-Type', FORM, header, signature],
    body: Buffer.from(body),
    receivedAt: 0,
  });
}

function identity(body: string, signature: string): string {
  const result = verdict('twilio', 'X-Twilio-Signature', signature, body);
  if (result instanceof Refusal || !schemes.twilio) throw new TypeError('does not verify');
  return readIdentity(schemes.twilio, result, 'default', () => '');
}

const SIGNATURE = 'ux05vdQn91BxG3VWLO/p/Q0NLnY=';

describe('Twilio signs each value of a name once, sorted', () => {
  it('a delivery whose field has one value twice verifies', () => {
    const body = `${ACCOUNT}&M=b&M=a&M=a`;
    expect(verdict('twilio', 'X-Twilio-Signature', SIGNATURE, body)).not.toBeInstanceOf(Refusal);
  });

  it('forms that are signed alike are one delivery, so none can be made anew', () => {
    const [first, ...others] = ['M=b&M=a&M=a', 'M=a&M=b', 'M=b&M=b&M=b&M=a'].map((fields) =>
      identity(`${ACCOUNT}&${fields}`, SIGNATURE),
    );
    expect(new Set(others)).toEqual(new Set([first]));
  });

  it('what is signed for a receiver is the same', () => {
    const { twilio } = schemes;
    if (!twilio) throw new TypeError('twilio');
    const headers = ['content-type', FORM];
    const body = Buffer.from(`${ACCOUNT}&M=b&M=a&M=a`);
    createSigner(twilio, [readKey(twilio, SECRET)], URL)({ id: 'msg_1', body }, 0, headers);
    expect(headers.at(headers.indexOf('X-Twilio-Signature') + 1)).toBe(SIGNATURE);
  });
});

it.each([
  ['plivo', 'X-Plivo-Signature', 'From=1&To=2', 'From1', 'To2'],
  ['mandrill', 'X-Mandrill-Signature', 'mandrill_events=[]', '', 'mandrill_events[]'],
])('%s signs a value as often as it comes', (name, header, fields, before, after) => {
  const signature = (text: string): string => createHmac('sha1', SECRET).update(text).digest('base64');
  const body = `${fields}&M=b&M=a&M=a`;
  expect(verdict(name, header, signature(`${URL}${before}MaMaMb${after}`), body)).not.toBeInstanceOf(Refusal);
  expect(verdict(name, header, signature(`${URL}${before}MaMb${after}`), body)).toBeInstanceOf(Refusal);
});
