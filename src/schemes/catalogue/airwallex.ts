import type { BuiltInScheme } from '../spec.js';

/**
 * Time and body are signed without anything between them: a strict time and a body that starts as JSON leave one
 * split. Retried for about three days, perhaps with the first time, so the window is as long.
 */
export const airwallex: BuiltInScheme = {
  title: 'Airwallex',
  docs: 'https://www.airwallex.com/docs/developer-tools/webhooks/listen-for-webhook-events',
  trust: 'body verified',
  evidence: 'documentation',
  key: 'utf8',
  signature: {
    header: 'x-signature',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    content: '{time}{body}',
  },
  time: { header: 'x-timestamp', formats: ['ms'], tolerance: { past: '73h', future: '5m' } },
  bodyMustBeJson: true,
  sourceId: { json: '/id' },
  identity: ['id'],
  identityNote: "The signed body has the event's id, new for each event and the same on each retry.",
  event: [{ json: '/name' }],
  envelope: { id: 'id', event: 'name', data: 'data' },
  retries: ['1m', '5m', '30m', '2h', '6h', '12h', '24h', '24h'],
  deadline: '4s',
  statuses: { accepted: ['200'], final: [] },
  rests: {
    retries: 'https://www.airwallex.com/docs/developer-tools/webhooks/webhooks-overview',
    deadline: 'estimate',
    statuses: 'https://www.airwallex.com/docs/developer-tools/webhooks/webhooks-overview',
  },
};
