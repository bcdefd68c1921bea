import type { BuiltInScheme } from '../spec.js';

/**
 * The key is the part of the API key behind the colon; `X-Ably-Key` names the part before it. Deliveries may be
 * batches, whose name here is the first message's.
 */
export const ably: BuiltInScheme = {
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
  // Of batches, which are what is signed: the delay grows by the root of two up to a minute, and ends after five.
  retries: [
    ...Array.from({ length: 11 }, (_, index) => `${Math.round(1000 * 2 ** ((index + 1) / 2))}ms`),
    ...Array<string>(4).fill('1m'),
  ],
  deadline: '4s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: { retries: 'docs', deadline: 'estimate', statuses: 'estimate' },
};
