import type { Scheme } from '../spec.js';

/**
 * The key is the part of the API key behind the colon; `X-Ably-Key` names the part before it. Deliveries may be
 * batches, whose name here is the first message's. Its schedule of retries is not published; this one is an estimate.
 */
export const ably: Scheme = {
  title: 'Ably',
  docs: 'https://ably.com/docs/platform/integrations/webhooks',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-Ably-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    content: '{body}',
  },
  identity: ['body'],
  identityNote:
    "An enveloped delivery holds each message's id and time. With enveloping off the body is the publisher's own text, and two messages may be equal.",
  equalBytes: 'may be two events',
  event: [{ json: '/items/0/name' }],
  carry: ['X-Ably-Key', 'X-Ably-Version', 'X-Ably-Envelope-AppId'],
  retries: ['5s', '30s', '1m', '5m'],
  deadline: '12s',
  statuses: { accepted: ['2xx'], final: [] },
};
