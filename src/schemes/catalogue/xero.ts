import type { BuiltInScheme } from '../spec.js';

/**
 * Proves the endpoint with a burst of well and badly signed deliveries: the good ones must hear 200, the bad ones 401,
 * both with an empty body and within five seconds. Batches without events are part of that. Retried for
 * a day; the steps are ours.
 */
export const xero: BuiltInScheme = {
  title: 'Xero',
  docs: 'https://developer.xero.com/documentation/guides/webhooks/configuring-your-server/',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'x-xero-signature',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    content: '{body}',
  },
  identity: ['body'],
  identityNote:
    'Each event of the batch holds its time, and the batch the numbers of its first and last event.',
  event: [{ json: '/events/0/eventCategory' }],
  retries: ['1m', '5m', '30m', '1h', '2h', '4h', '8h', '9h'],
  deadline: '4s',
  statuses: { accepted: ['200'], final: [] },
  rests: {
    retries: 'https://developer.xero.com/documentation/webhooks/configuring-your-server',
    deadline: 'https://developer.xero.com/documentation/webhooks/configuring-your-server',
    statuses: 'https://developer.xero.com/documentation/webhooks/configuring-your-server',
  },
  refusalBody: 'none',
  acknowledgement: { status: 200 },
};
