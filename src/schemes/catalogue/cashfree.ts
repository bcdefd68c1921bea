import type { BuiltInScheme } from '../spec.js';

/**
 * Time and body are signed without anything between them: a strict time and a body that starts as JSON leave one
 * split. The key is the client secret. How often it retries is the customer's own setting.
 */
export const cashfree: BuiltInScheme = {
  title: 'Cashfree Payments',
  docs: 'https://www.cashfree.com/docs/payments/online/webhooks/signature-verification',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'x-webhook-signature',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    content: '{time}{body}',
  },
  time: {
    header: 'x-webhook-timestamp',
    formats: ['ms', 's'],
    tolerance: { past: '2h', future: '5m' },
  },
  bodyMustBeJson: true,
  identity: ['body'],
  identityNote: "The body holds the event's time, which a retry repeats.",
  event: [{ json: '/type' }],
  envelope: { event: 'type', time: 'event_time', data: 'data' },
  carry: ['x-webhook-version', 'x-idempotency-key'],
  retries: ['2m', '10m', '30m'],
  deadline: '4s',
  statuses: { accepted: ['200'], final: [] },
  rests: {
    retries: 'estimate',
    deadline: 'estimate',
    statuses: 'https://docs.cashfree.com/docs/webhook-resend-retry',
  },
};
