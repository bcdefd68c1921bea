import type { BuiltInScheme } from '../spec.js';

/**
 * The challenge must come back within ten seconds. Compressed deliveries are signed as sent: leave
 * `compressed_delivery` off. Three attempts within about twenty minutes.
 */
export const nylas: BuiltInScheme = {
  title: 'Nylas',
  docs: 'https://developer.nylas.com/docs/v3/notifications/',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'X-Nylas-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{body}',
  },
  sourceId: { json: '/id' },
  identity: ['id'],
  identityNote: "The signed body has the notification's id, new for each event and the same on each retry.",
  event: [{ json: '/type' }],
  envelope: { id: 'id', event: 'type', time: 'time', timeFormat: 's', data: 'data' },
  handshakes: [
    {
      when: { method: 'GET', query: { challenge: '*' } },
      check: 'open',
      answer: { status: 200, text: '{query:challenge}' },
    },
  ],
  retries: ['5m', '15m'],
  deadline: '8s',
  statuses: { accepted: ['200'], final: [] },
  rests: {
    retries: 'https://developer.nylas.com/docs/cookbook/use-cases/build/retry-failed-webhooks/',
    deadline: 'https://developer.nylas.com/docs/cookbook/use-cases/build/retry-failed-webhooks/',
    statuses: 'https://developer.nylas.com/docs/cookbook/use-cases/build/retry-failed-webhooks/',
  },
};
