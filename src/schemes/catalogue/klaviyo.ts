import type { BuiltInScheme } from '../spec.js';

/**
 * Body first, then the time as an HTTP date, without anything between them: a strict time and a body that starts as
 * JSON leave one split. Webhooks of flows are not signed. Its schedule of retries is not published; this one is an
 * estimate.
 */
export const klaviyo: BuiltInScheme = {
  title: 'Klaviyo',
  docs: 'https://developers.klaviyo.com/en/docs/working_with_system_webhooks',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'Klaviyo-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{body}{time}',
  },
  time: {
    header: 'Klaviyo-Timestamp',
    formats: ['utc-date'],
    tolerance: { past: '25h', future: '5m' },
  },
  bodyMustBeJson: true,
  identity: ['body'],
  identityNote: 'The body holds its own time and what has happened to whom.',
  event: [{ json: '/data/0/topic' }],
  carry: ['Klaviyo-Webhook-Id'],
  retries: ['1m', '5m', '30m', '1h', '6h', '12h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
