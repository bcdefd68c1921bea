import type { BuiltInScheme } from '../spec.js';

/** Retried eight times over three days; many failures in a row pause the subscription. */
export const dwolla: BuiltInScheme = {
  title: 'Dwolla',
  docs: 'https://developers.dwolla.com/docs/webhooks',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-Request-Signature-SHA-256',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{body}',
  },
  sourceId: { json: '/id' },
  identity: ['id'],
  identityNote: "The signed body has the event's id, new for each event and the same on each retry.",
  event: [{ json: '/topic' }],
  carry: ['X-Dwolla-Topic'],
  writes: { 'X-Dwolla-Topic': '{event}' },
  retries: ['15m', '45m', '2h', '3h', '6h', '12h', '24h', '24h'],
  deadline: '8s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://developers.dwolla.com/docs/api-reference/webhook-subscriptions',
    deadline: 'https://developers.dwolla.com/docs/api-reference/webhook-subscriptions',
    statuses: 'https://developers.dwolla.com/docs/api-reference/webhook-subscriptions',
  },
};
