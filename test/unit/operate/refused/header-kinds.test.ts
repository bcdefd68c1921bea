/** How far a header's value may go. */
import { describe, expect, test } from 'vitest';
import {
  createHeaderKinds,
  holdsCredential,
  shownValue,
} from '../../../../src/operate/refused/header-kinds.js';
import { schemes } from '../../../../src/schemes/catalogue/index.js';
import { signatureHeaderNames } from '../../../../src/schemes/engine/signatures.js';
import type { Scheme } from '../../../../src/schemes/spec.js';

const schemeOf = (name: string): Scheme => {
  const scheme = schemes[name];
  if (!scheme) throw new Error(name);
  return scheme;
};
const HEX = 'ab12'.repeat(16);
const kindsOf = createHeaderKinds(schemeOf('github'));

test.each([
  ['X-Hub-Signature-256', `sha256=${HEX}`, 'signature'],
  ['x-hub-signature-256', 'not even one', 'signature'],
  ['Webhook-Signature', 'v1,abc', 'signature'],
  ['X-Gitlab-Token', 'abc', 'credential'],
  ['Authorization', 'anything', 'credential'],
  ['Cookie', 'a=b', 'credential'],
  ['Proxy-Authorization', 'Basic YTpi', 'credential'],
  ['X-Api-Key', 'abc', 'credential'],
  ['X-My-Secret', 'abc', 'credential'],
  ['X-Session', 'abc', 'credential'],
  ['X-Anything', 'Bearer abc', 'credential'],
  ['X-Anything', 'eyJhbGciOi.eyJzdWIi.abc', 'credential'],
  ['X-Anything', 'whsec_abc', 'credential'],
  ['X-Partner-Sig', 'abc', 'signature'],
  ['X-Partner-Hmac', 'abc', 'signature'],
  ['X-Anything', `v9=${HEX}`, 'signature'],
  ['X-Anything', Buffer.from(HEX, 'hex').toString('base64'), 'signature'],
  ['X-GitHub-Event', 'pull_request', 'plain'],
  ['X-GitHub-Delivery', '72d3162e-cc78-11e3-81ab-4c9367dc0958', 'plain'],
  ['Content-Type', 'application/json', 'plain'],
  ['Traceparent', `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, 'plain'],
  ['X-Shop-Domain', 'my-company.myshopify.com', 'plain'],
])('%s: %s is %s', (name, value, kind) => {
  expect(kindsOf(name, value)).toBe(kind);
});

test.each(Object.keys(schemes))('no signature and no token of %s is shown', (name) => {
  const scheme = schemeOf(name);
  const own = createHeaderKinds(scheme);
  for (const header of signatureHeaderNames(scheme.signature ?? {})) {
    expect(own(header, 'x')).not.toBe('plain');
    // Nor to a route of another scheme.
    expect(kindsOf(header, 'x')).not.toBe('plain');
  }
});

describe('what is shown', () => {
  test.each([
    [HEX, `(64 characters, hex)`],
    ['AbC+/w==', '(8 characters, base64)'],
    ['AbC-_w', '(6 characters, base64url)'],
    ['v1,a b', '(6 characters, text)'],
  ])('of %s is its length and its alphabet', (value, words) => {
    expect(shownValue('signature', value)).toMatch(/^sha256:[0-9a-f]{4}… \(/);
    expect(shownValue('credential', value)).toContain(words);
    expect(shownValue('plain', value)).toBe(value);
  });
});

test('a query holds a credential by its names, or by a handshake’s', () => {
  const meta = schemeOf('meta');
  expect(holdsCredential('/a', meta)).toBe(false);
  expect(holdsCredential('/a?step=1&tenant=b', meta)).toBe(false);
  expect(holdsCredential('/a?step=1&api_key=b', meta)).toBe(true);
  expect(holdsCredential('/a?hub.verify_token=b', meta)).toBe(true);
  expect(holdsCredential('/a?%74oken=b', meta)).toBe(true);
});
