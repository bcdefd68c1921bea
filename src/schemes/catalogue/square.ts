import type { BuiltInScheme } from '../spec.js';

/** The URL is signed exactly as registered with Square, a trailing slash included. The older SHA-1 header does not count. */
export const square: BuiltInScheme = {
  title: 'Square',
  docs: 'https://developer.squareup.com/docs/webhooks/step3validate',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'X-Square-HmacSha256-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    content: '{url}{body}',
  },
  bodyMustBeJson: 'whole',
  sourceId: { json: '/event_id' },
  identity: ['id'],
  identityNote: "The signed body has the event's id, new for each event and the same on each retry.",
  event: [{ json: '/type' }],
  envelope: { id: 'event_id', event: 'type', time: 'created_at', data: 'data' },
  carry: [
    'Square-Environment',
    'Square-Initial-Delivery-Timestamp',
    'Square-Retry-Number',
    'Square-Retry-Reason',
  ],
  retries: ['1m', '2m', '4m', '8m', '16m', '32m', ...Array<string>(72).fill('1h')],
  deadline: '8s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://developer.squareup.com/docs/webhooks-api/delivery-sla',
    deadline: 'https://developer.squareup.com/docs/webhooks-api/delivery-sla',
    statuses: 'https://developer.squareup.com/docs/webhooks-api/delivery-sla',
  },
};
