import type { BuiltInScheme } from '../spec.js';

/** RSA under a published key, one for the sandbox and one for production. Retried 25 times over two weeks. */
export const wise: BuiltInScheme = {
  title: 'Wise',
  docs: 'https://docs.wise.com/features/webhooks-notifications/event-handling',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'public-key',
  signature: {
    header: 'X-Signature-SHA256',
    algorithm: 'rsa-sha256',
    encoding: 'base64',
    content: '{body}',
  },
  sourceId: { header: 'X-Delivery-Id' },
  identity: ['body'],
  identityNote:
    "The body holds the time of the event. The delivery's id stands in an unsigned header and has no say.",
  event: [{ json: '/event_type' }],
  envelope: { event: 'event_type', time: 'sent_at', data: 'data' },
  carry: ['X-Delivery-Id', 'X-Test-Notification'],
  writes: { 'X-Delivery-Id': '{id}' },
  retries: [
    ...Array.from({ length: 11 }, (_, index) => `${2 ** index}m`),
    ...Array.from({ length: 14 }, () => '1d'),
  ],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries:
      'https://github.com/transferwise/api-docs/blob/master/source/includes/reference/_webhook_events.md',
    deadline:
      'https://github.com/transferwise/api-docs/blob/master/source/includes/reference/_webhook_events.md',
    statuses:
      'https://github.com/transferwise/api-docs/blob/master/source/includes/reference/_webhook_events.md',
  },
};
