import type { BuiltInScheme } from '../spec.js';

/**
 * Bare hex, unlike most headers of this kind. Retried until it is taken, once a day at last; twenty failures in a row
 * disable the webhook.
 */
export const dub: BuiltInScheme = {
  title: 'Dub',
  docs: 'https://dub.co/docs/concepts/webhooks/verify-webhook-requests',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: { header: 'Dub-Signature', algorithm: 'hmac-sha256', encoding: 'hex', content: '{body}' },
  sourceId: { json: '/id' },
  identity: ['id'],
  identityNote: "The signed body has the event's id, new for each event and the same on each retry.",
  event: [{ json: '/event' }],
  envelope: { id: 'id', event: 'event', time: 'createdAt', data: 'data' },
  retries: ['12s', '148s', '1808s', '22026s', '24h', '24h', '24h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://dub.co/docs/webhooks/introduction',
    deadline: 'estimate',
    statuses: 'https://dub.co/docs/webhooks/introduction',
  },
};
