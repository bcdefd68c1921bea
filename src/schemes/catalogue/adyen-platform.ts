import type { BuiltInScheme } from '../spec.js';

/** Balance platform, transfers, management: one signature over the whole body, unlike that of payments. */
export const adyenPlatform: BuiltInScheme = {
  title: 'Adyen, platforms and management',
  docs: 'https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'hex',
  signature: {
    header: 'HmacSignature',
    algorithm: 'hmac-sha256',
    encoding: 'base64',
    content: '{body}',
  },
  sourceId: { json: '/data/id' },
  identity: ['body'],
  identityNote:
    'The id in the body names the resource, which has many events; its time and state are in the body too, and a retry repeats them.',
  event: [{ json: '/type' }],
  envelope: { event: 'type', time: 'timestamp', data: 'data' },
  writes: { Protocol: 'HmacSHA256' },
  // Three at once, then a queue: from four hours on every eight, up to thirty days.
  retries: [
    ...Array<string>(3).fill('9s'),
    ...['2m', '5m', '10m', '15m', '30m', '1h', '2h', '4h'],
    ...Array<string>(88).fill('8h'),
  ],
  deadline: '8s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://docs.adyen.com/development-resources/webhooks/troubleshoot',
    deadline: 'https://www.adyen.com/knowledge-hub/webhooks-accept-2xx',
    statuses: 'https://www.adyen.com/knowledge-hub/webhooks-accept-2xx',
  },
};
