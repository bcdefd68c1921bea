import type { BuiltInScheme } from '../spec.js';

/**
 * HTTP Basic: the secret is `user:password` as written into the webhook's address. Nothing about the body is proved.
 * 403 ends the retries.
 */
export const postmark: BuiltInScheme = {
  title: 'Postmark',
  docs: 'https://postmarkapp.com/developer/webhooks/webhooks-overview',
  trust: 'authenticated',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'Authorization',
    algorithm: 'plain',
    encoding: 'base64',
    prefix: 'Basic ',
    content: '{secret}',
  },
  sourceId: { json: '/MessageID' },
  identity: ['body'],
  identityNote:
    "The body holds the message's id with the kind and the time of the event; one message has many events.",
  event: [{ json: '/RecordType' }],
  retries: ['1m', '5m', '10m', '10m', '10m', '15m', '30m', '1h', '2h', '6h'],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: ['403'] },
  rests: {
    retries: 'https://postmarkapp.com/support/article/understanding-inbound-webhook-retries-in-postmark',
    deadline: 'estimate',
    statuses: 'https://postmarkapp.com/support/article/understanding-inbound-webhook-retries-in-postmark',
  },
};
