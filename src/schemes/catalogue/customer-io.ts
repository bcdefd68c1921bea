import type { BuiltInScheme } from '../spec.js';

/**
 * The version is part of what is signed but not of the header. Retried for a week; the
 * steps are ours.
 */
export const customerIo: BuiltInScheme = {
  title: 'Customer.io',
  docs: 'https://docs.customer.io/messaging/webhooks/',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-CIO-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: 'v0:{time}:{body}',
  },
  time: { header: 'X-CIO-Timestamp', formats: ['s'], tolerance: { past: '8d', future: '5m' } },
  sourceId: { json: '/event_id' },
  identity: ['id'],
  identityNote: "The signed body has the event's id, new for each event and the same on each retry.",
  event: [{ json: '/metric' }],
  envelope: { id: 'event_id', event: 'metric', time: 'timestamp', timeFormat: 's', data: 'data' },
  retries: ['1m', '10m', '1h', '6h', '1d', '2d', '4d'],
  deadline: '3500ms',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://docs.customer.io/api/webhooks/',
    deadline: 'https://docs.customer.io/api/webhooks/',
    statuses: 'https://docs.customer.io/api/webhooks/',
  },
};
