import type { BuiltInScheme } from '../spec.js';

/**
 * SHA-512, keyed with the API secret key itself: there is no secret of the webhook's own. Retried every three minutes
 * four times, then hourly for three days.
 */
export const paystack: BuiltInScheme = {
  title: 'Paystack',
  docs: 'https://paystack.com/docs/payments/webhooks/',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'x-paystack-signature',
    algorithm: 'hmac-sha512',
    encoding: 'hex',
    content: '{body}',
  },
  identity: ['body'],
  identityNote: 'The body holds the id of the transaction with its state and times.',
  event: [{ json: '/event' }],
  envelope: { event: 'event', data: 'data' },
  retries: ['3m', '3m', '3m', ...Array.from({ length: 72 }, () => '1h')],
  deadline: '4s',
  statuses: { accepted: ['200'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
