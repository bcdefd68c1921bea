import { expect, test } from 'vitest';
import { expectedOf } from '../../../src/operate/refused/expected.js';
import { schemes } from '../../../src/schemes/catalogue/index.js';
import type { SourceConfig } from '../../../src/config/config.js';

function expectedFrom(schemeName: string) {
  return expectedOf({ schemeName, scheme: schemes[schemeName] } as SourceConfig);
}

test.each([
  ['github', 'X-Hub-Signature-256', 'sha256=‹hmac-sha256 in hex›'],
  ['stripe', 'Stripe-Signature', 't=‹time›,v1=‹hmac-sha256 in hex›'],
  ['svix', 'svix-signature', 'v1,‹hmac-sha256 in base64› or v1a,‹ed25519 in base64›'],
  ['gitlab', 'X-Gitlab-Token', '‹the secret itself›'],
  ['hygraph', 'gcms-signature', 'sign=‹hmac-sha256 in base64›, env=‹env›, t=‹time›'],
  ['sinch-voice', 'Authorization', 'Application ‹name of the key›:‹hmac-sha256 in base64›'],
])('%s signs in %s: %s', (scheme, header, form) => {
  const [signature] = expectedFrom(scheme).parts;
  expect([signature?.header?.toLowerCase(), signature?.form]).toEqual([header.toLowerCase(), form]);
});

test('the time is told with how old it may be', () => {
  const time = expectedFrom('slack').parts.find(({ what }) => what === 'time');
  expect(time?.header).toBe('X-Slack-Request-Timestamp');
  expect(time?.form).toMatch(/^‹s, at most .+ old›$/);
});

test('a field of a form is a place of its own', () => {
  const [signature] = expectedFrom('mailgun-routes').parts;
  expect(signature).toMatchObject({ header: undefined, json: undefined, field: 'signature' });
});

test.each(Object.keys(schemes))('%s is told in words, each part with its place', (scheme) => {
  const { signs, parts } = expectedFrom(scheme);
  if (schemes[scheme]?.signature) expect(signs !== undefined || parts.length > 0).toBe(true);
  for (const { header, json, field, form } of parts) {
    expect([header, json, field].filter((place) => place !== undefined)).toHaveLength(1);
    expect(form).not.toMatch(/undefined|\[object/);
  }
});
