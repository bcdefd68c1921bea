import type { BuiltInScheme } from '../spec.js';

/** `X-Pusher-Key` says which of an app's keys signed; it is not signed itself, and every secret of the route is tried anyway. */
export const pusher: BuiltInScheme = {
  title: 'Pusher Channels',
  docs: 'https://pusher.com/docs/channels/server_api/webhooks/',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'utf8',
  signature: {
    header: 'X-Pusher-Signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{body}',
  },
  time: { json: '/time_ms', formats: ['ms'], tolerance: { past: '10m', future: '5m' } },
  identity: ['body'],
  identityNote: 'The body holds its own time in milliseconds, which a retry repeats.',
  bodyTime: '/time_ms',
  carry: ['X-Pusher-Key'],
  // Its libraries choose the secret by this key, and refuse a delivery without one that they know.
  verifierNeeds: ['X-Pusher-Key'],
  retries: ['5s', '10s', '20s', '40s', '80s', '145s'],
  deadline: '3s',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://docs.bird.com/pusher/channels/channels/webhooks/channels-webhook-timeouts-and-retries',
    deadline: 'https://docs.bird.com/pusher/channels/channels/webhooks/channels-webhook-timeouts-and-retries',
    statuses: 'https://docs.bird.com/pusher/channels/channels/webhooks/channels-webhook-timeouts-and-retries',
  },
};
