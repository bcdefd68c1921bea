import type { BuiltInScheme } from '../spec.js';

/**
 * SHA-1 under a header name that others use for SHA-256. Retried for four hours; the steps are
 * ours.
 */
export const segment: BuiltInScheme = {
  title: 'Segment',
  docs: 'https://segment.com/docs/connections/destinations/catalog/actions-webhook/',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: { header: 'X-Signature', algorithm: 'hmac-sha1', encoding: 'hex', content: '{body}' },
  sourceId: { json: '/messageId' },
  identity: ['id'],
  identityNote: "The signed body has the message's id, new for each event and the same on each retry.",
  event: [{ json: '/event' }, { json: '/type' }],
  retries: ['30s', '1m', '2m', '5m', '10m', '30m', '1h', '150m'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://segment.com/docs/connections/destinations/',
    deadline: 'https://segment.com/docs/connections/destinations/catalog/webhooks/',
    statuses: 'https://segment.com/docs/connections/destinations/catalog/webhooks/',
  },
};
