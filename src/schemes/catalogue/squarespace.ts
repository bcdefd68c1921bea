import type { BuiltInScheme } from '../spec.js';

/** The secret is hexadecimal and decoded. Retried for up to 48 hours; the steps are ours. */
export const squarespace: BuiltInScheme = {
  title: 'Squarespace',
  docs: 'https://developers.squarespace.com/commerce-apis/webhooks-overview',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'hex',
  signature: {
    header: 'Squarespace-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{body}',
  },
  sourceId: { json: '/id' },
  identity: ['id'],
  identityNote: "The signed body has the notification's id, new for each event and the same on each retry.",
  event: [{ json: '/topic' }],
  envelope: { id: 'id', event: 'topic', time: 'createdOn', data: 'data' },
  retries: ['1m', '5m', '30m', '2h', '6h', '12h', '24h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://developers.squarespace.com/webhooks/notification-delivery',
    deadline: 'estimate',
    statuses: 'https://developers.squarespace.com/webhooks/notification-delivery',
  },
};
