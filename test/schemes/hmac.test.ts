import { createHmac, createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseContent } from '../../src/schemes/engine/content.js';
import { hmacText } from '../../src/schemes/engine/hmac.js';
import { SignedInput } from '../../src/schemes/engine/input.js';

const NAMES = ['sha1', 'sha256', 'sha384', 'sha512'] as const;
const ENCODINGS = ['hex', 'base64', 'base64url'] as const;

function inputOf(body: Buffer, time: string, header: string): SignedInput {
  const rawHeaders = ['X-Long', header];
  const input = new SignedInput({
    ...{ method: 'POST', rawHeaders, body, url: undefined, jsonField: undefined, tokenAt: undefined },
  });
  input.time = time;
  return input;
}

describe('an HMAC in two hashes', () => {
  it('is the one of node:crypto, for keys and contents of any length', () => {
    const parts = parseContent('{time}.{header:X-Long?}.{body}');
    const lengths = fc.oneof(fc.nat(200), fc.nat(20_000), fc.integer({ min: 8_000, max: 8_400 }));
    fc.assert(
      fc.property(
        ...[
          fc.constantFrom(...NAMES),
          fc.constantFrom(...ENCODINGS),
          fc.uint8Array({ minLength: 1, maxLength: 300 }),
        ],
        ...[
          lengths,
          fc.stringMatching(/^[\x21-\x7e\xa1-\xff]{0,40}$/),
          fc.constantFrom('', 'ü', 'x'.repeat(8_100)),
        ],
        (name, encoding, secret, length, time, header) => {
          const body = Buffer.alloc(length, time || 'body');
          const given = hmacText(createSecretKey(secret), name, parts, inputOf(body, time, header), encoding);
          const content = Buffer.concat([Buffer.from(`${time}.${header}.`, 'latin1'), body]);
          expect(given).toBe(createHmac(name, secret).update(content).digest(encoding));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is none where a value that is signed is missing', () => {
    const parts = parseContent('{header:X-Other}.{body}');
    const input = inputOf(Buffer.from('{}'), '', '');
    expect(hmacText(createSecretKey(Buffer.from('secret')), 'sha256', parts, input, 'hex')).toBeUndefined();
  });
});
