import type { BuiltInScheme } from '../spec.js';

/**
 * The header `X-Event-Name` is unsigned; the body says the same in its metadata. Retried three times within minutes.
 */
export const lemonSqueezy: BuiltInScheme = {
  title: 'Lemon Squeezy',
  docs: 'https://docs.lemonsqueezy.com/help/webhooks/signing-requests',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: { header: 'X-Signature', algorithm: 'hmac-sha256', encoding: 'hex', content: '{body}' },
  identity: ['body'],
  identityNote: 'The body shows the resource with the time of its last change.',
  event: [{ json: '/meta/event_name' }],
  carry: ['X-Event-Name'],
  writes: { 'X-Event-Name': '{event}' },
  retries: ['5s', '25s', '125s'],
  deadline: '4s',
  statuses: { accepted: ['200'], final: [] },
  rests: {
    retries: 'https://docs.lemonsqueezy.com/help/webhooks/webhook-requests',
    deadline: 'estimate',
    statuses: 'https://docs.lemonsqueezy.com/help/webhooks/webhook-requests',
  },
};
