/** How many signatures a destination gets while its secret changes: as many as its provider's own verifiers read. */
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { describe, expect, it, test } from 'vitest';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { signatureText, signed, subjectOf, verdictOn, genuine } from './harness.js';

const OTHER = `whsec_${Buffer.from('x'.repeat(32)).toString('base64')}`;

/** Scheme by scheme, what the provider's libraries and examples read of a list; the reason stands in each entry. */
const READ: Readonly<Record<string, 'each' | 'one'>> = {
  affirm: 'one',
  anthropic: 'each',
  brex: 'each',
  buildkite: 'one',
  calendly: 'one',
  carecycle: 'each',
  circleci: 'one',
  clerk: 'each',
  'cloudflare-stream': 'one',
  'coinbase-cdp': 'one',
  'convoy-advanced': 'each',
  'convoy-advanced-base64': 'each',
  'convoy-advanced-sha512': 'each',
  'convoy-advanced-sha512-base64': 'each',
  courier: 'one',
  'dodo-payments': 'each',
  elevenlabs: 'one',
  finch: 'each',
  'gitlab-signed': 'each',
  hygraph: 'one',
  imagekit: 'each',
  'imagekit-legacy': 'one',
  increase: 'each',
  'increase-legacy': 'each',
  inngest: 'one',
  knock: 'one',
  lithic: 'each',
  liveblocks: 'each',
  'mercado-pago': 'one',
  mux: 'each',
  openai: 'each',
  orb: 'each',
  paddle: 'one',
  pagerduty: 'each',
  persona: 'each',
  polar: 'each',
  render: 'each',
  replicate: 'each',
  resend: 'each',
  retell: 'one',
  revolut: 'each',
  sanity: 'one',
  seam: 'each',
  shippo: 'one',
  standard: 'each',
  stripe: 'each',
  stytch: 'each',
  'supabase-auth': 'each',
  svix: 'each',
  tailscale: 'each',
  workos: 'one',
};

const lists = Object.entries(schemes).flatMap(([name, { signature }]) =>
  signature?.entries ? [[name, signature.entries] as const] : [],
);

test('each scheme with a list of signatures is decided', () => {
  expect(lists.map(([name]) => name).sort()).toEqual(Object.keys(READ).sort());
});

describe.each(lists)('%s', (name, entries) => {
  const subject = subjectOf(name);
  const { secret: next, otherSecret: old } = subject;
  const [tag = ''] = Object.keys(entries.tags);
  const count = (text: string): number =>
    text.split(/[\s,;&]+/).filter((part) => part === tag || part.startsWith(tag + entries.assign)).length;

  it('gets as many signatures of two secrets as its own verifiers read', () => {
    const text = signatureText(subject, signed(subject, { secrets: [next, old] }));
    expect(count(text)).toBe(READ[name] === 'each' ? 2 : 1);
    expect(entries.several ?? false).toBe(READ[name] === 'each');
  });

  it('is read with a list of two as a source, whatever its verifiers read', () => {
    const sent = genuine(subject, { secrets: [old, next] });
    expect(count(signatureText(subject, sent))).toBe(2);
    expect(verdictOn(subject, sent)).toBe('accepted');
  });
});

const judged = lists.flatMap(([name]) => (schemes[name]?.key === 'standard' ? [name] : []));

test.each(judged)('under %s the official library takes either of two secrets', (name) => {
  const subject = subjectOf(name);
  const secrets = [subject.secret, subject.otherSecret];
  const { headers, body } = signed(subject, { secrets, at: Date.now() });
  const named: Record<string, string> = {};
  for (let i = 0; i < headers.length; i += 2) named[headers[i]?.toLowerCase() ?? ''] = headers[i + 1] ?? '';
  const Library = 'svix-signature' in named ? SvixWebhook : StandardWebhook;
  for (const secret of secrets) {
    new Library(secret.replace(/^v1,/, '')).verify(body.toString(), named);
    expect(() => new Library(OTHER).verify(body.toString(), named)).toThrow();
  }
});
