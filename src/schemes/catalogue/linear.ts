import type { BuiltInScheme } from '../spec.js';

/**
 * The time of sending is a member of the body. Linear advises to refuse it after a minute, which would refuse retries
 * where it is not renewed: here it may be as old as the last retry.
 */
export const linear: BuiltInScheme = {
  title: 'Linear',
  docs: 'https://linear.app/developers/webhooks',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'Linear-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{body}',
  },
  time: { json: '/webhookTimestamp', formats: ['ms'], tolerance: { past: '8h', future: '5m' } },
  bodyTime: '/webhookTimestamp',
  sourceId: { header: 'Linear-Delivery' },
  identity: ['body'],
  identityNote:
    "The body holds the time of sending. The delivery's id stands in an unsigned header and has no say.",
  event: [{ json: '/type' }],
  envelope: { event: 'type', time: 'createdAt', data: 'data' },
  carry: ['Linear-Delivery', 'Linear-Event'],
  writes: { 'Linear-Delivery': '{id}', 'Linear-Event': '{event}' },
  retries: ['1m', '1h', '6h'],
  deadline: '4s',
  statuses: { accepted: ['200'], final: [] },
  rests: {
    retries: 'https://developers.linear.app/docs/graphql/webhooks',
    deadline: 'https://developers.linear.app/docs/graphql/webhooks',
    statuses: 'https://developers.linear.app/docs/graphql/webhooks',
  },
};
