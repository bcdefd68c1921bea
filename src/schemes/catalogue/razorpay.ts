import type { BuiltInScheme } from '../spec.js';

/** The event's id stands in an unsigned header alone. */
export const razorpay: BuiltInScheme = {
  title: 'Razorpay',
  docs: 'https://razorpay.com/docs/webhooks/validate-test/',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'X-Razorpay-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{body}',
  },
  sourceId: { header: 'X-Razorpay-Event-Id' },
  identity: ['body'],
  identityNote:
    "The body holds the event's time and what it is about. The event's id stands in an unsigned header and has no say.",
  event: [{ json: '/event' }],
  envelope: { event: 'event', time: 'created_at', timeFormat: 's', data: 'payload' },
  carry: ['X-Razorpay-Event-Id'],
  writes: { 'X-Razorpay-Event-Id': '{id}' },
  retries: ['1m', '5m', '15m', '30m', '1h', '2h', '4h', '8h', '9h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://razorpay.com/docs/webhooks/best-practices',
    deadline:
      'https://github.com/razorpay/markdown-docs/blob/master/payments/dashboard/account-settings/webhooks.md',
    statuses: 'https://razorpay.com/docs/webhooks/best-practices',
  },
};
