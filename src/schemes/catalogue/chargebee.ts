import type { BuiltInScheme } from '../spec.js';

/**
 * HTTP Basic: the secret is `user:password`. Nothing about the body is proved; Chargebee advises to fetch the event
 * by its id.
 */
export const chargebee: BuiltInScheme = {
  title: 'Chargebee',
  docs: 'https://www.chargebee.com/docs/billing/2.0/site-configuration/webhook_settings',
  trust: 'authenticated',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'Authorization',
    algorithm: 'plain',
    encoding: 'base64',
    prefix: 'Basic ',
    content: '{secret}',
  },
  sourceId: { json: '/id' },
  identity: ['id'],
  identityNote:
    "The body has the event's id, new for each event and the same on each retry. Whoever knows the password writes it.",
  event: [{ json: '/event_type' }],
  envelope: { id: 'id', event: 'event_type', time: 'occurred_at', timeFormat: 's', data: 'content' },
  retries: ['2m', '6m', '30m', '1h', '5h', '1d', '2d'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries:
      'https://support.chargebee.com/support/solutions/articles/257941-at-which-rate-can-we-expect-the-webhook-calls-in-chargebee-will-there-be-any-performance-disruption',
    deadline: 'estimate',
    statuses:
      'https://www.chargebee.com/docs/billing/2.0/kb/platform/i-received-a-webhook-failure-email-from-chargebee-how-to-fix-this',
  },
};
