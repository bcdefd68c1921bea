import type { BuiltInScheme } from '../spec.js';

/**
 * Ed25519 under the account's public key; a bar between time and body. Short of patience: two seconds for some
 * products. Tried three times at each of two URLs; the steps are ours.
 */
export const telnyx: BuiltInScheme = {
  title: 'Telnyx',
  docs: 'https://developers.telnyx.com/docs/development/api-fundamentals/webhooks',
  trust: 'body verified',
  evidence: 'sdk',
  key: 'public-key',
  signature: {
    header: 'telnyx-signature-ed25519',
    algorithm: 'ed25519',
    encoding: 'base64',
    content: '{time}|{body}',
  },
  time: { header: 'telnyx-timestamp', formats: ['s'], tolerance: '5m' },
  sourceId: { json: '/data/id' },
  identity: ['id'],
  identityNote: "The signed body has the event's id, new for each event and the same on each retry.",
  event: [{ json: '/data/event_type' }],
  retries: ['2s', '5s'],
  deadline: '1800ms',
  statuses: { accepted: ['2xx'], final: [] },
  rests: {
    retries: 'https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks',
    deadline: 'https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks',
    statuses: 'https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks',
  },
};
