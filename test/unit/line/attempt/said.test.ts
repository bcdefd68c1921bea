/** What is kept of a receiver's answer that echoes the request it got. */
import { describe, expect, it } from 'vitest';
import { createSaidBy } from '../../../../src/line/attempt/said.js';

const TOKEN = 'Bearer a+very/secret-token-0123456789';
const SIGNATURE = 'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=';
const SENT = ['Authorization', TOKEN, 'svix-signature', SIGNATURE, 'svix-id', 'msg_12345678'];
const HIDDEN = new Set(['authorization', 'svix-signature']);

function said(text: string, hidden: ReadonlySet<string> = HIDDEN): string | undefined {
  const answer = { status: 500, contentType: 'text/plain', retryAfter: undefined, body: Buffer.from(text) };
  return createSaidBy(hidden)(answer, SENT);
}

describe('what a receiver said is kept without what the attempt sent as a secret or a signature', () => {
  it.each([
    ['as it is', `got ${TOKEN} and ${SIGNATURE} of msg_12345678`],
    ['in JSON', JSON.stringify({ authorization: TOKEN, signature: SIGNATURE })],
    ['in JSON with slashes escaped', JSON.stringify({ TOKEN, SIGNATURE }).replaceAll('/', '\\/')],
    ['in a URL', `?a=${encodeURIComponent(TOKEN)}&s=${encodeURIComponent(SIGNATURE)}`],
    [
      'without its word or tag',
      `a+very/secret-token-0123456789 K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=`,
    ],
    ['cut by the end of what is kept', `${'x'.repeat(230)}${TOKEN}`],
  ])('%s', (_, text) => {
    const kept = said(text) ?? '';
    expect(kept).not.toMatch(/very|secret-token|K5oZ|pI4/);
    expect(kept).toContain('‹hidden›'.slice(0, 1));
    expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(258);
  });

  it('names what everybody may know', () => {
    expect(said('of msg_12345678')).toBe('of msg_12345678');
  });

  it('is its first 256 bytes where nothing is hidden', () => {
    expect(said('y'.repeat(300), new Set())).toBe('y'.repeat(256));
  });

  it('is nothing without a body, or where it is compressed', () => {
    expect(said('')).toBeUndefined();
    const answer = { status: 500, contentType: undefined, retryAfter: undefined, body: Buffer.from('x') };
    expect(createSaidBy(HIDDEN)({ ...answer, contentEncoding: 'gzip' }, SENT)).toBeUndefined();
  });
});
