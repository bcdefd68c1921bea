import type { BuiltInScheme } from '../spec.js';

/** Answers later than five seconds count as failures. The id and the topic stand in unsigned headers. */
export const modernTreasury: BuiltInScheme = {
  title: 'Modern Treasury',
  docs: 'https://docs.moderntreasury.com/platform/docs/verifying-webhooks',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'X-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{body}',
  },
  sourceId: { header: 'X-Webhook-ID' },
  identity: ['body'],
  identityNote:
    "The body shows the object with the time of its last change. The event's id stands in an unsigned header and has no say.",
  event: [{ json: '/event' }],
  envelope: { event: 'event', data: 'data' },
  carry: ['X-Webhook-ID', 'X-Topic'],
  writes: { 'X-Webhook-ID': '{id}' },
  retries: ['1m', '5m', '15m', '1h', '3h', '6h', '12h', '24h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'estimate',
    deadline: 'https://docs.moderntreasury.com/platform/reference/webhooks',
    statuses: 'https://docs.moderntreasury.com/platform/reference/webhooks',
  },
};
