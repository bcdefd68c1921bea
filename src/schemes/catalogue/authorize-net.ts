import type { BuiltInScheme } from '../spec.js';

/**
 * The signature key is hexadecimal and decoded; the digest is written in capitals. Its schedule of retries is not
 * published; this one is an estimate.
 */
export const authorizeNet: BuiltInScheme = {
  title: 'Authorize.Net',
  docs: 'https://developer.authorize.net/api/reference/features/webhooks.html',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'hex',
  signature: {
    header: 'X-ANET-Signature',
    algorithm: 'hmac-sha512',
    encoding: 'HEX',
    prefix: 'sha512=',
    content: '{body}',
  },
  sourceId: { json: '/notificationId' },
  identity: ['id'],
  identityNote: "The signed body has the notification's id, new for each event and the same on each retry.",
  event: [{ json: '/eventType' }],
  envelope: { id: 'notificationId', event: 'eventType', time: 'eventDate', data: 'payload' },
  retries: ['3m', '3m', '3m', '8h', '8h', '8h', '48h', '48h', '48h'],
  deadline: '4s',
  statuses: { accepted: ['200'], final: [] },
  rests: { retries: 'estimate', deadline: 'estimate', statuses: 'estimate' },
};
