import type { Scheme } from '../spec.js';

/**
 * The time of sending is a member of the body and Linear advises to refuse it after a minute, which would refuse
 * retries where it is not renewed: here it feeds `maxAge`, and only where a route asks.
 */
export const linear: Scheme = {
  title: 'Linear',
  docs: 'https://linear.app/developers/webhooks',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'Linear-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{body}',
  },
  sourceId: { header: 'Linear-Delivery' },
  identity: ['body'],
  identityNote:
    "The body holds the time of sending. The delivery's id stands in an unsigned header and has no say.",
  event: [{ json: '/type' }],
  envelope: { event: 'type', time: 'createdAt', data: 'data' },
  bodyTime: '/webhookTimestamp',
  carry: ['Linear-Delivery', 'Linear-Event'],
  writes: { 'Linear-Delivery': '{id}', 'Linear-Event': '{event}' },
  retries: ['1m', '1h', '6h'],
  deadline: '4s',
  statuses: { accepted: ['200'], final: [] },
};
